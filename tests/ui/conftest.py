"""What the window tests share: a room, and its window on screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import FakeRoom, stroke


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


@pytest.fixture
def window(room: FakeRoom, qtbot: QtBot) -> MainWindow:
    shown = MainWindow(room, now=lambda: room.now)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


@pytest.fixture(autouse=True)
def in_the_systems_colours(qapp: QApplication) -> Iterator[None]:
    theme.follow(qapp)
    yield
    theme.choose("system")


@pytest.fixture
def drawn(room: FakeRoom, window: MainWindow) -> MainWindow:
    """The window with two strokes."""
    room.dispatch(stroke("a"))
    room.dispatch(stroke("b", at=(60, 30)))
    window.refresh()
    return window
