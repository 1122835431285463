"""Signs as they are put on screen: from drawings, in the colours of the theme of the moment.

A drawing is an SVG of 24 by 24 with lines 1.6 wide in `currentColor`. It is drawn anew for
each size and each scale of the screen, so no pixel of it is ever stretched.
"""

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from .. import icons, theme

__all__ = ["icon", "names", "paint_icon", "program_icon"]

PROGRAM = "program/redux-scuttlebutt.svg"
PROGRAM_SIDES = (16, 24, 32, 48, 64, 128, 256)


@cache
def names() -> tuple[str, ...]:
    """The names of all signs."""
    drawings = (file.name for file in files(icons).iterdir())
    return tuple(sorted(name[:-4] for name in drawings if name.endswith(".svg")))


def paint_icon(painter: QPainter, name: str, box: QRectF, color: QColor) -> None:
    """Paint a sign as large as `box` allows, in its middle.

    Raises:
        FileNotFoundError: there is no sign of that name.
    """
    side = min(box.width(), box.height())
    place = QRectF(0, 0, side, side)
    place.moveCenter(box.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(painter.opacity() * color.alphaF())
    _renderer(name, color.name()).render(painter, place)
    painter.restore()


def icon(name: str) -> QIcon:
    """A sign for a button or a menu: it has the colour of their words, also when that changes.

    Raises:
        FileNotFoundError: there is no sign of that name.
    """
    _source(name)
    return QIcon(_Tinted(name))


def program_icon() -> QIcon:
    """What stands for the whole program, in the title bar and among the windows."""
    shown = QIcon()
    renderer = QSvgRenderer(QByteArray(files(icons).joinpath(PROGRAM).read_bytes()))
    for side in PROGRAM_SIDES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        shown.addPixmap(pixmap)
    return shown


class _Tinted(QIconEngine):
    """Asks for the theme each time it paints."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        del state
        paint_icon(painter, self._name, QRectF(rect), _color(mode))

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Before Qt counted `size` in pixels of the window, this makes it larger than needed,
        # which is shown no larger.
        return self.pixmap((size.toSizeF() * scale).toSize(), mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        return _Tinted(self._name)


def _color(mode: QIcon.Mode) -> QColor:
    colors = theme.current()
    if mode is QIcon.Mode.Disabled:
        return colors.muted
    return colors.paper if mode is QIcon.Mode.Selected else colors.text


@cache
def _source(name: str) -> bytes:
    return files(icons).joinpath(f"{name}.svg").read_bytes()


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", color.encode())))
