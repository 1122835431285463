from collections.abc import Callable

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.shapes.pictures import Pictures
from support.figures import BLOB, file_of

PNG = "image/png"
OTHER = "cd" * 32


def test_a_picture_is_read_once() -> None:
    asked: list[str] = []

    def load(blob: str) -> bytes:
        asked.append(blob)
        return file_of("#102030")

    pictures = Pictures(load)
    image = pictures.get(BLOB, PNG)

    assert image is not None
    assert image.pixelColor(1, 1) == QColor("#102030")
    assert pictures.get(BLOB, PNG) is image
    assert asked == [BLOB]


def test_what_is_not_here_is_not_asked_for_again_until_it_has_come(qtbot: QtBot) -> None:
    files: dict[str, bytes] = {}
    asked: list[str] = []

    def load(blob: str) -> bytes | None:
        asked.append(blob)
        return files.get(blob)

    pictures = Pictures(load)
    assert pictures.get(BLOB, PNG) is None
    assert pictures.get(BLOB, PNG) is None
    assert pictures.refusal(BLOB, PNG) is None
    assert asked == [BLOB]

    files[BLOB] = file_of("red")
    with qtbot.waitSignal(pictures.arrived, check_params_cb=BLOB.__eq__):
        pictures.look_again(BLOB)

    assert pictures.get(BLOB, PNG) is not None


def test_what_cannot_be_shown_says_why_and_is_not_read_again() -> None:
    asked: list[str] = []

    def load(blob: str) -> bytes:
        asked.append(blob)
        return b"<svg/>"

    pictures = Pictures(load)

    assert pictures.get(BLOB, PNG) is None
    assert pictures.get(BLOB, PNG) is None
    assert pictures.refusal(BLOB, PNG) == "it is damaged"
    assert asked == [BLOB]


def test_a_picture_read_aside_arrives_later(qtbot: QtBot) -> None:
    work: list[Callable[[], None]] = []
    pictures = Pictures({BLOB: file_of("red")}.get, work.append)

    assert pictures.get(BLOB, PNG) is None
    assert pictures.get(BLOB, PNG) is None
    assert len(work) == 1
    with qtbot.waitSignal(pictures.arrived, check_params_cb=BLOB.__eq__):
        work[0]()

    assert pictures.get(BLOB, PNG) is not None
    assert len(work) == 1


def test_small_ones_are_painted_from_a_smaller_size() -> None:
    pictures = Pictures({BLOB: file_of("red", 1000, 500)}.get)

    sizes = [
        image.width()
        for width in (900, 500, 499, 130, 20, 0.5)
        if (image := pictures.get(BLOB, PNG, width, width / 2)) is not None
    ]

    assert sizes == [1000, 500, 500, 250, 62, 62]


def test_a_larger_one_than_there_is_is_the_largest() -> None:
    asked: list[str] = []

    def load(blob: str) -> bytes:
        asked.append(blob)
        return file_of("red", 100, 50)

    pictures = Pictures(load)
    for _ in range(3):
        image = pictures.get(BLOB, PNG, 5000, 2500)
        assert image is not None
        assert image.width() == 100

    assert asked == [BLOB]


def test_what_is_too_much_goes_and_is_read_again_when_it_is_looked_at_closely() -> None:
    asked: list[str] = []

    def load(blob: str) -> bytes:
        asked.append(blob)
        return file_of("red", 200, 200)

    # One of 200 × 200 with its smaller sizes takes 212 kB.
    pictures = Pictures(load, most_bytes=300_000)
    assert pictures.get(BLOB, PNG) is not None
    assert pictures.get(OTHER, PNG) is not None

    small = pictures.get(BLOB, PNG, 50, 50)
    assert small is not None
    assert asked == [BLOB, OTHER]

    large = pictures.get(BLOB, PNG, 200, 200)
    assert large is not None
    assert large.width() == 200
    assert asked == [BLOB, OTHER, BLOB]


def test_a_picture_alone_is_shown_however_large() -> None:
    pictures = Pictures(lambda _: file_of("red", 200, 200), most_bytes=1000)

    for blob in (BLOB, OTHER, BLOB):
        assert pictures.get(blob, PNG) is not None
