"""What a room does, as it is heard."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui import announce
from redux_scuttlebutt.ui.announce import MOST_UPDATES, Announcer, done
from redux_scuttlebutt.ui.announcing import said
from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.ports import Standing
from support.room import ANA, BO, CY, FakeRoom, stroke
from support.shapes import described

ADD = {"type": "counter/incremented"}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 10.0  # every look is long after the last announcement
        return self.now


def named(source: bytes) -> str:
    return {ANA: "Ana", BO: "Bo", CY: "Cy"}[source]  # pyright: ignore[reportArgumentType]


@pytest.fixture
def heard(window: MainWindow, room: FakeRoom) -> list[str]:
    """What is announced from now on."""
    announcer = Announcer(room, named, window, Clock(), lambda: True)
    window.announcer = announcer
    texts: list[str] = []
    announcer.announced.connect(texts.append)
    return texts


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (stroke("a"), "Bo drew 1 stroke"),
        ({"type": "whiteboard/added", "payload": described("t", "text")}, "Bo wrote 1 text"),
        (
            {
                "type": "whiteboard/added",
                "payload": {"shapes": [described("a", "rect"), described("b", "rect")]},
            },
            "Bo drew 2 rectangles",
        ),
        ({"type": "whiteboard/removed", "payload": {"ids": ["a", "b"]}}, "Bo removed 2 objects"),
        (ADD, "Bo changed the counter 1 time"),
        ({"type": "other/thing"}, "Bo did 1 thing"),
        ({"type": "whiteboard/added", "payload": {"shapes": [7, None]}}, "Bo drew 2 objects"),
        ({"type": "whiteboard/added", "payload": 7}, "Bo drew 1 object"),
    ],
)
def test_an_action_in_words(action: Mapping[str, Any], words: str) -> None:
    update = FakeRoom().make(BO, action)

    assert said(done([update], ANA, named)) == words


def test_own_actions_are_not_told_to_who_did_them() -> None:
    assert list(done([FakeRoom().make(ANA, ADD)], ANA, named)) == []


def test_very_much_at_once_is_counted() -> None:
    room = FakeRoom()
    updates = [room.make(BO, stroke(str(n))) for n in range(MOST_UPDATES + 1)]

    assert said(done(updates, ANA, named)) == f"Bo did {MOST_UPDATES + 1} things"


def test_others_are_heard_in_the_window(
    room: FakeRoom, window: MainWindow, heard: list[str], qtbot: QtBot
) -> None:
    room.receive(BO, stroke("a"))
    room.receive(BO, stroke("b"))

    qtbot.waitUntil(lambda: heard == ["Bo drew 2 strokes"])


def test_joining_leaving_and_being_offline_are_heard(
    room: FakeRoom, window: MainWindow, heard: list[str], qtbot: QtBot
) -> None:
    ana, bo, cy = room.people
    room.people = (ana, replace(bo, is_connected=False), replace(cy, is_connected=True))
    room.standing = Standing("offline", "Offline · 3 kept here")
    room.notify()

    qtbot.waitUntil(lambda: heard == ["Cy joined; Bo left; Offline · 3 kept here"])


def test_a_rewind_tells_what_became_of_the_counter(
    room: FakeRoom, window: MainWindow, heard: list[str], qtbot: QtBot
) -> None:
    late = room.make(BO, {"type": "counter/incremented", "payload": 10})
    for _ in range(2):
        room.dispatch({"type": "counter/multiplied", "payload": 2})
    qtbot.waitUntil(lambda: window.counter.number.text() == "0")

    room.deliver(late)

    qtbot.waitUntil(lambda: any("rewind: counter 0 to 40" in text for text in heard))


def test_looking_back_is_heard(
    room: FakeRoom, window: MainWindow, heard: list[str], qtbot: QtBot
) -> None:
    room.dispatch(ADD)
    window.history_panel.go_to(0)
    qtbot.waitUntil(lambda: heard == ["Looking back"])

    window.history_panel.back_to_live()
    qtbot.waitUntil(lambda: heard == ["Looking back", "Back to live"])


def test_the_system_is_told(
    window: MainWindow, room: FakeRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Accessible:
        isActive = QAccessible.isActive

        @staticmethod
        def updateAccessibility(event: Any) -> None:
            told.append(event.message())

    monkeypatch.setattr(announce, "QAccessible", Accessible)
    announcer = Announcer(room, named, window, Clock(), lambda: True)
    announcer.look_back(True)

    qtbot.waitUntil(lambda: told == ["Looking back"])


def test_nothing_is_collected_where_nobody_hears_it(window: MainWindow, room: FakeRoom) -> None:
    announcer = Announcer(room, named, window, Clock(), lambda: False)
    announcer.look_back(True)
    announcer.refresh(room.people, room.standing, [room.make(BO, ADD)], [])

    assert announcer.merger.wait is None


def test_the_level_is_kept(room: FakeRoom, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = MainWindow(room, settings=settings)
    qtbot.addWidget(first)
    first.show()
    assert first.announcer.merger.level == "all"
    first.commands.action("view.announce.mine").trigger()
    first.close()

    second = MainWindow(room, settings=settings)
    qtbot.addWidget(second)

    assert second.announcer.merger.level == "mine"
    assert second.commands.action("view.announce.mine").isChecked()


def test_the_board_says_what_there_is(room: FakeRoom, window: MainWindow, qtbot: QtBot) -> None:
    for name in "abc":
        room.dispatch(stroke(name))

    summary = window.canvas.accessibleDescription
    qtbot.waitUntil(lambda: summary() == "3 objects, 2 people")
    window.canvas.hand.selection.select({"a"})
    assert summary() == "3 objects, 2 people, 1 selected"
