"""What is painted above the settled layer: selection, band, glow, frames and the first words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPen

from ...contrast import faint
from ...theme import Theme
from ..shapes.figure import Figure
from ..shapes.figures import Figures
from ..shapes.geometry import Box, union
from ..shapes.paint import on_screen, paint_figures, paint_glow, place_painter
from .glow import Glow
from .view import View

__all__ = [
    "BESIDE",
    "MARGIN",
    "MOST_FRAMES",
    "Frames",
    "frame_on_screen",
    "paint_band",
    "paint_frame",
    "paint_glows",
    "paint_label",
    "paint_live",
    "paint_selection",
    "paint_words",
]

MARGIN = 8
"""So many pixels beyond a shape's box its frame or glow may reach."""

BESIDE = 6
"""So many pixels outside of what is selected the frame around all of it is."""

MOST_FRAMES = 100
"""With more shapes than this selected, only the frame around all of them is shown."""


def paint_live(
    painter: QPainter, view: View, figures: Collection[Figure], theme: Theme, ratio: float
) -> None:
    """Paint strokes that are not on the board yet."""
    if figures:
        painter.save()
        place_painter(painter, view)
        paint_figures(painter, figures, theme, view.scale * ratio)
        painter.restore()


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames that show what is selected: one around everything, and some within."""

    whole: Box
    each: Collection[Box]

    @staticmethod
    def around(boxes: Sequence[Box]) -> "Frames | None":
        """The frames for `boxes`, or None if there are none."""
        whole = union(boxes)
        if whole is None:
            return None
        return Frames(whole, boxes if 1 < len(boxes) <= MOST_FRAMES else ())


def paint_selection(painter: QPainter, view: View, frames: Frames, theme: Theme) -> None:
    """Paint the frames of the selection."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(faint(theme.accent, theme.paper), 1))
    for box in frames.each:
        painter.drawRect(frame_on_screen(view, box, 2))
    painter.setPen(QPen(theme.accent, 2))
    painter.drawRect(frame_on_screen(view, frames.whole, BESIDE))
    painter.restore()


def paint_band(painter: QPainter, view: View, box: Box, theme: Theme) -> None:
    """Paint the box that is being drawn around what is to be selected."""
    fill = QColor(theme.accent)
    fill.setAlphaF(0.12)
    painter.setPen(QPen(theme.accent, 1))
    painter.setBrush(fill)
    painter.drawRect(frame_on_screen(view, box, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_label(painter: QPainter, at: QPointF, text: str, theme: Theme) -> None:
    """Paint a few words on a ground of their own, below and to the right of a pixel."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-6, -3, 6, 3)
    ground.moveTopLeft(at)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text)
    painter.drawRoundedRect(ground, 4, 4)
    painter.setPen(theme.paper)
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_glows(
    painter: QPainter,
    view: View,
    figures: Figures,
    glows: Collection[tuple[str, Glow, float]],
    theme: Theme,
    ratio: float,
) -> None:
    """Paint a glow around shapes that were changed late; a small mark where motion is unwanted."""
    glowing = [(figures[i], glow, strength) for i, glow, strength in glows if i in figures]
    if not glowing:
        return
    painter.save()
    place_painter(painter, view)
    pixel = 1 / view.scale
    for figure, glow, strength in glowing:
        if not glow.is_mark:
            color = QColor(glow.color)
            color.setAlphaF(0.5 * strength)
            paint_glow(painter, (figure,), color, 8 * pixel)
    paint_figures(painter, (f for f, _, _ in glowing), theme, view.scale * ratio)
    painter.restore()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for figure, glow, _ in glowing:
        if glow.is_mark:
            corner = on_screen(view, figure.box).topRight()
            painter.setBrush(glow.color)
            painter.drawEllipse(corner, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_frame(painter: QPainter, width: int, height: int, color: QColor, thickness: int) -> None:
    """Paint a frame along the inside of the window's edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for x, y, w, h in (
        (0, 0, width, thickness),
        (0, height - thickness, width, thickness),
        (0, 0, thickness, height),
        (width - thickness, 0, thickness, height),
    ):
        painter.fillRect(x, y, w, h, color)


def paint_words(painter: QPainter, rect: QRectF, text: str, theme: Theme) -> None:
    """Paint what an empty board says."""
    font = painter.font()
    font.setPointSizeF(QFontInfo(font).pointSizeF() * 1.25)
    painter.setFont(font)
    painter.setPen(theme.muted)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def frame_on_screen(view: View, box: Box, beside: int) -> QRectF:
    """The box in whole pixels and a bit to the side, so that its lines are sharp."""
    rect = on_screen(view, box).adjusted(-beside, -beside, beside, beside)
    return QRectF(round(rect.x()), round(rect.y()), round(rect.width()), round(rect.height()))
