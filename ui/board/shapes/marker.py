"""A marker's stroke: it tints what lies beneath, and leaves it to be read.

On light paper a marker multiplies, so that black stays black; on dark paper it does the
same to the light (screen), so that white stays white. Above a clear ground, which shows
what lies beneath only later, it is as transparent as can be and still looks the same on
bare paper.
"""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPixmap

from ...theme import Theme, mixed
from .geometry import Box
from .outline import Piece, whole
from .pens import DOT, HAIR, ROUGH, flat_pen, ink_of
from .stroke import StrokeFigure

__all__ = ["MarkerFigure", "Tint", "is_mixing", "tint_of", "tinted"]

Mode = QPainter.CompositionMode

STRENGTH, STRENGTH_ON_DARK = 0.45, 0.36
"""How much of the ink is in the tint. Any stronger, and words in it would be hard to read."""

LEAST = 0.2
"""So much at least the tint takes from light paper or adds to dark: white ink shows too."""


class Tint(NamedTuple):
    """How a marker is painted.

    Attributes:
        mode: how its colour is put on what lies beneath.
    """

    color: QColor
    mode: QPainter.CompositionMode


class MarkerFigure(StrokeFigure):
    """A marker's stroke as it is painted: at once, or it would tint itself where it crosses."""

    __slots__ = ()

    def paint(self, painter: QPainter, theme: Theme, scale: float, clip: Box | None = None) -> None:
        shape, origin, extent = self.shape, self.origin, self.extent
        x, y = shape.x + origin[0], shape.y + origin[1]
        color, mode = tint_of(theme, shape.color, is_mixed=is_mixing(painter))
        width = max(shape.width, HAIR / scale)
        pen = flat_pen(color.rgba(), width)
        size = scale * max(extent.right - extent.left, extent.bottom - extent.top)
        painter.translate(x, y)
        painter.setCompositionMode(mode)
        if size <= DOT:
            painter.setPen(pen)
            painter.drawPoint(0, 0)
        elif size <= ROUGH or (self.is_pressed and width > shape.width):
            painter.strokePath(self.rough_path(), pen)
        elif pieces := self._near(scale, clip and clip.moved(-x, -y).grown(width + 2 / scale)):
            if self.is_pressed:
                painter.fillPath(whole(pieces), color)
            else:
                painter.strokePath(whole(pieces), pen)
        painter.setCompositionMode(Mode.CompositionMode_SourceOver)
        painter.translate(-x, -y)

    def _near(self, scale: float, box: Box | None) -> list[Piece]:
        pieces = self.pieces(scale)
        return pieces if box is None else [piece for piece in pieces if piece.box.meets(box)]


def is_mixing(painter: QPainter) -> bool:
    """Whether what `painter` paints can be mixed with what is beneath, which is all there."""
    device, engine = painter.device(), painter.paintEngine()
    if isinstance(device, QImage) and device.hasAlphaChannel():
        return False
    if isinstance(device, QPixmap) and device.hasAlpha():
        return False
    return engine.hasFeature(QPaintEngine.PaintEngineFeature.BlendModes)


def tint_of(theme: Theme, ink: str, *, is_mixed: bool) -> Tint:
    """What the marker `ink` is painted with.

    Args:
        is_mixed: mix it with what lies beneath; otherwise it is merely transparent.
    """
    return _tint_of(ink_of(theme, ink).rgba(), theme.paper.rgba(), is_mixed)


def tinted(theme: Theme, ink: str) -> Theme:
    """`theme` with the tint of a marker for `ink`: for strokes that are mixed in as one picture."""
    return replace(theme, inks={**theme.inks, ink: tint_of(theme, ink, is_mixed=True).color})


@lru_cache(256)
def _tint_of(ink: int, paper: int, is_mixed: bool) -> Tint:
    is_dark = QColor.fromRgba(paper).lightnessF() < 0.5
    tint = _tint(_vivid(QColor.fromRgba(ink)), is_dark)
    if is_mixed:
        return Tint(tint, Mode.CompositionMode_Screen if is_dark else Mode.CompositionMode_Multiply)
    return Tint(_clear(tint, QColor.fromRgba(paper), is_dark), Mode.CompositionMode_SourceOver)


def _tint(ink: QColor, is_dark: bool) -> QColor:
    """What paper of no light, or of nothing but light, would look like under `ink`."""
    base = QColor(0, 0, 0) if is_dark else QColor(255, 255, 255)
    tint = mixed(ink, base, STRENGTH_ON_DARK if is_dark else STRENGTH)
    red, green, blue = tint.redF(), tint.greenF(), tint.blueF()
    if is_dark:
        more = max(0.0, LEAST - max(red, green, blue))
        return QColor.fromRgbF(red + more, green + more, blue + more)
    less = min(1.0, (1 - LEAST) / min(red, green, blue))
    return QColor.fromRgbF(red * less, green * less, blue * less)


def _vivid(ink: QColor) -> QColor:
    """The colour as a marker has it: inks are dark on light paper, for thin lines to be seen."""
    saturation, value = ink.hsvSaturationF(), ink.valueF()
    return QColor.fromHsvF(max(ink.hsvHueF(), 0.0), saturation, value + (1 - value) * saturation)


def _clear(tint: QColor, paper: QColor, is_dark: bool) -> QColor:
    """The most transparent colour that makes of `paper` what the tint does."""
    tints = tint.redF(), tint.greenF(), tint.blueF()
    grounds = paper.redF(), paper.greenF(), paper.blueF()
    if is_dark:
        alpha = max(tints)
        parts = [(t + p * (alpha - t)) / alpha for t, p in zip(tints, grounds, strict=True)]
    else:
        alpha = 1 - min(tints)
        parts = [p * (t - 1 + alpha) / alpha for t, p in zip(tints, grounds, strict=True)]
    # Rounding may lead a hair beyond.
    red, green, blue = (min(max(part, 0.0), 1.0) for part in parts)
    return QColor.fromRgbF(red, green, blue, alpha)
