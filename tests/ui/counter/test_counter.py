"""The counter's page, with real clicks and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.counter.set_dialog import SetDialog
from redux_scuttlebutt.ui.counter.trace import Trace
from redux_scuttlebutt.ui.main_window import COUNTER, MainWindow
from support.room import ANA, BO, CY, FakeRoom, stroke

ADD = {"type": "counter/incremented"}


def late_add(room: FakeRoom, page: MainWindow) -> None:
    """Bo's +1 comes late, before a ×2 of ours: 26 instead of 24."""
    room.dispatch({"type": "counter/set", "payload": 12})
    late = room.make(BO, ADD)
    room.dispatch({"type": "counter/multiplied", "payload": 2})
    page.refresh()
    room.deliver(late)


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    window.show_page(COUNTER)
    return window


def test_buttons_count_for_everybody(room: FakeRoom, page: MainWindow, qtbot: QtBot) -> None:
    for name in ("+1", "+10", "×2", "−1"):
        QTest.mouseClick(page.counter.buttons.by_name[name], Qt.MouseButton.LeftButton)

    assert room.get_state()["counter"] == 21
    qtbot.waitUntil(lambda: page.counter.number.text() == "21")
    assert page.counter.last.text().startswith("Ana −1, ")


def test_keys_count_too(room: FakeRoom, page: MainWindow) -> None:
    QTest.keyClicks(page.counter, "++-*")
    QTest.keyClick(page.counter, Qt.Key.Key_PageUp)

    assert room.get_state()["counter"] == 12


def test_the_counter_can_be_set(room: FakeRoom, page: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(page.counter, "=")
    dialog = page.counter.findChild(SetDialog)
    assert isinstance(dialog, SetDialog)
    dialog.field.clear()
    QTest.keyClicks(dialog.field, "-9007199254740991x")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    assert room.get_state()["counter"] == -(2**53 - 1)
    qtbot.waitUntil(lambda: page.counter.number.text().startswith("−9\u202f007"))
    assert page.counter.number.sizeHint().width() < page.minimumWidth()


def test_the_rule_is_an_action_like_any_other(
    room: FakeRoom, page: MainWindow, qtbot: QtBot
) -> None:
    box = page.counter.rule
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert room.get_state()["rules"]["counter_minimum"] == 0

    room.receive(BO, {"type": "rules/set", "payload": {"counter_minimum": None}})
    qtbot.waitUntil(lambda: not box.isChecked())
    assert len(room.history) == 2


def test_somebody_else_s_undo_is_explained(room: FakeRoom, page: MainWindow, qtbot: QtBot) -> None:
    from redux_scuttlebutt.store.undo import undo

    added = room.receive(BO, ADD)
    room.receive(CY, {"type": "counter/multiplied", "payload": 2})
    qtbot.waitUntil(lambda: page.counter.number.text() == "2")

    room.receive(BO, undo(added.name))

    qtbot.waitUntil(lambda: page.counter.number.text() == "0")
    assert page.counter.chip.label.text() == "0, was 2: Bo’s +1 was undone"


def test_our_own_undo_needs_no_explanation(room: FakeRoom, page: MainWindow, qtbot: QtBot) -> None:
    room.dispatch(ADD)
    qtbot.waitUntil(lambda: page.counter.number.text() == "1")

    room.undo()

    qtbot.waitUntil(lambda: page.counter.number.text() == "0")
    assert page.counter.chip.isHidden()


def test_no_button_moves_under_the_pointer_when_the_note_comes(
    room: FakeRoom, page: MainWindow, qtbot: QtBot
) -> None:
    before = page.counter.buttons.geometry()

    late_add(room, page)

    qtbot.waitUntil(page.counter.chip.isVisible)
    assert page.counter.chip.label.text().startswith("26, was 24: ")
    assert page.counter.buttons.geometry() == before
    page.counter.chip.close_button.click()
    assert page.counter.buttons.geometry() == before


def test_no_button_moves_under_the_pointer_when_the_number_grows_long(
    room: FakeRoom, page: MainWindow, qtbot: QtBot
) -> None:
    before = page.counter.buttons.geometry()

    room.dispatch({"type": "counter/set", "payload": 2**53 - 1})

    qtbot.waitUntil(lambda: page.counter.number.text().startswith("9"))
    assert page.counter.buttons.geometry() == before


@pytest.mark.parametrize("change", ["undo", "add"])
def test_the_note_does_not_go_on_claiming_an_old_number(
    room: FakeRoom, page: MainWindow, qtbot: QtBot, change: str
) -> None:
    late_add(room, page)
    qtbot.waitUntil(page.counter.chip.isVisible)

    if change == "undo":
        room.undo()
    else:
        room.receive(CY, ADD)

    qtbot.waitUntil(lambda: page.counter.number.text() != "26")
    assert page.counter.chip.isHidden()


def test_the_note_stays_while_something_else_happens(
    room: FakeRoom, page: MainWindow, qtbot: QtBot
) -> None:
    late_add(room, page)
    qtbot.waitUntil(page.counter.chip.isVisible)

    room.receive(CY, stroke("a"))
    page.refresh()

    assert page.counter.chip.isVisible()


def test_a_note_kept_while_looking_back_is_told_only_if_it_still_holds(
    room: FakeRoom, page: MainWindow, qtbot: QtBot
) -> None:
    room.dispatch(ADD)
    page.refresh()
    page.history_panel.go_to(0)
    late_add(room, page)
    page.refresh()
    room.receive(CY, ADD)
    page.refresh()

    page.history_panel.back_to_live()

    assert page.counter.number.text() == "27"
    assert page.counter.chip.isHidden()


def test_the_trace_follows_rewinds_and_stays_short(room: FakeRoom) -> None:
    trace = Trace(room.history, lambda state: state["counter"])
    late = room.make(BO, ADD)
    room.dispatch(ADD)
    room.dispatch(stroke("a"))
    room.dispatch({"type": "counter/multiplied", "payload": 2})
    trace.refresh()
    assert [step.after for step in trace.steps] == [1, 2]

    room.deliver(late)
    trace.refresh()
    assert [step.after for step in trace.steps] == [1, 2, 4]
    assert [step.update.source for step in trace.steps] == [BO, ANA, ANA]

    for _ in range(500):
        room.dispatch(ADD)
    trace.refresh()
    assert len(trace.steps) == 120
    assert trace.steps[-1].after == 504
