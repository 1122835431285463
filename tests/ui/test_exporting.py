"""File ▸ Export picture…, Copy as picture and Open picture or board…, in a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.canvas import BoardCanvas
from redux_scuttlebutt.ui.board.export.carried import Carried
from redux_scuttlebutt.ui.board.export.dropped import SHAPES, dropped, opened_bytes
from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.kinds import made
from redux_scuttlebutt.ui.export_dialog import ExportDialog
from redux_scuttlebutt.ui.exporting import Exporting
from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.theme import DARK
from support.drawings import BLOB, gallery, photo_bytes
from support.room import FakeRoom, stroke

NUMBERS = iter(range(10**6))


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """What Python made must not outlive it, as the clipboard without a screen does."""
    yield
    qapp.clipboard().clear()


class Kept:
    """Images in memory."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {BLOB: photo_bytes()}
        self.is_full = False

    def get(self, name: str) -> bytes | None:
        return self.data.get(name)

    def keep(self, data: bytes) -> str:
        if self.is_full:
            raise ValueError("the disk is full")
        name = f"{len(self.data):064x}"
        self.data[name] = data
        return name


@pytest.fixture
def drawn(room: FakeRoom, window: MainWindow) -> MainWindow:
    """A window with two strokes."""
    room.dispatch(stroke("a"))
    room.dispatch(stroke("b", at=(60, 30)))
    window.refresh()
    return window


@pytest.fixture
def images() -> Kept:
    return Kept()


@pytest.fixture
def exporting(drawn: MainWindow, room: FakeRoom, images: Kept) -> Exporting:
    """As the window has it, in a room that keeps images."""
    return Exporting(
        drawn.canvas,
        lambda: room.get_state()["whiteboard"],
        lambda: room.name,
        drawn.doing.dispatch,
        lambda: f"new {next(NUMBERS)}",
        drawn.say,
        drawn.status.show_hint,
        drawn,
        images,
    )


def shapes_of(room: FakeRoom) -> dict[str, Shape]:
    return dict(room.get_state()["whiteboard"].shapes)


def clipboard() -> QMimeData:
    data = QGuiApplication.clipboard().mimeData()
    assert data is not None
    return data


def test_the_menu_opens_the_dialog_with_everything(drawn: MainWindow) -> None:
    drawn.commands.run("file.export")

    dialog = drawn.exporting.dialog
    assert dialog.isVisible()
    assert [dialog.what.itemText(i) for i in range(dialog.what.count())] == [
        "Everything (2 shapes)"
    ]
    assert dialog.shapes.keys() == {"a", "b"}


def test_what_is_selected_is_offered_first(drawn: MainWindow) -> None:
    drawn.canvas.hand.selection.select(["b"])

    drawn.exporting.export()

    dialog = drawn.exporting.dialog
    assert dialog.what.currentText() == "The selection (1 shape)"
    assert dialog.shapes.keys() == {"b"}


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_what_is_saved_is_what_was_chosen(
    drawn: MainWindow, tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    drawn.exporting.export()
    dialog = drawn.exporting.dialog
    dialog.kind.setCurrentIndex(["png", "svg", "pdf"].index(kind))
    dialog.scale.setCurrentIndex(1)
    dialog.colours.setCurrentIndex(1)

    dialog.save_button.click()
    files = drawn.exporting.files
    assert files is not None
    assert files.defaultSuffix() == kind
    file = tmp_path / f"board.{kind}"
    files.fileSelected.emit(str(file))
    files.reject()

    assert file.exists()
    assert not dialog.isVisible()
    if kind == "png":
        image = QImage(str(file))
        assert image.pixelColor(2, 2) == DARK.paper
        words = f"{image.width()} × {image.height()} pixels"
        qtbot.waitUntil(lambda: dialog.size_words.text() == words)


def test_a_place_that_cannot_be_written_is_said_in_the_dialog(drawn: MainWindow) -> None:
    drawn.exporting.export()
    dialog = drawn.exporting.dialog

    drawn.exporting.save("/no/such/place.png", "png", dialog.shapes, dialog.how)

    assert "place.png cannot be written: No such file" in dialog.problem.text()
    assert dialog.problem.isVisible()


def test_an_empty_board_has_nothing_to_save(window: MainWindow) -> None:
    window.exporting.export()

    dialog = window.exporting.dialog
    assert not dialog.save_button.isEnabled()
    assert dialog.preview.text() == "There is nothing drawn yet"
    window.exporting.copy()
    assert not dialog.shapes


def test_the_dialog_shows_what_will_come_of_it(drawn: MainWindow, qtbot: QtBot) -> None:
    drawn.exporting.export()
    dialog = drawn.exporting.dialog
    light = dialog.preview.pixmap().toImage()

    dialog.colours.setCurrentIndex(1 - dialog.colours.currentIndex())

    qtbot.waitUntil(lambda: dialog.preview.pixmap().toImage() != light)
    dialog.kind.setCurrentIndex(2)
    dialog.page.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.size_words.text() == "1 sheet")


def test_only_what_goes_with_the_kind_of_file_is_offered(drawn: MainWindow) -> None:
    drawn.exporting.export()
    dialog = drawn.exporting.dialog
    fields = (dialog.scale, dialog.page, dialog.board)

    offered: list[tuple[bool, ...]] = []
    for kind in range(3):
        dialog.kind.setCurrentIndex(kind)
        offered.append(tuple(field.isVisible() for field in fields))
    assert offered == [(True, False, True), (False, False, True), (True, True, False)]


