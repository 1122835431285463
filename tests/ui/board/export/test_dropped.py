from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

from redux_scuttlebutt.ui.board.export.carried import Carried, write_carried
from redux_scuttlebutt.ui.board.export.dropped import (
    MOST_FILES,
    SHAPES,
    Nothing,
    Oversized,
    Text,
    Unusable,
    dropped,
    is_usable,
    mime_of,
)
from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.pictures import MOST_PIXELS, Picture
from support.drawings import BLOB, content, gallery, photo, photo_bytes

pytestmark = pytest.mark.usefixtures("qapp")


def nothing(_name: str) -> None:
    return None


def mime(**formats: bytes) -> QMimeData:
    data = QMimeData()
    for name, value in formats.items():
        data.setData(name.replace("_", "/"), QByteArray(value))
    return data


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def words(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def test_what_is_copied_comes_back_as_it_was() -> None:
    copied = mime_of(gallery(), How(), {BLOB: photo_bytes()}.get)

    [found] = dropped(copied)

    assert isinstance(found, Carried)
    assert list(found.shapes) == content(gallery())
    assert found.blobs == {BLOB: photo_bytes()}


def test_others_get_a_picture_a_drawing_and_the_words() -> None:
    copied = mime_of(gallery(), How(), nothing)

    assert copied.hasFormat("image/png")
    assert copied.hasFormat("image/svg+xml")
    assert copied.hasImage()
    assert copied.text() == "増える"


def test_a_program_that_takes_only_files_gets_one(tmp_path: Path) -> None:
    dragged = mime_of(gallery(), How(), nothing, tmp_path)

    [url] = dragged.urls()
    assert QImage(url.toLocalFile()).width() > 30


def test_a_file_of_ours_becomes_its_shapes_and_a_photograph_a_picture(tmp_path: Path) -> None:
    ours, photograph = tmp_path / "Drawing.png", tmp_path / "photo.txt"
    mime_of(gallery(), How(), nothing, tmp_path)
    photograph.write_bytes(photo_bytes())

    first, second = dropped(files(ours, photograph))

    assert isinstance(first, Carried)
    assert isinstance(second, Picture)


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    bad, good = tmp_path / "letter.odt", tmp_path / "photo.png"
    bad.write_bytes(b"PK\x03\x04")
    good.write_bytes(photo_bytes())

    first, second, third = dropped(files(bad, good, tmp_path / "gone.png"))

    assert isinstance(first, Unusable)
    assert first.reason.startswith("letter.odt: This file is neither")
    assert isinstance(second, Picture)
    assert isinstance(third, Unusable)
    assert "gone.png cannot be read" in third.reason


def test_a_whole_folder_is_cut_and_told(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(MOST_FILES + 5)]
    for path in paths:
        path.write_bytes(photo_bytes())

    found = dropped(files(*paths))

    assert len(found) == MOST_FILES + 1
    assert isinstance(found[-1], Unusable)


def test_a_picture_of_the_clipboard_is_one() -> None:
    data = QMimeData()
    data.setImageData(photo())

    [found] = dropped(data)

    assert isinstance(found, Picture)
    assert (found.width, found.height, found.type) == (12, 8, "image/png")


def test_a_picture_of_a_browser_is_kept_as_it_came() -> None:
    data = mime(image_jpeg=photo_bytes(12, 8, "JPEG"))
    data.setImageData(photo())
    data.setText("https://example.org/photo.jpg")

    [found] = dropped(data)

    assert isinstance(found, Picture)
    assert found.type == "image/jpeg"


def test_who_copies_a_table_wants_its_words() -> None:
    data = QMimeData()
    data.setImageData(photo())
    data.setText("a\tb\r\n1\t2")

    assert dropped(data) == (Text("a\tb\n1\t2"),)


def test_a_picture_that_is_too_large_can_still_be_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redux_scuttlebutt.ui.board.export.pictures.MOST_PIXELS", 50)
    assert MOST_PIXELS > 50

    [found] = dropped(mime(image_png=photo_bytes()))

    assert isinstance(found, Oversized)
    assert found.data == photo_bytes()
    assert "12 × 8" in found.reason


def test_words_too_long_for_one_text_are_told() -> None:
    [found] = dropped(words("x" * 5000))

    assert isinstance(found, Unusable)
    assert "5000 bytes" in found.reason


def test_half_a_character_of_a_clipboard_is_left_out() -> None:
    assert dropped(words("a\ud800b")) in ((Text("ab"),), (Text("a\ufffdb"),))


def test_damaged_shapes_say_so() -> None:
    [found] = dropped(mime(**{SHAPES.replace("/", "_", 1): b"{}"}))

    assert isinstance(found, Unusable)


def test_nothing_is_asked_of_a_network() -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png")])
    asked: list[Path] = []

    def read(path: Path, most: int) -> bytes:
        asked.append(path)
        return b""

    assert dropped(data, read) == (Text("https://example.org/a.png"),)
    assert not asked


def test_what_a_board_has_no_use_for_is_nothing() -> None:
    assert dropped(QMimeData()) == (Nothing(),)
    assert not is_usable(QMimeData())
    assert is_usable(words("a"))
    assert is_usable(mime(**{SHAPES.replace("/", "_", 1): write_carried(gallery(), nothing)[0]}))
