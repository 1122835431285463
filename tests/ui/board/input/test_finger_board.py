"""A touch screen, by the events that one sends."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest

from support.board import Drawing

SCREEN = QTest.createTouchDevice(
    QInputDevice.DeviceType.TouchScreen, QInputDevice.Capability.Position
)


def touch(drawing: Drawing) -> "QTest.QTouchEventSequence":
    assert isinstance(SCREEN, QPointingDevice)
    return QTest.touchEvent(drawing.canvas, SCREEN, False)


def test_a_finger_draws(empty: Drawing) -> None:
    touch(empty).press(0, QPoint(100, 100)).commit()
    for x in range(110, 200, 10):
        touch(empty).move(0, QPoint(x, 100)).commit()
    touch(empty).release(0, QPoint(190, 100)).commit()

    (action,) = empty.actions
    assert action["payload"]["kind"] == "stroke"
    points = action["payload"]["points"]
    assert abs((points[-2] - points[0]) - 90 * 64) < 64


def test_two_fingers_scale_the_board_and_draw_nothing(three: Drawing) -> None:
    before = three.canvas.view.zoom
    touch(three).press(0, QPoint(200, 200)).commit()
    touch(three).move(0, QPoint(200, 200)).press(1, QPoint(300, 200)).commit()
    touch(three).move(0, QPoint(150, 200)).move(1, QPoint(350, 200)).commit()
    touch(three).release(0, QPoint(150, 200)).release(1, QPoint(350, 200)).commit()

    assert abs(three.canvas.view.zoom / before - 2) < 0.01
    assert three.actions == []


def test_a_finger_drags_the_board_with_the_hand(three: Drawing) -> None:
    three.canvas.hand.take("hand")
    left = three.canvas.view.left

    touch(three).press(0, QPoint(200, 200)).commit()
    touch(three).move(0, QPoint(150, 200)).commit()
    touch(three).release(0, QPoint(150, 200)).commit()

    assert abs(three.canvas.view.left - left - 50) < 1
    assert three.canvas.cursor().shape() is not Qt.CursorShape.ClosedHandCursor