def test_every_part_of_the_dialog_has_a_name_and_can_be_hit(qtbot: QtBot) -> None:
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    dialog.ask(gallery(), ["rect"], "Sketch")

    parts: list[QWidget] = [*dialog.findChildren(QComboBox), *dialog.findChildren(QPushButton)]
    assert len(parts) == 8
    for part in parts:
        assert part.accessibleName() or (isinstance(part, QAbstractButton) and part.text())
    for choice in dialog.findChildren(QComboBox):
        assert choice.minimumHeight() >= 28
    for label in (dialog.preview, dialog.size_words, dialog.problem):
        assert isinstance(label, QLabel)
        assert label.accessibleName()


def test_a_copy_is_a_picture_and_can_be_pasted_as_shapes(drawn: MainWindow) -> None:
    drawn.canvas.hand.selection.select(["a"])

    drawn.commands.run("file.copy")

    assert clipboard().hasImage()
    assert clipboard().hasFormat(SHAPES)
    [found] = dropped(clipboard())
    assert isinstance(found, Carried)
    assert len(found.shapes) == 1


def test_a_board_that_is_opened_lies_in_the_middle_and_is_undone_at_once(
    drawn: MainWindow, room: FakeRoom, tmp_path: Path
) -> None:
    file = tmp_path / "board.png"
    file.write_bytes(made("png", shapes_of(room), How(), lambda _: None).data)

    drawn.exporting.open()
    files = drawn.exporting.files
    assert files is not None
    files.fileSelected.emit(str(file))
    files.reject()

    assert len(shapes_of(room)) == 4
    assert "Undo takes it back" in drawn.status.hint.text()
    drawn.doing.undo()
    assert shapes_of(room).keys() == {"a", "b"}


@pytest.mark.parametrize(
    ("content", "why"), [(b"hello", "neither a picture nor a board"), (None, "cannot be read")]
)
def test_a_file_that_is_not_ours_says_so_and_changes_nothing(
    drawn: MainWindow, room: FakeRoom, tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "x.png"
    if content is not None:
        file.write_bytes(content)

    drawn.exporting.open_file(str(file))

    assert why in drawn.banner.label.text()
    assert shapes_of(room).keys() == {"a", "b"}


def test_a_picture_is_put_into_the_middle_of_the_view_and_half_as_large_at_most(
    exporting: Exporting, drawn: MainWindow, room: FakeRoom, images: Kept
) -> None:
    exporting.put(opened_bytes(photo_bytes(3000, 300)))

    [shape] = [shape for shape in shapes_of(room).values() if shape.kind == "image"]
    canvas: BoardCanvas = drawn.canvas
    wide = shape.size[0] * canvas.view.scale
    assert wide == pytest.approx(canvas.width() / 2, abs=2)
    assert shape.size[0] / shape.size[1] == pytest.approx(10, rel=0.01)
    x, y = canvas.view.to_screen(
        shape.points[0] + shape.size[0] / 2, shape.points[1] + shape.size[1] / 2
    )
    assert (x, y) == pytest.approx((canvas.width() / 2, canvas.height() / 2), abs=2)
    assert images.data[shape.blob] == photo_bytes(3000, 300)


def test_a_small_picture_keeps_its_size(exporting: Exporting, room: FakeRoom) -> None:
    exporting.put(opened_bytes(photo_bytes(12, 8)))

    [shape] = [shape for shape in shapes_of(room).values() if shape.kind == "image"]
    assert shape.size == (12 * 64, 8 * 64)


def test_a_picture_that_is_too_large_is_offered_to_be_shrunk(
    exporting: Exporting, room: FakeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("redux_scuttlebutt.ui.board.export.pictures.MOST_PIXELS", 50)
        found = opened_bytes(photo_bytes(40, 20, "JPEG"))
    exporting.put(found)

    question = exporting.question
    assert question is not None
    assert "40 × 20 pixels" in question.text()
    next(button for button in question.buttons() if "Shrink" in button.text()).click()

    assert [shape.kind for shape in shapes_of(room).values()].count("image") == 1


def test_a_picture_that_cannot_be_kept_is_told(
    exporting: Exporting, drawn: MainWindow, room: FakeRoom, images: Kept
) -> None:
    images.is_full = True

    exporting.put(opened_bytes(photo_bytes()))

    assert "cannot be kept: the disk is full" in drawn.banner.label.text()
    assert shapes_of(room).keys() == {"a", "b"}


def test_images_of_a_board_come_along(exporting: Exporting, room: FakeRoom, images: Kept) -> None:
    file = made("png", gallery(), How(), images.get).data

    exporting.put(opened_bytes(file))

    [shape] = [shape for shape in shapes_of(room).values() if shape.kind == "image"]
    assert shape.blob != BLOB
    assert images.data[shape.blob] == photo_bytes()


def test_the_past_is_exported_as_it_is_shown_and_cannot_be_added_to(
    drawn: MainWindow, room: FakeRoom
) -> None:
    drawn.history_panel.step(-1)
    assert drawn.looking_back

    drawn.exporting.export()
    assert drawn.exporting.dialog.shapes.keys() == {"a"}

    drawn.exporting.open()
    assert drawn.exporting.files is None
    assert "Back to live first" in drawn.status.hint.text()
