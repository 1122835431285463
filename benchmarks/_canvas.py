"""A canvas to measure: boards of many strokes, a pen's events, and turns of the event loop."""

import os
import random
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import cos, sin
from typing import Any

from immutables import Map
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPen, QPointingDevice, QPolygonF, QTabletEvent
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.store.documents.shapes import points_of
from redux_scuttlebutt.store.documents.whiteboard import Board, Shape, whiteboard
from redux_scuttlebutt.store.documents.zkeys import keys_between
from redux_scuttlebutt.ui.board.canvas import BoardCanvas
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.curve import thinned
from redux_scuttlebutt.ui.board.tools.widths import INKS, WIDTHS

__all__ = ["HEIGHT", "WIDTH", "Bare", "Screen", "Turns", "scattered", "window"]

WIDTH, HEIGHT = 1600, 1000


def window() -> QApplication:
    """Qt, without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication([])


def scattered(
    amount: int, side: int, *, points: int = 60, start: int = 0, name: str = "s"
) -> dict[str, Shape]:
    """So many strokes like handwriting within `side` pixels, the same in every run."""
    chance = random.Random(f"{name} {amount} {side}")
    places = keys_between(None, None, start + amount)
    shapes: dict[str, Shape] = {}
    for number in range(start, start + amount):
        x, y = chance.uniform(0, side), chance.uniform(0, side)
        angle, bend = chance.uniform(0, 6.3), chance.uniform(-0.3, 0.3)
        line: list[tuple[float, float, float]] = []
        for _ in range(points):
            line.append((round(x * 64), round(y * 64), 0.0))
            bend = 0.9 * bend + chance.uniform(-0.1, 0.1)
            angle += bend
            x, y = x + 3 * cos(angle), y + 3 * sin(angle)
        kept = tuple(int(n) for p in thinned(line, 25.6) for n in p[:2])
        width = round(WIDTHS[number % len(WIDTHS)] * 64)
        shapes[f"{name}{number}"] = Shape(
            "stroke", kept, INKS[number % len(INKS)], width, places[number]
        )
    return shapes


@dataclass
class Turns:
    """How long each turn of the event loop took: by the processor's clock and by the wall's."""

    cpu: list[float] = field(default_factory=list[float])
    wall: list[float] = field(default_factory=list[float])

    @contextmanager
    def one(self) -> Generator[None]:
        """What happens inside is one turn."""
        cpu, wall = time.thread_time(), time.perf_counter()
        yield
        self.cpu.append(time.thread_time() - cpu)
        self.wall.append(time.perf_counter() - wall)

    def p95(self) -> float:
        """Milliseconds of the processor that 19 of 20 turns stay below."""
        return sorted(self.cpu)[int(len(self.cpu) * 0.95)] * 1000

    def median(self) -> float:
        return sorted(self.cpu)[len(self.cpu) // 2] * 1000

    def longest(self) -> float:
        return max(self.cpu) * 1000

    def total(self) -> float:
        return sum(self.cpu) * 1000

    def total_wall(self) -> float:
        return sum(self.wall) * 1000


class Screen:
    """A canvas with a board behind it, as the main window would have."""

    def __init__(self, shapes: dict[str, Shape] | None = None, *, at: float = 1.0) -> None:
        self.app = window()
        numbers = count(1)
        self.canvas = BoardCanvas(lambda: f"new-{next(numbers)}")
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.action_made.connect(self._dispatch)
        self.canvas.show()
        self.board = Board()
        # As the main window does, which shows once per frame what changed in it.
        self._refresh = QTimer(self.canvas, interval=16, singleShot=True)
        self._refresh.timeout.connect(lambda: self.show(self.board))
        if shapes is not None:
            self.show(Board(Map(shapes)))
            self.turn_until_settled()
            self.canvas.set_zoom(at)
            self.turn_until_settled()
        self._pen = QPointingDevice(
            "pen",
            1,
            QPointingDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QPointingDevice.Capability.Pressure,
            1,
            2,
        )

    def show(self, board: Board) -> None:
        self.board = board
        self.canvas.show_board(board)

    def turn(self, turns: Turns, work: Callable[[], Any] = lambda: None) -> None:
        """Do `work`, and what the event loop has to do after it."""
        with turns.one():
            work()
            self.app.processEvents()

    def turn_until_settled(self, turns: Turns | None = None) -> Turns:
        """Go round until every pixel is exact and painted."""
        turns = turns or Turns()
        self.turn(turns)
        while self._refresh.isActive() or not self.canvas.is_settled:
            self.turn(turns)
        self.turn(turns)
        return turns

    def draw(self, points: Iterable[tuple[float, float]]) -> tuple[Turns, Turns]:
        """One stroke of the pen, pressed more and less; its moves, and what its end takes."""
        moves, end = Turns(), Turns()
        last = (0.0, 0.0)
        for number, last in enumerate(points):
            kind = QEvent.Type.TabletMove if number else QEvent.Type.TabletPress
            pressure = 0.5 + 0.4 * sin(number / 10)
            turns = moves if number else Turns()
            self.turn(turns, lambda k=kind, p=pressure, at=last: self._send(k, *at, p))
        self.turn(end, lambda: self._send(QEvent.Type.TabletRelease, *last, 0.0))
        return moves, self.turn_until_settled(end)

    def _send(self, kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
        is_move, is_release = kind is QEvent.Type.TabletMove, kind is QEvent.Type.TabletRelease
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        at = QPointF(x, y)
        event = QTabletEvent(
            kind,
            self._pen,
            at,
            at,
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            none if is_move else left,
            none if is_release else left,
        )
        QApplication.sendEvent(self.canvas, event)

    def _dispatch(self, action: dict[str, Any]) -> None:
        board = whiteboard.reducer(self.board, action)
        assert isinstance(board, Board)
        self.board = board
        self._refresh.start()


class Bare:
    """The least that Qt needs: lines without curves or joins into one picture, and its copy."""

    def __init__(self, shapes: Iterable[Shape], view: View | None = None) -> None:
        window()
        view = view or View()
        scale = view.scale
        self._image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        self._other = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        self._lines: list[tuple[QPolygonF, QPen]] = []
        for shape in shapes:
            line = QPolygonF([QPointF(*view.to_screen(p[0], p[1])) for p in points_of(shape)])
            self._lines.append((line, QPen(Qt.GlobalColor.black, shape.width * scale)))

    def paint(self) -> float:
        """Milliseconds of the processor that painting all lines takes."""
        turns = Turns()
        with turns.one():
            painter = QPainter(self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for line, pen in self._lines:
                painter.setPen(pen)
                painter.drawPolyline(line)
            painter.end()
        return turns.total()

    def copy(self, times: int = 50) -> float:
        """Milliseconds of the processor that copying a window's picture takes."""
        turns = Turns()
        for _ in range(times):
            with turns.one():
                painter = QPainter(self._other)
                painter.drawImage(QPoint(0, 0), self._image)
                painter.end()
        return turns.median()
