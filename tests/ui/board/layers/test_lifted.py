import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from redux_scuttlebutt.store.documents.transform import Resize
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.ui.board.layers import lifted
from redux_scuttlebutt.ui.board.layers.stage import Stage
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.theme import LIGHT
from support.board import board_of, line

TWICE = Resize((0, 0, 6400, 6400), (0, 0, 12800, 12800))


def staged() -> Stage:
    """A level line from (20, 20) to (70, 20)."""
    stage = Stage(LIGHT, lambda: 0.0)
    stage.resize(200, 200, 1.0)
    stage.look(View())
    stage.show(board_of(line(20, 20)).shapes)
    stage.settle()
    return stage


def picture(stage: Stage) -> QImage:
    while not stage.settle()[1]:
        pass
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    stage.draw(painter, QRectF(0, 0, 200, 200))
    painter.end()
    return image


def is_inked(image: QImage, x: int, y: int) -> bool:
    return image.pixelColor(x, y) != QColor(LIGHT.paper)


@pytest.mark.parametrize("most", [6000, 0], ids=["anew", "stretched"])
def test_what_is_resized_is_shown_where_it_will_be(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifted, "MOST_NUMBERS", most)
    stage = staged()
    stage.lift(["a"])

    stage.place(TWICE)

    image = picture(stage)
    assert [is_inked(image, *at) for at in ((90, 40), (135, 40), (30, 20), (150, 40))] == [
        True,
        True,
        False,
        False,
    ]


def test_what_the_board_would_refuse_is_not_shown() -> None:
    stage = staged()
    stage.lift(["a"])
    stage.place(TWICE)

    with pytest.raises(Refused):
        stage.place(Resize((0, 0, 1, 1), (0, 0, 2**39, 2**39)))

    assert is_inked(picture(stage), 90, 40)


def test_what_is_far_beyond_the_window_is_not_cut_off_when_it_shrinks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lifted, "MOST_NUMBERS", 0)
    stage = staged()
    stage.show(board_of(line(0, 100, length=1000)).shapes)
    stage.lift(["a"])

    stage.place(Resize((0, 0, 64000, 6400), (0, 0, 6400, 6400)))

    image = picture(stage)
    assert is_inked(image, 50, 100) and is_inked(image, 95, 100)
    assert not is_inked(image, 150, 100)


def test_what_is_shown_instead_goes_with_the_drop() -> None:
    stage = staged()
    stage.lift(["a"])

    stage.show_instead([])
    assert not is_inked(picture(stage), 40, 20)
    stage.drop()

    assert is_inked(picture(stage), 40, 20)
