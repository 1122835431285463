"""A room opens as it was looked at last, and as a whole the first time."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import BO, FakeRoom, stroke

LOOK = View(2.5, 300.0, -120.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "window.ini"


@pytest.fixture
def drawn(room: FakeRoom) -> FakeRoom:
    room.dispatch(stroke("mine", at=(2000, 1000), points=30))
    return room


@contextmanager
def opened(qtbot: QtBot, room: FakeRoom, path: Path) -> Generator[MainWindow]:
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    window = MainWindow(room, settings=settings)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


def assert_whole(window: MainWindow) -> None:
    box = window.canvas.figures.bounds()
    assert box is not None
    assert window.canvas.window_box.holds(box)


def test_a_room_opens_at_its_last_view(qtbot: QtBot, drawn: FakeRoom, path: Path) -> None:
    with opened(qtbot, drawn, path) as window:
        assert window.canvas.view != LOOK
        window.canvas.look(LOOK)

    drawn.receive(BO, stroke("theirs", at=(9000, 0)))
    with opened(qtbot, drawn, path) as window:
        assert window.canvas.view == LOOK
        assert window.status.zoom.text() == "250 %"


def test_a_room_never_seen_is_shown_as_a_whole(qtbot: QtBot, drawn: FakeRoom, path: Path) -> None:
    with opened(qtbot, drawn, path) as window:
        window.canvas.look(LOOK)

    drawn.name = "Another"
    with opened(qtbot, drawn, path) as window:
        assert_whole(window)

    drawn.name = "Sketch"
    with opened(qtbot, drawn, path) as window:
        assert window.canvas.view == LOOK


def test_what_comes_into_a_room_that_was_empty_is_shown_as_a_whole(
    qtbot: QtBot, room: FakeRoom, path: Path
) -> None:
    with opened(qtbot, room, path):
        pass

    room.receive(BO, stroke("theirs", at=(9000, 9000)))
    with opened(qtbot, room, path) as window:
        assert_whole(window)


@pytest.mark.parametrize("kept", ["", "1", "a b c", "nan 0 0", "0 0 0", "1 inf 0", "1 0 0 0"])
def test_a_view_that_makes_no_sense_is_not_taken(
    qtbot: QtBot, drawn: FakeRoom, path: Path, kept: str
) -> None:
    with opened(qtbot, drawn, path):
        pass
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    settings.beginGroup("views")
    [key] = settings.childKeys()
    settings.setValue(key, kept)
    settings.sync()

    with opened(qtbot, drawn, path) as window:
        assert_whole(window)


def test_a_name_of_any_script_is_as_good(qtbot: QtBot, drawn: FakeRoom, path: Path) -> None:
    drawn.name = "増える / [views]=%\n\ud800"
    with opened(qtbot, drawn, path) as window:
        window.canvas.look(LOOK)

    with opened(qtbot, drawn, path) as window:
        assert window.canvas.view == LOOK
