"""What is pasted, dropped or chosen."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui.board.export.carried import write_carried
from redux_scuttlebutt.ui.board.export.dropped import SHAPES, Oversized
from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.kinds import made
from redux_scuttlebutt.ui.board.export.pictures import encoded
from redux_scuttlebutt.ui.incoming import Incoming
from support.board import Drawing, board_of, line
from support.drawings import BLOB, gallery

CTRL = Qt.KeyboardModifier.ControlModifier
PX = 64


def picture(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return encoded(image)


class Desk:
    """A canvas of 600 by 400, and what comes to it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.drawing = Drawing(Board())
        self.window = QWidget()
        qtbot.addWidget(self.window)
        qtbot.addWidget(self.drawing.canvas)
        self.drawing.canvas.show()
        self.kept: list[bytes] = []
        self.said: list[str] = []
        numbers = iter(range(1000))
        self.incoming = Incoming(
            self.drawing.canvas,
            lambda: f"in-{next(numbers)}",
            self.said.append,
            self.window,
            self.keep,
        )

    def keep(self, data: bytes) -> str:
        self.kept.append(data)
        return sha256(data).hexdigest()

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [action["payload"] for action in self.drawing.actions]

    def point_at(self, x: float, y: float) -> None:
        """Have the pointer there; it may be already, and then Qt tells nobody."""
        QTest.mouseMove(self.drawing.canvas, self.drawing.screen(x + 20, y))
        QTest.mouseMove(self.drawing.canvas, self.drawing.screen(x, y))

    def drop(self, mime: QMimeData, x: float, y: float) -> bool:
        """Drop at a place of the board, as far as it is let in; whether it was."""
        canvas, at = self.drawing.canvas, self.drawing.screen(x, y)
        some = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton)
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at, *some, none)
        enter.ignore()
        QApplication.sendEvent(canvas, enter)
        if enter.isAccepted():
            QApplication.sendEvent(canvas, QDropEvent(QPointF(at), *some, none))
        return enter.isAccepted()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., QMimeData]:
    """Files with these contents, as they are dragged."""

    def made(*contents: bytes) -> QMimeData:
        urls: list[QUrl] = []
        for n, data in enumerate(contents):
            path = tmp_path / f"{n}.png"
            path.write_bytes(data)
            urls.append(QUrl.fromLocalFile(str(path)))
        mime = QMimeData()
        mime.setUrls(urls)
        return mime

    return made


def test_a_small_picture_is_put_where_it_was_dropped_in_its_own_size(
    desk: Desk, files: Callable[..., QMimeData]
) -> None:
    data = picture(100, 50)

    assert desk.drop(files(data), 300, 200)

    assert desk.kept == [data]
    assert desk.payloads == [
        {
            "id": "in-0",
            "kind": "image",
            "z": "a0",
            "points": [250 * PX, 175 * PX],
            "size": [100 * PX, 50 * PX],
            "blob": sha256(data).hexdigest(),
            "type": "image/png",
        }
    ]
    assert desk.drawing.canvas.hand.selection.ids == {"in-0"}


@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0])
def test_a_large_picture_takes_half_of_the_view(
    desk: Desk, files: Callable[..., QMimeData], zoom: float
) -> None:
    desk.drawing.canvas.set_zoom(zoom)

    desk.drop(files(picture(3000, 1000)), 300, 200)

    assert desk.payloads[0]["size"] == pytest.approx([300 * PX / zoom, 100 * PX / zoom], abs=2)


def test_several_files_are_one_action_side_by_side(
    desk: Desk, files: Callable[..., QMimeData]
) -> None:
    desk.drop(files(picture(100, 50), picture(60, 60), picture(40, 40)), 300, 200)

    (payload,) = desk.payloads
    shapes = payload["shapes"]
    boxes = [(*s["points"], *s["size"]) for s in shapes]
    assert [s["z"] for s in shapes] == ["a0", "a1", "a2"]
    for i, (x, y, wide, high) in enumerate(boxes):
        for left, top, across, down in boxes[i + 1 :]:
            assert x + wide < left or left + across < x or y + high < top or top + down < y
    assert len(desk.drawing.canvas.hand.selection.ids) == 3


def test_what_cannot_be_read_is_said_and_the_rest_is_put(
    desk: Desk, files: Callable[..., QMimeData]
) -> None:
    desk.drop(files(picture(10, 10), b"nonsense"), 300, 200)

    assert [p["kind"] for p in desk.payloads] == ["image"]
    assert "1.png" in desk.said[0]
    assert "Nothing was changed" not in desk.said[0]


