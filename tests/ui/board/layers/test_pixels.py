import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from redux_scuttlebutt.ui.board.layers.pixels import move_onto_pixels

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(("start", "is_moved"), [(3, True), (4, False)])
def test_a_widget_that_begins_within_a_pixel_is_painted_from_its_corner(
    start: int, is_moved: bool
) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(1.5)
    painter = QPainter(image)
    painter.translate(start, start)

    assert move_onto_pixels(painter) == is_moved

    corner = painter.deviceTransform().map(QPointF(0, 0))
    assert (corner.x() % 1, corner.y() % 1) == pytest.approx((0, 0))
    painter.end()
