"""Painting what others do: what they have selected, draw, type and point at."""

from collections.abc import Sequence, Set
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QRegion, QTransform

from ...store.documents.shapes import Shape
from ...store.documents.transform import ONE
from ..board.layers.view import View
from ..board.shapes.figure import Figure
from ..board.shapes.geometry import Box, union
from ..board.shapes.kinds import figure_for
from ..board.shapes.letters import text_size
from ..board.shapes.paint import on_screen, place_painter
from ..theme import Look, Theme
from .around import Around
from .company import Seen
from .plates import elided, label_at, paint_label
from .presence import Resizing

__all__ = [
    "Pieces",
    "doing_boxes",
    "frames_of",
    "paint_drawn",
    "paint_selection",
    "paint_sparks",
    "paint_typing",
]

LASER, FRAME = 4.0, 1.5
HAIR = 2.0
"""So many pixels beside its box a thin line may reach that is seen from afar."""


class Pieces:
    """The figures of what others draw, each made once for as long as its shape is shown."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Shape, Figure]] = {}

    def of(self, drawn: Sequence[Shape]) -> list[Figure]:
        """The figures of these shapes."""
        return [self._of(shape) for shape in drawn]

    def keep_only(self, people: Sequence[Seen]) -> None:
        """Forget what nobody draws any more."""
        used = {id(shape) for seen in people for _, shapes in seen.drawn for shape in shapes}
        self._known = {key: known for key, known in self._known.items() if key in used}

    def _of(self, shape: Shape) -> Figure:
        known = self._known.get(id(shape))
        if known is None:
            # The shape is kept, too, or another one might have its number.
            known = self._known[id(shape)] = (shape, figure_for("", shape))
        return known[1]


def doing_boxes(
    view: View, seen: Seen, around: Around, but: Set[int] = frozenset()
) -> list[QRectF]:
    """Where in the window all this is painted; of what they draw without the shapes `but`.

    Args:
        but: the `id` of each, as of pieces that were painted before and have not changed.
    """
    metrics, look = QFontMetricsF(around.font), around.look(seen.source)
    rects: list[QRectF] = []
    for shape_id, shapes in seen.drawn:
        boxes = [_reach_of(shape) for shape in shapes if id(shape) not in but]
        if (box := union(boxes)) is not None and shape_id not in around.replaced:
            rects.append(on_screen(view, box))
    if frames := _frames(seen, around):
        outline = _on_screen(view, _placed(seen, frames)).boundingRect()
        words = _selection_words(seen, around)
        rects += (outline, label_at(metrics, outline, words, look))
    if (typing := _typing_box(seen, around)) is not None:
        outline = on_screen(view, typing)
        rects += (outline, label_at(metrics, outline, _typing_words(seen, around), look))
    if seen.sparks:
        places = [place for spark in seen.sparks for place in (spark.start, spark.end)]
        xs, ys = zip(*places, strict=True)
        rects.append(on_screen(view, Box(min(xs), min(ys), max(xs), max(ys))))
    return rects


def paint_drawn(
    painter: QPainter,
    view: View,
    theme: Theme,
    seen: Seen,
    around: Around,
    pieces: Pieces,
    spots: QRegion,
) -> None:
    """What they draw, as far as it shows in `spots` of the window and is not on the board."""
    around_spots = QRectF(spots.boundingRect()).adjusted(-HAIR, -HAIR, HAIR, HAIR)
    near = Box(
        *view.to_board(around_spots.left(), around_spots.top()),
        *view.to_board(around_spots.right(), around_spots.bottom()),
    )
    for shape_id, shapes in seen.drawn:
        if shape_id in around.replaced:
            continue  # its action has come
        painter.save()
        place_painter(painter, view)
        for figure in pieces.of(shapes):
            if not figure.box.meets(near):
                continue  # asked first, since of a long stroke there are many
            box = on_screen(view, figure.box).adjusted(-HAIR, -HAIR, HAIR, HAIR)
            if spots.intersects(box.toAlignedRect()):
                figure.paint(painter, theme, view.scale * around.ratio)
        painter.restore()


def paint_selection(
    painter: QPainter, view: View, theme: Theme, seen: Seen, around: Around, look: Look
) -> None:
    """Frames around what they have selected, where it is while they move or scale it."""
    frames = _frames(seen, around)
    if not frames:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = _on_screen(view, _placed(seen, frames))
    if len(frames) > 1 and not isinstance(seen.change, Resizing):
        faint = QColor(look.color)
        faint.setAlphaF(0.5)
        painter.setPen(QPen(faint, 1))
        for frame in frames:
            painter.drawPolygon(_on_screen(view, _placed(seen, [frame])))
    _paint_outline(painter, theme, outline, look)
    paint_label(painter, outline.boundingRect(), _selection_words(seen, around), look)


def paint_typing(
    painter: QPainter, view: View, theme: Theme, seen: Seen, around: Around, look: Look
) -> None:
    """The text that they type, as far as it is not on the board, and that they do."""
    typing, box = seen.typing, _typing_box(seen, around)
    if typing is None or box is None:
        return
    if around.frame_of(typing.shape_id) is None and typing.text:
        size = text_size(typing.text, typing.height)
        shape = Shape(
            "text",
            (typing.x, typing.y),
            typing.color,
            typing.height,
            "",
            text=typing.text,
            size=size,
        )
        painter.save()
        place_painter(painter, view)
        figure_for(typing.shape_id, shape).paint(painter, theme, view.scale * around.ratio)
        painter.restore()
    outline = QPolygonF(on_screen(view, box))
    _paint_outline(painter, theme, outline, look)
    paint_label(painter, outline.boundingRect(), _typing_words(seen, around), look)


def paint_sparks(painter: QPainter, view: View, seen: Seen, look: Look) -> None:
    """What is left of their laser's trail."""
    if not seen.sparks:
        return
    color = QColor(look.color)
    pen = QPen(color, LASER)
    for spark in seen.sparks:
        color.setAlphaF(spark.strength)
        pen.setColor(color)
        pen.setWidthF(LASER * (0.3 + 0.7 * spark.strength))
        # Round ends would show where two pieces meet, being twice as dark there.
        is_dot = spark.start == spark.end
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if is_dot else Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        start, end = QPointF(*view.to_screen(*spark.start)), QPointF(*view.to_screen(*spark.end))
        painter.drawPoint(start) if is_dot else painter.drawLine(start, end)


