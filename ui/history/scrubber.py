"""The whole history as one strip: who did how much, what was rewound, where one looks."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...store.history import History
from ...store.rewind import Rewind
from ...store.update import SourceId
from .. import theme
from ..words import thousands
from .density import Density

__all__ = ["STRIP_HEIGHT", "Scrubber"]

STRIP_HEIGHT = 72
LANES = 6
ARCS = 40
"""The newest rewinds; more arcs would be one dark cloud."""

KEYS = "left and right step through the history, End is live"

NAMES = 96
EDGE = 14
ARC_ROOM = 20

STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Up: 1,
}


class Scrubber(QWidget):
    """Drag, click or the keys ask for a place; the end is live."""

    asked_for = Signal(int)
    asked_step = Signal(int)
    asked_live = Signal()

    def __init__(
        self,
        history: History[Any],
        name_of: Callable[[SourceId], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._name_of = name_of
        self._density = Density()
        self._length = 0
        self._bars: dict[SourceId, list[QRectF]] = {}
        self._bars_for: QRectF | None = None
        self._looked_at: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("History scrubber")
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.refresh(0)

    def sizeHint(self) -> QSize:
        return QSize(600, STRIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, STRIP_HEIGHT)

    def refresh(self, changed_from: int) -> None:
        """Take in everything from the place `changed_from` on."""
        self._density.refresh(self._history.updates, changed_from)
        self._length = len(self._history)
        self._bars_for = None
        self.update()

    def look_at(self, place: int | None) -> None:
        """Put the playhead at `place`; None is live."""
        self._looked_at = place
        step = "live" if place is None else f"step {place}"
        self.setAccessibleDescription(f"{step} of {self._length}; {KEYS}")
        self.update()

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.asked_step.emit(STEPS[key] * (10 if far else 1))
        elif key == Qt.Key.Key_Home:
            self.asked_for.emit(0)
        elif key == Qt.Key.Key_End:
            self.asked_live.emit()
        else:
            super().keyPressEvent(event)

    def _scrub(self, event: QMouseEvent) -> None:
        track = self._track()
        share = (event.position().x() - track.left()) / max(track.width(), 1)
        place = round(share * self._length)
        if place >= self._length:
            self.asked_live.emit()
        else:
            self.asked_for.emit(max(place, 0))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.paper)
        track = self._track()
        if self._length == 0:
            painter.setPen(colors.muted)
            painter.drawText(track, Qt.AlignmentFlag.AlignVCenter, "Nothing happened yet")
            return
        self._paint_lanes(painter, track)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        newest = max(len(self._history.rewinds) - ARCS, 0)
        for rewind in islice(self._history.rewinds, newest, None):
            self._paint_arc(painter, track, rewind)
        self._paint_head(painter, track, self._length, colors.good, 1.5)
        if self._looked_at is not None:
            faded = QRectF(track)
            faded.setLeft(self._x(track, self._looked_at))
            veil = QColor(colors.paper)
            veil.setAlphaF(0.6)
            painter.fillRect(faded, veil)
            self._paint_head(painter, track, self._looked_at, colors.past, 2.5)
            self._paint_step(painter, track, self._looked_at)
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_lanes(self, painter: QPainter, track: QRectF) -> None:
        colors = theme.current()
        bars = self._bars_in(track)
        height = (track.height() - ARC_ROOM) / max(len(bars), 1)
        font = painter.font()
        font.setPixelSize(int(max(min(height, 11), 7)))
        painter.setFont(font)
        for index, (lane, boxes) in enumerate(bars.items()):
            look = theme.look(lane)
            label = QRectF(EDGE, track.top() + ARC_ROOM + index * height, NAMES - EDGE - 4, height)
            painter.setPen(look.color)
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, look.mark)
            painter.setPen(colors.muted)
            name = painter.fontMetrics().elidedText(
                self._name_of(lane), Qt.TextElideMode.ElideRight, int(label.width() - 14)
            )
            painter.drawText(label.adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color)
            painter.drawRects(boxes)

    def _bars_in(self, track: QRectF) -> dict[SourceId, list[QRectF]]:
        """What is painted for each lane; kept, because scrubbing changes none of it."""
        if self._bars_for == track:
            return self._bars
        density = self._density
        lanes = density.lanes(LANES)
        height = (track.height() - ARC_ROOM) / max(len(lanes), 1)
        most = max((max(bin_.values(), default=0) for bin_ in density.bins), default=0) or 1
        self._bars = {lane: [] for lane in lanes}
        self._bars_for = track
        start, top = track.left(), track.top() + ARC_ROOM
        unit = track.width() / max(self._length, 1)
        for n, bin_ in enumerate(density.bins):
            left = start + unit * n * density.size
            right = min(left + unit * density.size, start + track.width())
            width = max(right - left - (1 if right - left > 4 else 0), 1.5)
            for index, lane in enumerate(lanes):
                value = bin_.get(lane)
                if value:
                    tall = max((height - 2) * (0.35 + 0.65 * value / most), 2)
                    bottom = top + (index + 1) * height
                    self._bars[lane].append(QRectF(left, bottom - tall, width, tall))
        return self._bars

    def _paint_arc(self, painter: QPainter, track: QRectF, rewind: Rewind) -> None:
        """From where the end was when the batch came to the earliest place it took."""
        if rewind.cause != "late":
            return
        earliest = rewind.late[0]
        place = self._history.place_of(earliest)
        left = self._x(track, place + 0.5)
        right = self._x(track, min(place + rewind.depth + len(rewind.late), self._length))
        path = QPainterPath(QPointF(right, track.top() + ARC_ROOM))
        top = track.top() + max(ARC_ROOM - (right - left) / 2, 0) - ARC_ROOM / 3
        path.cubicTo(QPointF(right, top), QPointF(left, top), QPointF(left, track.top() + ARC_ROOM))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.look(earliest.source).color, 1.3))
        painter.drawPath(path)

    def _paint_head(
        self, painter: QPainter, track: QRectF, place: int, color: QColor, width: float
    ) -> None:
        x = self._x(track, place)
        painter.setPen(QPen(color, width))
        painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(x, track.top() + 2), 3.5, 3.5)

    def _paint_step(self, painter: QPainter, track: QRectF, place: int) -> None:
        colors = theme.current()
        text = thousands(place)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + 8
        x = self._x(track, place)
        left = x + 6 if x + 6 + width < track.right() else x - 6 - width
        box = QRectF(left, track.top() - 4, width, 16)
        painter.fillRect(box, colors.paper)
        painter.setPen(colors.past)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _track(self) -> QRectF:
        return QRectF(NAMES, 6, max(self.width() - NAMES - EDGE, 1), self.height() - 12)

    def _x(self, track: QRectF, place: float) -> float:
        return track.left() + track.width() * place / max(self._length, 1)
