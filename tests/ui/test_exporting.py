"""File ▸ Export picture… and Copy as picture, in a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.export.carried import Carried
from redux_scuttlebutt.ui.board.export.dropped import SHAPES, dropped
from redux_scuttlebutt.ui.export_dialog import ExportDialog
from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.theme import DARK
from support.drawings import gallery
from support.figures import BLOB, file_of, of_kind
from support.room import FakeRoom


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """What Python made must not outlive it, as the clipboard without a screen does."""
    yield
    qapp.clipboard().clear()


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
        qtbot.waitUntil(lambda: dialog.preview.size_words.text() == words)


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
    assert dialog.preview.picture.text() == "There is nothing drawn yet"
    window.exporting.copy()
    assert not dialog.shapes


def test_the_dialog_shows_what_will_come_of_it(drawn: MainWindow, qtbot: QtBot) -> None:
    drawn.exporting.export()
    dialog = drawn.exporting.dialog
    light = dialog.preview.picture.pixmap().toImage()

    dialog.colours.setCurrentIndex(1 - dialog.colours.currentIndex())

    qtbot.waitUntil(lambda: dialog.preview.picture.pixmap().toImage() != light)
    dialog.kind.setCurrentIndex(2)
    dialog.page.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.preview.size_words.text() == "1 sheet")


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
    for label in (dialog.preview.picture, dialog.preview.size_words, dialog.problem):
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


def test_the_past_is_exported_as_it_is_shown_and_cannot_be_added_to(
    drawn: MainWindow, room: FakeRoom
) -> None:
    drawn.history_panel.step(-1)
    assert drawn.looking_back

    drawn.exporting.export()
    assert drawn.exporting.dialog.shapes.keys() == {"a"}

    assert drawn.commands.run("file.open") == "Go back to live first"
    drawn.incoming.open()
    assert drawn.incoming.files is None


def test_the_preview_shows_images_and_not_what_stands_for_them(qtbot: QtBot) -> None:
    dialog = ExportDialog(blob={BLOB: file_of("#3060c0")}.get)
    qtbot.addWidget(dialog)

    dialog.ask({"a": of_kind("image", 0, 0, 100, 60)}, (), "Sketch")

    image = dialog.preview.picture.pixmap().toImage()
    assert image.pixelColor(image.rect().center()) == QColor("#3060c0")