def _frames(seen: Seen, around: Around) -> Sequence[Box]:
    if seen.change is not None and seen.source in around.held:
        return around.held[seen.source]
    return frames_of(seen, around)


def frames_of(seen: Seen, around: Around) -> list[Box]:
    """The frames of what they have selected, where it is on the board."""
    frames = (around.frame_of(shape_id) for shape_id in seen.presence.selection)
    return [frame for frame in frames if frame is not None]


def _placed(seen: Seen, frames: Sequence[Box]) -> QPolygonF:
    """The frame around `frames` where they are while they are moved or scaled."""
    change, box = seen.change, union(frames)
    assert box is not None
    if isinstance(change, Resizing):
        x, y, width, height = change.new
        middle = QPointF(x + width / 2, y + height / 2)
        turn = QTransform.fromTranslate(middle.x(), middle.y())
        cos, sin = change.cos / ONE, change.sin / ONE
        turn = QTransform(cos, sin, -sin, cos, 0, 0) * turn
        corners = QPolygonF(QRectF(-width / 2, -height / 2, width, height))
        return turn.map(corners)
    if change is not None:
        box = box.moved(change.dx, change.dy)
    return QPolygonF(QRectF(QPointF(box.left, box.top), QPointF(box.right, box.bottom)))


def _typing_box(seen: Seen, around: Around) -> Box | None:
    typing = seen.typing
    if typing is None:
        return None
    frame = around.frame_of(typing.shape_id)
    if frame is not None:
        return frame
    width, height = text_size(typing.text or " ", typing.height)
    return Box(typing.x, typing.y, typing.x + width, typing.y + height)


def _reach_of(shape: Shape) -> Box:
    """A box that holds all that is painted of `shape`: lines bulge, and arrows have heads."""
    xs, ys = shape.points[::2], shape.points[1::2]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    bulge = hypot(box.right - box.left, box.bottom - box.top) / 4
    return box.grown(8 * shape.width + (bulge if shape.kind in ("stroke", "marker") else 0))


def _selection_words(seen: Seen, around: Around) -> str:
    return elided(QFontMetricsF(around.font), around.name(seen.source))


def _typing_words(seen: Seen, around: Around) -> str:
    name = elided(QFontMetricsF(around.font), around.name(seen.source))
    # The name is somebody else's text: isolated, it cannot turn ours around.
    return f"\u2068{name}\u2069 is typing"


def _paint_outline(painter: QPainter, theme: Theme, outline: QPolygonF, look: Look) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.paper, FRAME + 2))
    painter.drawPolygon(outline)
    painter.setPen(QPen(look.color, FRAME))
    painter.drawPolygon(outline)


def _on_screen(view: View, outline: QPolygonF) -> QPolygonF:
    return QPolygonF([QPointF(*view.to_screen(p.x(), p.y())) for p in outline.toList()])
