"""Boards, and a canvas that a test can draw on."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from immutables import Map
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.store.documents.whiteboard import Board, Point, Shape, whiteboard
from redux_scuttlebutt.ui.board.canvas import BoardCanvas
from support.shapes import keys

__all__ = ["Drawing", "board_of", "line", "shape", "z_at"]

LEFT = Qt.MouseButton.LeftButton
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def z_at(place: int) -> str:
    """The place of what was drawn in front of so many others."""
    return keys(place + 1)[place]


def shape(
    *points: Point, z: int = 0, color: str = "ink", width: int = 192, x: int = 0, y: int = 0
) -> Shape:
    """A stroke through `points`, given in units."""
    flat = tuple(n for point in points for n in point[:2])
    pressures = tuple(point[2] for point in points if len(point) == 3)
    if len(pressures) < len(points):
        pressures = ()
    return Shape("stroke", flat, color, width, z_at(z), x, y, pressures)


def line(x: int, y: int, *, length: int = 50, z: int = 0, color: str = "ink") -> Shape:
    """A level stroke from (x, y), given in pixels at 100 %."""
    return shape((x * 64, y * 64), ((x + length) * 64, y * 64), z=z, color=color)


def board_of(*shapes: Shape) -> Board:
    """A board of these shapes, called a, b, c…, from back to front."""
    ids = "abcdefghijklmnopqrstuvwxyz"
    placed = {i: replace(s, z=z) for i, s, z in zip(ids, shapes, keys(len(shapes)), strict=False)}
    return Board(Map(placed))


class Drawing:
    """A canvas with a board behind it, as the main window would have."""

    def __init__(self, board: Board) -> None:
        numbers = count(1)
        self.canvas = BoardCanvas(lambda: f"new-{next(numbers)}")
        self.canvas.resize(600, 400)
        self.board = board
        self.actions: list[dict[str, Any]] = []
        self.canvas.action_made.connect(self._dispatch)
        self.canvas.show_board(board)

    def show(self, board: Board) -> None:
        self.board = board
        self.canvas.show_board(board)

    def settle(self) -> None:
        """Wait until everything is painted, which a busy machine does not do at once."""
        while not self.canvas.is_settled:
            QApplication.processEvents()

    def screen(self, x: float, y: float) -> QPoint:
        """The pixel that shows a place of the board, given in pixels at 100 %."""
        return QPointF(*self.canvas.view.to_screen(x * 64, y * 64)).toPoint()

    def drag(
        self,
        *places: tuple[float, float],
        modifier: Qt.KeyboardModifier = NO_MODIFIER,
        release: bool = True,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        """Press the mouse at the first place of the board, move to the others, and release."""
        first, *others = [self.screen(*place) for place in places]
        QTest.mousePress(self.canvas, button, modifier, first)
        for place in others:
            QTest.mouseMove(self.canvas, place)
        if release:
            QTest.mouseRelease(self.canvas, button, modifier, (others or [first])[-1])

    def click(self, x: float, y: float, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        self.drag((x, y), modifier=modifier)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(self.canvas, key, modifier)

    def pen(
        self,
        places: Sequence[tuple[float, float, float]],
        *,
        pointer: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
    ) -> None:
        """Draw with a tablet's pen through places with their pressure."""
        device = QPointingDevice(
            "pen",
            1,
            QPointingDevice.DeviceType.Stylus,
            pointer,
            QPointingDevice.Capability.Pressure,
            1,
            2,
        )
        kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(places) - 1)]
        for kind, (x, y, pressure) in zip(kinds, places, strict=True):
            self._send(device, kind, x, y, pressure)
        x, y, _ = places[-1]
        self._send(device, QEvent.Type.TabletRelease, x, y, 0.0)

    def _send(
        self, device: QPointingDevice, kind: QEvent.Type, x: float, y: float, pressure: float
    ) -> None:
        at = QPointF(self.screen(x, y))
        is_move, is_release = kind is QEvent.Type.TabletMove, kind is QEvent.Type.TabletRelease
        event = QTabletEvent(
            kind,
            device,
            at,
            QPointF(self.canvas.mapToGlobal(at.toPoint())),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            NO_MODIFIER,
            Qt.MouseButton.NoButton if is_move else LEFT,
            Qt.MouseButton.NoButton if is_release else LEFT,
        )
        QApplication.sendEvent(self.canvas, event)

    def _dispatch(self, action: dict[str, Any]) -> None:
        self.actions.append(action)
        board = whiteboard.reducer(self.board, action)
        assert isinstance(board, Board)
        self.show(board)
