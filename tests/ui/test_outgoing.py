"""What is dragged out of the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.export.carried import Carried
from redux_scuttlebutt.ui.board.export.dropped import dropped
from redux_scuttlebutt.ui.outgoing import Outgoing
from support.board import Drawing, board_of, line

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Desk:
    """A canvas that is a window, and what is dragged out of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.drawing = Drawing(board_of(line(100, 100), line(100, 200)))
        qtbot.addWidget(self.drawing.canvas)
        self.drawing.canvas.show()
        self.parent = QWidget()
        qtbot.addWidget(self.parent)
        self.drags: list[QDrag] = []
        self.said: list[str] = []
        self.outgoing = Outgoing(
            self.drawing.canvas,
            lambda: self.drawing.board,
            lambda _name: None,
            lambda: "Sketch",
            self.said.append,
            self.parent,
            run=self.drags.append,
        )

    def drag_to(self, *places: QPoint) -> None:
        canvas = self.drawing.canvas
        canvas.hand.take("select")
        QTest.mousePress(canvas, LEFT, NONE, self.drawing.screen(120, 100))
        for place in places:
            QTest.mouseMove(canvas, place)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.outgoing.stop()


def test_what_is_dragged_out_is_a_copy_as_shapes_and_as_a_file(desk: Desk) -> None:
    desk.drag_to(QPoint(150, 150), QPoint(150, -40))

    (drag,) = desk.drags
    (carried, *_) = dropped(drag.mimeData())
    assert isinstance(carried, Carried)
    assert len(carried.shapes) == 1
    (url,) = drag.mimeData().urls()
    assert not QImage(str(Path(url.toLocalFile()))).isNull()
    assert desk.drawing.actions == []
    assert desk.drawing.canvas.hand.gesture is None

    desk.outgoing.stop()
    assert not Path(url.toLocalFile()).exists()


def test_within_the_window_it_is_moved(desk: Desk) -> None:
    desk.drag_to(QPoint(150, 150), QPoint(150, 5))
    QTest.mouseRelease(desk.drawing.canvas, LEFT, NONE, QPoint(150, 5))

    assert desk.drags == []
    assert [action["type"] for action in desk.drawing.actions] == ["whiteboard/moved"]


def test_a_pen_that_leaves_the_window_drags_nothing_out(desk: Desk) -> None:
    desk.drawing.canvas.hand.take("pen")
    QTest.mousePress(desk.drawing.canvas, LEFT, NONE, QPoint(100, 100))
    QTest.mouseMove(desk.drawing.canvas, QPoint(100, -40))
    QTest.mouseRelease(desk.drawing.canvas, LEFT, NONE, QPoint(100, -40))

    assert desk.drags == []
    assert len(desk.drawing.actions) == 1
