import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from redux_scuttlebutt.ui.board.layers.squares import CLOSEST, Squares
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("zoom", [0.01, 0.24, 0.25, 0.26, 0.9, 1.0, 1.1, 3.0, 16.0])
def test_lines_are_never_too_close_and_never_far_apart(zoom: float) -> None:
    squares = Squares()
    squares.toggle()
    view = View(zoom)

    step = squares.step(view)

    assert step is not None
    assert CLOSEST * 0.99 <= step * view.scale < 2 * CLOSEST * 1.01


def test_without_a_grid_there_is_no_step() -> None:
    squares = Squares()
    told: list[bool] = []
    squares.changed.connect(told.append)

    assert squares.step(View()) is None
    squares.toggle()
    squares.toggle()
    assert (squares.is_on, told) == (False, [True, False])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_drawn_is_not_painted_over(theme: Theme) -> None:
    squares = Squares()
    squares.toggle()
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(theme.paper)
    painter = QPainter(image)
    ink = QColor(theme.inks["ink"])
    painter.fillRect(QRectF(0, 0, 64, 20), ink)

    squares.paint(painter, QRectF(0, 0, 64, 64), View(), theme)
    painter.end()

    assert image.pixelColor(32, 10) == ink
    assert image.pixelColor(32, 40) != theme.paper
    assert image.pixelColor(40, 40) == theme.paper
