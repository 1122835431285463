"""Where the pixels of the screen are, seen from a widget."""

from PySide6.QtGui import QPainter

__all__ = ["move_onto_pixels"]


def move_onto_pixels(painter: QPainter) -> bool:
    """Let (0, 0) be the corner of a device pixel; False if it is.

    At a scale like 1.5 a widget may begin within a pixel. Tiles would be blurred there, and
    leave lines between them that nothing is painted on.
    """
    device = painter.deviceTransform()
    dx, dy = round(device.dx()) - device.dx(), round(device.dy()) - device.dy()
    if not dx and not dy:
        return False
    painter.translate(dx / device.m11(), dy / device.m22())
    return True
