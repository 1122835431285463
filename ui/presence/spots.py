"""Which spots of a window are painted again: often a few small ones far apart."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion

__all__ = ["spots_of"]


def spots_of(painter: QPainter, rect: QRectF) -> QRegion:
    """What of `rect`, in pixels of the window, `painter` lets through; a pixel more perhaps.

    A widget is told the rectangle around everything that it has to paint. Its painter knows
    the parts of that, which may be next to nothing of it.
    """
    whole = QRegion(rect.toAlignedRect())
    engine = painter.paintEngine()
    spots = engine.systemClip()
    if not spots.isEmpty():
        back, _ = painter.deviceTransform().inverted()
        mapped = QRegion()
        for spot in spots:  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
            grown = back.mapRect(QRectF(spot)).adjusted(-1, -1, 1, 1)  # pyright: ignore[reportUnknownArgumentType]
            mapped += grown.toAlignedRect()
        whole = whole.intersected(mapped)
    return whole.intersected(painter.clipRegion()) if painter.hasClipping() else whole
