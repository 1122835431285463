"""Which spots of a window are painted again."""

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.presence.spots import spots_of


class Window(QWidget):
    """Notes what it is asked to paint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spots: list[QRegion] = []
        self.asked: list[QRegion] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.spots.append(spots_of(painter, QRectF(event.rect())))
        self.asked.append(event.region())
        painter.end()


def test_a_widget_paints_two_corners_and_not_what_lies_between(qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    outer.resize(500, 400)
    window = Window(outer)
    window.setGeometry(60, 50, 400, 300)
    outer.show()
    qtbot.waitUntil(lambda: bool(window.spots))
    window.spots.clear()
    window.asked.clear()

    window.update(QRect(0, 0, 20, 20))
    window.update(QRect(380, 280, 20, 20))
    qtbot.waitUntil(lambda: bool(window.spots))

    [spots], [asked] = window.spots, window.asked
    assert asked.subtracted(spots).isEmpty()
    assert spots.contains(QPoint(5, 5)) and spots.contains(QPoint(390, 290))
    assert not spots.intersects(QRect(30, 30, 340, 240))


def test_without_any_clip_it_is_the_rectangle() -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)

    assert spots_of(painter, QRectF(10, 10, 20, 20)) == QRegion(10, 10, 20, 20)

    painter.setClipRect(15, 15, 50, 50)
    assert spots_of(painter, QRectF(10, 10, 20, 20)) == QRegion(15, 15, 15, 15)
    painter.end()
