from itertools import count

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui.board.layers.layer import Layer
from redux_scuttlebutt.ui.board.layers.render import paint_view
from redux_scuttlebutt.ui.board.layers.sheet import CHUNK
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.figures import Figures
from redux_scuttlebutt.ui.theme import DARK, LIGHT
from support.board import board_of, line, z_at

WIDTH, HEIGHT = 600, 400


class Shown:
    """A layer and the figures on it."""

    def __init__(self, board: Board, *, ratio: float = 1.0, view: View | None = None) -> None:
        self.board, self.ratio = board, ratio
        self.view = (view or View()).snapped(ratio)
        self.figures = Figures(board.shapes)
        self.layer = Layer(self.figures, LIGHT)
        self.layer.look(self.view, ratio)

    def show(self, board: Board) -> None:
        changes = self.figures.show(board.shapes)
        self.layer.damage(changes.damage)
        self.layer.add_on_top(changes.on_top)

    def settle(self) -> None:
        assert self.layer.settle(WIDTH, HEIGHT, budget=60)[1]

    def picture(self) -> QImage:
        image = self._blank()
        painter = QPainter(image)
        self.layer.draw(painter, QRectF(0, 0, WIDTH, HEIGHT))
        painter.end()
        return image

    def expected(self) -> QImage:
        """The same, painted in one go."""
        image = self._blank()
        paint_view(image, self.figures, self.view, LIGHT)
        return image

    def _blank(self) -> QImage:
        size = round(WIDTH * self.ratio), round(HEIGHT * self.ratio)
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        return image


def different(a: QImage, b: QImage, tolerance: int = 40) -> int:
    """How many pixels differ by more than `tolerance` in a colour."""
    one, other = bytes(a.constBits()), bytes(b.constBits())
    pixels = zip(one[::4], one[1::4], one[2::4], other[::4], other[1::4], other[2::4], strict=True)
    return sum(max(abs(r - x), abs(g - y), abs(s - z)) > tolerance for r, g, s, x, y, z in pixels)


MANY = board_of(*(line(20 * n, 15 * n, length=300, color="red") for n in range(20)))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("view", [View(), View(0.37, -99.6, -55.5), View(3.1, 700.3, 512)])
def test_tiles_show_what_painting_in_one_go_shows(ratio: float, view: View) -> None:
    shown = Shown(MANY, ratio=ratio, view=view)

    shown.settle()

    assert different(shown.picture(), shown.expected()) == 0


def test_after_any_change_the_picture_is_as_if_painted_anew() -> None:
    shown = Shown(MANY)
    shown.settle()
    shapes = MANY.shapes.delete("c").set("d", replace(MANY.shapes["d"], x=6400, y=-900))
    shapes = shapes.set("late", replace(line(0, 100, length=500), z=z_at(3) + "8"))
    shapes = shapes.set("top", line(100, 10, length=5, z=99))

    shown.show(Board(shapes))
    shown.settle()

    assert different(shown.picture(), shown.expected()) == 0


def test_a_new_stroke_on_top_paints_itself_and_nothing_else() -> None:
    shown = Shown(MANY)
    shown.settle()
    before = shown.layer.painted

    shown.show(Board(MANY.shapes.set("top", line(300, 100, z=99))))

    assert shown.layer.painted == before + 1
    assert shown.layer.is_complete(WIDTH, HEIGHT)
    assert different(shown.picture(), shown.expected()) == 0


def test_a_changed_stroke_repaints_only_what_meets_its_boxes() -> None:
    shown = Shown(board_of(line(10, 10), line(10, 12), line(10, 100), line(300, 10)))
    shown.settle()
    before = shown.layer.painted

    shapes = shown.board.shapes
    shown.show(Board(shapes.set("a", replace(shapes["a"], y=64))))
    shown.settle()

    # The moved one and the one that it lies on.
    assert shown.layer.painted == before + 2


def test_a_hidden_stroke_is_left_out_until_it_is_shown_again() -> None:
    shown = Shown(MANY)
    shown.settle()
    whole = shown.picture()

    shown.layer.hide(["e"])
    shown.settle()
    without = shown.picture()
    shown.layer.hide(())
    shown.settle()

    assert different(whole, without) > 100
    assert different(whole, shown.picture()) == 0


def test_settling_stops_when_its_time_is_up_and_goes_on_where_it_was() -> None:
    board = board_of(*(line(10, 10 + n) for n in range(CHUNK + 5)))
    figures = Figures(board.shapes)
    ticks = count()
    layer = Layer(figures, LIGHT, now=lambda: float(next(ticks)))

    rounds = 1
    while not layer.settle(200, 200, budget=1)[1]:
        rounds += 1

    assert rounds > 1
    assert layer.painted == len(figures)


def test_what_is_stale_shows_its_old_content_until_it_is_painted() -> None:
    shown = Shown(MANY)
    shown.settle()
    before = shown.picture()

    shown.show(Board(MANY.shapes.delete("c")))

    assert not shown.layer.is_complete(WIDTH, HEIGHT)
    assert different(before, shown.picture()) == 0


def test_another_theme_paints_everything_anew() -> None:
    shown = Shown(MANY)
    shown.settle()

    shown.layer.set_theme(DARK)
    shown.settle()

    assert shown.picture().pixelColor(599, 1) == DARK.paper


def test_a_change_as_wide_as_the_world_costs_only_the_tiles_there_are() -> None:
    shown = Shown(board_of(line(-(2**33), 50, length=2**34)))
    shown.settle()

    shown.show(Board())
    shown.settle()

    assert shown.picture().pixelColor(300, 50) == LIGHT.paper
