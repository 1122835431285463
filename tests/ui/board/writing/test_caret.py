import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.writing.caret import Caret


@pytest.fixture
def quick(qapp: QGuiApplication) -> None:
    """The system's carets blink fast."""
    qapp.styleHints().setCursorFlashTime(20)


@pytest.mark.usefixtures("quick")
def test_it_blinks_while_the_text_has_the_keyboard(qtbot: QtBot) -> None:
    caret = Caret()

    with qtbot.waitSignal(caret.changed, check_params_cb=lambda: not caret.shows):
        caret.begin()

    qtbot.waitUntil(lambda: caret.shows)
    caret.end()


@pytest.mark.usefixtures("quick")
def test_where_it_has_moved_it_shows_at_once(qtbot: QtBot) -> None:
    caret = Caret()
    caret.begin()
    qtbot.waitUntil(lambda: not caret.shows)

    caret.show()

    assert caret.shows
    caret.end()
