from PySide6.QtCore import QSize

from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui.board.layers.render import render_image
from redux_scuttlebutt.ui.theme import DARK, LIGHT
from support.board import board_of, line


def test_a_picture_holds_the_whole_board() -> None:
    board = board_of(line(-5000, 0, color="red"), line(9000, 4000, length=900, color="red"))

    image = render_image(board, QSize(400, 200))

    pixels = [(x, y) for x in range(400) for y in range(200)]
    reddish = [(x, y) for x, y in pixels if image.pixelColor(x, y).hsvSaturation() > 40]
    assert min(x for x, _ in reddish) < 24
    assert max(x for x, _ in reddish) > 376
    assert image.pixelColor(200, 5) == LIGHT.paper


def test_a_picture_of_an_empty_board_is_paper_of_its_theme() -> None:
    assert render_image(Board(), QSize(10, 10), theme=DARK).pixelColor(5, 5) == DARK.paper
