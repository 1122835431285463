"""A canvas on screen, with three strokes on it or none."""

import pytest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.whiteboard import Board
from support.board import Drawing, board_of, line


def _shown(qtbot: QtBot, board: Board) -> Drawing:
    drawing = Drawing(board)
    qtbot.addWidget(drawing.canvas)
    drawing.canvas.show()
    qtbot.waitExposed(drawing.canvas)
    return drawing


@pytest.fixture
def empty(qtbot: QtBot) -> Drawing:
    """An empty board."""
    return _shown(qtbot, Board())


@pytest.fixture
def three(qtbot: QtBot) -> Drawing:
    """Three level strokes below each other: a at 100, b at 200, c at 300, all from 100 to 150."""
    return _shown(qtbot, board_of(line(100, 100), line(100, 200), line(100, 300)))
