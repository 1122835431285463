"""The handles around a selection: where they are, which one is meant, how they look."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ....store.documents.transform import Bounds
from ...theme import Theme
from ..layers.overlay import BESIDE, frame_on_screen
from ..layers.view import View
from ..shapes.geometry import Box
from .resizing import TURN, Grip

__all__ = ["Handles", "cursor_of"]

SIDE, ROUND = 9, 5
"""How many pixels wide a handle is, and from the middle of the one to turn at to its rim."""

TARGET = 28
"""So many pixels around a handle are pressed for it."""

WITHIN = 10
"""Of these not more than so many within the frame."""

ROOMY = 2 * TARGET
"""A side that is shorter has no handle in its middle: the corners need the room."""

FAR = 26
"""So many pixels from the frame is the handle to turn at."""

_CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
_SIDES = ((0, -1), (1, 0), (0, 1), (-1, 0))


@dataclass(frozen=True, slots=True)
class Handles:
    """The handles of what is selected, in pixels of the window.

    Attributes:
        frame: the frame they are on.
        places: the middle of each.
    """

    frame: QRectF
    places: Mapping[Grip, QPointF]

    @staticmethod
    def around(view: View, frame: Box, bounds: Bounds) -> "Handles":
        """Those that change what has `frame` around its ink and `bounds` around its points."""
        rect = frame_on_screen(view, frame, BESIDE)
        is_wide, is_high = bounds[0] < bounds[2], bounds[1] < bounds[3]
        grips = list(_CORNERS) if is_wide and is_high else []
        grips += [
            grip
            for grip in _SIDES
            if (is_wide if grip[0] else is_high)
            and (not (is_wide and is_high) or (rect.height() if grip[0] else rect.width()) >= ROOMY)
        ]
        places = {grip: _on(rect, grip) for grip in grips}
        if grips:
            above = rect.top() - FAR
            # Beyond the window's edge nobody could take hold of it.
            y = above if above >= ROUND else rect.bottom() + FAR
            places[TURN] = QPointF(rect.center().x(), y)
        return Handles(rect, places)

    def at(self, x: float, y: float) -> Grip | None:
        """Which handle is meant by a press at a pixel, if one is."""
        here = QPointF(x, y)
        meant = [grip for grip in self.places if self.target(grip).contains(here)]
        return min(meant, key=lambda grip: QLineF(here, self.places[grip]).length(), default=None)

    def covers(self, grip: Grip, x: float, y: float) -> bool:
        """Whether the handle is seen at a pixel."""
        off = self.places[grip] - QPointF(x, y)
        return max(abs(off.x()), abs(off.y())) <= ROUND

    def target(self, grip: Grip) -> QRectF:
        """Where a press means this handle."""
        middle, (across, down) = self.places[grip], grip
        rect = QRectF(0, 0, TARGET, TARGET)
        rect.moveCenter(middle)
        if grip != TURN:
            # What is selected is to be taken hold of, too, however small it is.
            rect.translate(
                across * (TARGET / 2 - min(WITHIN, self.frame.width() / 4)),
                down * (TARGET / 2 - min(WITHIN, self.frame.height() / 4)),
            )
        return rect

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Paint all of them."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent, 1.5))
        painter.setBrush(theme.paper)
        for grip, place in self.places.items():
            if grip == TURN:
                is_above = place.y() < self.frame.top()
                edge = self.frame.top() if is_above else self.frame.bottom()
                painter.drawLine(QPointF(place.x(), edge), place)
                painter.drawEllipse(place, ROUND, ROUND)
        for grip, place in self.places.items():
            if grip != TURN:
                square = QRectF(0, 0, SIDE, SIDE)
                square.moveCenter(place)
                painter.drawRoundedRect(square, 2, 2)
        painter.restore()


def cursor_of(grip: Grip) -> Qt.CursorShape:
    """What the pointer looks like over a handle."""
    across, down = grip
    if grip == TURN:
        return Qt.CursorShape.PointingHandCursor
    if not across:
        return Qt.CursorShape.SizeVerCursor
    if not down:
        return Qt.CursorShape.SizeHorCursor
    is_falling = across == down
    return Qt.CursorShape.SizeFDiagCursor if is_falling else Qt.CursorShape.SizeBDiagCursor


def _on(rect: QRectF, grip: Grip) -> QPointF:
    return QPointF(
        rect.center().x() + grip[0] * rect.width() / 2,
        rect.center().y() + grip[1] * rect.height() / 2,
    )
