"""Pictures in a window, from the room and to it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import FakeRoom

CTRL = Qt.KeyboardModifier.ControlModifier
TEAL = QColor("teal")


def picture() -> QImage:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(TEAL)
    return image


def color_in_the_middle(window: MainWindow) -> QColor:
    canvas = window.canvas
    return canvas.grab().toImage().pixelColor(canvas.rect().center())


def test_a_pasted_picture_is_kept_by_the_room_and_shown(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setImage(picture())

    QTest.keyClick(window.canvas, Qt.Key.Key_V, CTRL)
    window.refresh()
    window.canvas.hand.selection.select(())

    (shape,) = room.get_state()["whiteboard"].shapes.values()
    assert list(room.blobs) == [shape.blob]
    qtbot.waitUntil(lambda: color_in_the_middle(window) == TEAL)


def test_a_picture_that_comes_later_is_shown_then(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setImage(picture())
    QTest.keyClick(window.canvas, Qt.Key.Key_V, CTRL)
    ((name, data),) = room.blobs.items()
    room.blobs.clear()
    other = MainWindow(room, now=lambda: room.now)
    qtbot.addWidget(other)
    other.show()
    qtbot.waitUntil(lambda: other.canvas.is_settled)
    assert name in room.wanted
    assert color_in_the_middle(other) != TEAL

    room.bring_blob(name, data)

    qtbot.waitUntil(lambda: color_in_the_middle(other) == TEAL)
