"""The rows of the history."""

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.update import SourceId, Timestamp
from redux_scuttlebutt.ui.history.model import HistoryModel
from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.ports import Quarantined
from redux_scuttlebutt.ui.words import clock
from support.room import ANA, BO, CY, FakeRoom, stroke

ADD = {"type": "counter/incremented"}


def short(source: SourceId) -> str:
    return {ANA: "Ana", BO: "Bo", CY: "Cy"}[source]


@pytest.fixture
def model(room: FakeRoom) -> HistoryModel:
    return HistoryModel(room.history, short)


def test_a_late_update_wears_how_late_it_was(room: FakeRoom, model: HistoryModel) -> None:
    late = room.make(BO, ADD)
    for _ in range(7):
        room.dispatch(ADD)

    room.deliver(late)
    model.refresh()

    row = model.row(1)
    assert (row.who, row.what, row.late, row.depth) == ("Bo", "+1", "↶7 · 8.0 s", 7)
    assert "late: 7 places before the end" in model.details(1)


def test_each_update_wears_how_far_it_has_come_among_all(room: FakeRoom) -> None:
    model = HistoryModel(room.history, short, room.reach_of)
    for _ in range(3):
        room.dispatch(ADD)
    model.refresh()
    assert [model.row(n).reach for n in range(4)] == [None] * 4

    first, second, _ = room.history.updates
    room.agreed = (second.timestamp, first.timestamp)

    reaches = [reach.kind for n in (1, 2, 3) if (reach := model.row(n).reach)]
    assert reaches == ["held", "settled", "here"]
    assert "held by everyone" in model.details(1)


def test_what_its_source_took_back_leaves_the_rows(room: FakeRoom, model: HistoryModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    room.dispatch(stroke("a"))
    room.receive(BO, ADD)
    room.dispatch(ADD)
    model.refresh()
    first = room.history.updates[0]

    room.history.withdraw(ANA, first.incarnation, first.sequence)
    room.history.fold()
    model.refresh()

    assert [model.row(n).who for n in range(1, model.rowCount())] == ["Ana", "Bo"]
    assert tester.model() is model


def test_undone_and_refused_updates_keep_their_rows(room: FakeRoom, model: HistoryModel) -> None:
    room.dispatch(stroke("a"))
    room.receive(BO, {"type": "counter/multiplied", "payload": "two"})
    room.undo()
    model.refresh()

    assert model.row(1).undone
    assert "expected a whole number" in model.row(2).reason
    assert model.row(3).control


def test_the_rows_are_the_history_whatever_arrives(room: FakeRoom, model: HistoryModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    chance = random.Random(11)
    held = [room.make(CY, ADD)]
    for _ in range(60):
        for _ in range(chance.randint(0, 3)):
            room.dispatch(ADD)
        held += [room.make(chance.choice((BO, CY)), ADD) for _ in range(chance.randint(0, 9))]
        if chance.random() < 0.3:
            held.sort()
            room.deliver(*held)
            held.clear()
        model.refresh()

        shown = [model.update_at(row) for row in range(1, model.rowCount())]
        assert shown == list(room.history.updates)
    assert tester.model() is model


def test_the_log_may_grow_between_two_frames(room: FakeRoom, model: HistoryModel) -> None:
    room.dispatch(ADD)
    model.refresh()

    late = room.make(BO, ADD, at=1)
    room.deliver(late)

    assert model.rowCount() == 2
    assert model.row(1).source == ANA


def test_what_is_set_aside_stands_in_a_row_of_its_own_behind_the_last_place(room: FakeRoom) -> None:
    model = HistoryModel(room.history, short, room.reach_of, lambda: room.quarantined)
    tester = QAbstractItemModelTester(model)
    room.dispatch(ADD)
    model.refresh()
    aside = tuple(room.make(BO, ADD) for _ in range(7))
    room.quarantined = (
        Quarantined(BO, Timestamp(aside[0].timestamp), aside, "two runs begin with update 2"),
    )

    model.refresh()
    room.dispatch(ADD)
    model.refresh()

    assert (model.places, model.rowCount()) == (3, 4)
    row = model.row(3)
    assert (row.aside, row.who, row.source) == (True, "Bo", BO)
    since = clock(aside[0].timestamp)
    assert row.what == f"signed two different histories from {since} on: set aside, 7 actions"
    assert "two runs begin with update 2" in model.details(3)
    assert "and 2 others" in model.details(3)
    assert model.update_at(3) is None
    assert model.update_at(2) is room.history.updates[1]

    room.quarantined = ()
    model.refresh()
    assert model.rowCount() == 3
    assert tester.failureReportingMode() is not None


def test_a_row_that_is_set_aside_is_no_moment_to_look_at(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    room.dispatch(ADD)
    aside = room.make(BO, ADD)
    room.quarantined = (Quarantined(BO, Timestamp(aside.timestamp), (aside,), "two runs"),)
    window.show_history(True)
    room.notify()
    table = window.history_panel.table
    qtbot.waitUntil(lambda: window.history_panel.model.rowCount() == 3)

    for row, moments in ((2, []), (1, [1])):
        asked: list[int] = []
        table.asked_for.connect(asked.append)
        table.select(row)
        QTest.keyClick(table, Qt.Key.Key_Return)
        table.asked_for.disconnect(asked.append)
        assert asked == moments