def test_ctrl_v_writes_the_words_on_the_clipboard(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("Some words\nto keep")

    desk.drawing.key(Qt.Key.Key_V, CTRL)

    (payload,) = desk.payloads
    assert (payload["kind"], payload["text"]) == ("text", "Some words\nto keep")
    x, y = payload["points"]
    wide, high = payload["size"]
    assert (x + wide / 2, y + high / 2) == pytest.approx((300 * PX, 200 * PX), abs=2)


def test_words_longer_than_half_of_the_view_are_wrapped(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("many words " * 30)

    desk.drawing.key(Qt.Key.Key_V, CTRL)

    assert desk.payloads[0]["size"][0] == 300 * PX


def test_ctrl_v_puts_a_picture_where_the_pointer_is(desk: Desk) -> None:
    QGuiApplication.clipboard().setImage(QImage.fromData(picture(20, 20)))
    QTest.mouseMove(desk.drawing.canvas, desk.drawing.screen(100, 120))

    desk.drawing.key(Qt.Key.Key_V, CTRL)

    assert desk.payloads[0]["points"] == [90 * PX, 110 * PX]


def test_shapes_are_pasted_as_shapes(desk: Desk) -> None:
    data, _ = write_carried({"a": line(0, 0), "b": line(0, 20)}, lambda _: None)
    mime = QMimeData()
    mime.setData(SHAPES, data)

    desk.drop(mime, 300, 200)

    assert len(desk.drawing.board.shapes) == 2
    assert all(shape.kind == "stroke" for shape in desk.drawing.board.shapes.values())
    assert desk.drawing.canvas.hand.selection.ids == set(desk.drawing.board.shapes)


def test_what_is_too_large_can_be_shrunk(desk: Desk) -> None:
    desk.incoming.put([Oversized(picture(200, 100), "The picture has too many bytes.")], (0, 0))
    assert not desk.payloads
    question = desk.incoming.question
    assert question is not None
    assert question.text() == "The picture has too many bytes."
    (shrink,) = [b for b in question.buttons() if b.text() == "&Shrink"]

    shrink.click()

    assert [p["kind"] for p in desk.payloads] == ["image"]


def test_a_room_that_keeps_no_pictures_says_so(desk: Desk, files: Callable[..., QMimeData]) -> None:
    desk.incoming.keep = None

    desk.drop(files(picture(10, 10)), 300, 200)

    assert desk.said == [
        "The picture cannot be kept: this room keeps no pictures. Nothing was changed."
    ]


def test_a_picture_that_cannot_be_kept_is_told(desk: Desk, files: Callable[..., QMimeData]) -> None:
    def refuse(_data: bytes) -> str:
        raise ValueError("the disk is full")

    desk.incoming.keep = refuse

    desk.drop(files(picture(10, 10)), 300, 200)

    assert desk.said == ["The picture cannot be kept: the disk is full. Nothing was changed."]
    assert not desk.payloads


def test_images_of_a_board_come_along(desk: Desk, tmp_path: Path) -> None:
    data = picture(20, 10)
    file = tmp_path / "board.svg"
    file.write_bytes(made("svg", gallery(), How(), {BLOB: data}.get).data)

    desk.incoming.open_files([str(file)])

    assert desk.kept == [data]
    [image] = [s for s in desk.drawing.board.shapes.values() if s.kind == "image"]
    assert image.blob == sha256(data).hexdigest()


def test_what_is_put_on_the_board_is_told_as_soon_as_it_is_there(
    desk: Desk, files: Callable[..., QMimeData]
) -> None:
    hints: list[str] = []
    desk.drawing.canvas.hand.hint_changed.connect(hints.append)

    desk.drop(files(picture(10, 10), picture(20, 20)), 300, 200)
    desk.drawing.settle()

    assert hints[-1] == "Put on the board: 2 shapes · Undo takes it back"


def test_on_a_board_that_can_only_be_read_nothing_can_be_dropped_or_pasted(
    desk: Desk, files: Callable[..., QMimeData]
) -> None:
    blocked: list[str] = []
    desk.drawing.canvas.hand.blocked.connect(blocked.append)
    desk.drawing.canvas.set_read_only(True)
    QGuiApplication.clipboard().setText("words")

    assert not desk.drop(files(picture(10, 10)), 300, 200)
    desk.drawing.key(Qt.Key.Key_V, CTRL)
    desk.drawing.key(Qt.Key.Key_I)

    assert blocked == ["add", "add"]
    assert not desk.payloads


def test_i_asks_for_files_and_puts_them_in_the_middle(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(picture(20, 20))

    desk.drawing.key(Qt.Key.Key_I)
    dialog = desk.incoming.files
    assert dialog is not None
    dialog.filesSelected.emit([str(tmp_path / "one.png"), str(tmp_path / "gone.png")])
    dialog.close()

    assert desk.payloads[0]["points"] == [290 * PX, 190 * PX]
    assert "gone.png cannot be read" in desk.said[0]


@pytest.fixture
def drawn(desk: Desk) -> Iterator[Desk]:
    """One line, selected. Ends with an empty clipboard, or the program would crash there."""
    desk.drawing.show(board_of(line(100, 200)))
    desk.drawing.canvas.hand.take("select")
    desk.drawing.canvas.hand.selection.select(["a"])
    yield desk
    QGuiApplication.clipboard().setText("")


def test_what_is_cut_and_pasted_is_back_under_the_pointer(drawn: Desk) -> None:
    canvas = drawn.drawing.canvas

    drawn.drawing.key(Qt.Key.Key_X, CTRL)
    assert not drawn.drawing.board.shapes
    drawn.point_at(300, 250)
    drawn.drawing.key(Qt.Key.Key_V, CTRL)

    (pasted,) = canvas.hand.selection.ids
    assert canvas.hand.selection.bounds == (275 * PX, 250 * PX, 325 * PX, 250 * PX)
    assert pasted != "a"


def test_pasted_again_it_lies_beside_the_one_before(drawn: Desk) -> None:
    drawn.drawing.key(Qt.Key.Key_C, CTRL)
    assert not drawn.payloads

    drawn.point_at(300, 250)
    for _ in range(3):
        drawn.drawing.key(Qt.Key.Key_V, CTRL)

    lefts = [payload["shapes"][0].get("x", 0) for payload in drawn.payloads]
    assert [left - lefts[0] for left in lefts] == [0, 16 * PX, 32 * PX]
