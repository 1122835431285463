"""Pictures in a window, from the room and to it."""

import threading

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.room_pictures import RoomPictures
from support.room import FakeRoom

CTRL = Qt.KeyboardModifier.ControlModifier
TEAL = QColor("teal")


def picture(side: int = 40) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(TEAL)
    return image


def file_of(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(data.data())


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


def reading() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("pictures")}


def test_pictures_are_read_on_one_thread_of_their_own_that_ends_with_them(
    room: FakeRoom, qtbot: QtBot
) -> None:
    names = [room.put_blob(file_of(picture(side))) for side in (40, 50, 60)]
    others, kept = reading(), RoomPictures(room)
    arrived: list[str] = []
    kept.pictures.arrived.connect(arrived.append)

    assert [kept.pictures.get(name, "image/png") for name in names] == [None] * 3
    assert len(reading() - others) == 1
    qtbot.waitUntil(lambda: arrived == names)
    kept.stop()

    assert reading() <= others
    assert all(kept.pictures.get(name, "image/png") for name in names)


def test_after_the_end_no_picture_is_read(room: FakeRoom) -> None:
    name = room.put_blob(file_of(picture(40)))
    others, kept = reading(), RoomPictures(room)

    kept.stop()

    assert kept.pictures.get(name, "image/png") is None
    assert reading() <= others
