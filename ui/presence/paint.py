"""Painting others: cursors with names, signs for those out of view, and what they do."""

from collections.abc import Sequence, Set
from math import cos, hypot, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRegion,
    QTransform,
)

from ...store.update import SourceId
from ..board.layers.view import View
from ..board.shapes.geometry import Place
from ..theme import Theme
from .around import Around
from .company import Seen
from .doing import (
    Pieces,
    doing_boxes,
    paint_drawn,
    paint_selection,
    paint_sparks,
    paint_typing,
)
from .edges import HEIGHT, WIDTH, Edge, edges
from .plates import elided, paint_plate, plate_at, readable_on
from .spots import spots_of

__all__ = ["boxes_of", "edges_of", "nearness_of", "paint_company"]

NEAR, FAR = 60.0, 160.0
"""Pixels from our pointer: up to the first a cursor is faint, from the second on it is not."""

FAINT = 0.15
MARGIN = 4.0

_ARROW = [(0, 0), (0, 17), (4.4, 13.2), (7.4, 19.8), (10.4, 18.4), (7.4, 12.0), (13, 11.6)]
_BESIDE, _BELOW = 11.0, 20.0
"""Where the name stands, from the cursor's tip."""


def paint_company(
    painter: QPainter,
    rect: QRectF,
    view: View,
    theme: Theme,
    people: Sequence[Seen],
    around: Around,
    pieces: Pieces,
) -> None:
    """Paint what of `people` shows in `rect` of the window, cursors above everything else."""
    painter.save()
    painter.setFont(around.font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    spots = spots_of(painter, rect)
    for seen in people:
        paint_drawn(painter, view, theme, seen, around, pieces, spots)
    for seen in people:
        look = around.look(seen.source)
        paint_selection(painter, view, theme, seen, around, look)
        paint_typing(painter, view, theme, seen, around, look)
        paint_sparks(painter, view, seen, look)
    for seen in people:
        _paint_cursor(painter, view, theme, seen, around, spots)
    for edge in edges_of(view, people, around):
        _paint_edge(painter, theme, edge, around)
    pieces.keep_only(people)
    painter.restore()


def edges_of(view: View, people: Sequence[Seen], around: Around) -> list[Edge]:
    """Where signs point at people who are out of view."""
    places: list[tuple[SourceId, Place]] = []
    for seen in people:
        place = seen.cursor or (seen.sight and seen.sight[:2])
        if place and seen.strength:
            places.append((seen.source, view.to_screen(*place)))
    return edges(places, around.size)


def boxes_of(view: View, seen: Seen, around: Around, but: Set[int] = frozenset()) -> list[QRectF]:
    """Where in the window somebody is painted, signs along its edge left out.

    Args:
        but: the `id` of each shape that they draw whose place is not to be told.
    """
    rects = doing_boxes(view, seen, around, but)
    if (place := _cursor_place(view, seen, around)) is not None:
        rects.append(_cursor_box(place, seen, around))
    return [rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) for rect in rects]


def nearness_of(view: View, seen: Seen, around: Around) -> float:
    """How much of a cursor is left by our own pointer, which it may be near."""
    place = _cursor_place(view, seen, around)
    return 1.0 if place is None else _nearness(place, around)


def _cursor_box(place: QPointF, seen: Seen, around: Around) -> QRectF:
    plate = _plate(place + _beside(place, seen, around), seen, around)
    return QRectF(place.x(), place.y(), 13, 20).united(plate)


def _paint_cursor(
    painter: QPainter, view: View, theme: Theme, seen: Seen, around: Around, spots: QRegion
) -> None:
    place = _cursor_place(view, seen, around)
    if place is None:
        return
    box = _cursor_box(place, seen, around).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    if not spots.intersects(box.toAlignedRect()):
        return
    look = around.look(seen.source)
    painter.save()
    painter.translate(place)
    painter.setOpacity(seen.strength * _nearness(place, around))
    painter.setPen(QPen(theme.paper, 1.5))
    painter.setBrush(look.color)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _ARROW]))
    name = elided(QFontMetricsF(around.font), around.name(seen.source))
    paint_plate(painter, _beside(place, seen, around), name, look)
    painter.restore()


def _cursor_place(view: View, seen: Seen, around: Around) -> QPointF | None:
    """Where in the window their cursor is to be shown, if it is."""
    if seen.cursor is None or not seen.strength or around.cursors == "none":
        return None
    x, y = view.to_screen(*seen.cursor)
    width, height = around.size
    return QPointF(x, y) if 0 <= x <= width and 0 <= y <= height else None


def _beside(place: QPointF, seen: Seen, around: Around) -> QPointF:
    """Where from a cursor its name is: to the lower right, if that is within the window."""
    plate = _plate(QPointF(_BESIDE, _BELOW), seen, around)
    width, height = around.size
    left = place.x() + plate.right() > width
    above = place.y() + plate.bottom() > height
    return QPointF(
        -plate.width() - 4 if left else _BESIDE, -plate.height() - 4 if above else _BELOW
    )


def _plate(corner: QPointF, seen: Seen, around: Around) -> QRectF:
    metrics = QFontMetricsF(around.font)
    name = elided(metrics, around.name(seen.source))
    return plate_at(metrics, corner, name, around.look(seen.source))


def _nearness(place: QPointF, around: Around) -> float:
    if around.cursors != "near" or around.pointer is None:
        return 1.0
    distance = hypot(place.x() - around.pointer[0], place.y() - around.pointer[1])
    share = min(max((distance - NEAR) / (FAR - NEAR), 0.0), 1.0)
    return FAINT + (1 - FAINT) * share


def _paint_edge(painter: QPainter, theme: Theme, edge: Edge, around: Around) -> None:
    look = around.look(edge.source)
    painter.save()
    painter.translate(edge.x, edge.y)
    painter.setPen(QPen(theme.paper, 1.5))
    painter.setBrush(look.color)
    body = QRectF(-WIDTH / 2 + 6, -HEIGHT / 2 + 4, WIDTH - 12, HEIGHT - 8)
    # The tip sticks out of the sign's body, where the line to that person leaves it.
    dx, dy = cos(edge.angle), sin(edge.angle)
    beyond = max(abs(dx) / body.width(), abs(dy) / body.height())
    tip = QTransform(dx, dy, -dy, dx, dx / beyond / 2, dy / beyond / 2)
    sign, point = QPainterPath(), QPainterPath()
    sign.addRoundedRect(body, body.height() / 2, body.height() / 2)
    point.addPolygon(tip.map(QPolygonF([QPointF(-8, -8), QPointF(8, 0), QPointF(-8, 8)])))
    point.closeSubpath()
    # In one piece: an outline between them would cut the tip off.
    painter.drawPath(sign.united(point))
    painter.setPen(readable_on(look.color))
    words = f"{look.mark} \u2068{around.name(edge.source)}"
    shown = elided(QFontMetricsF(painter.font()), words, body.width() - 10)
    painter.drawText(body, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
