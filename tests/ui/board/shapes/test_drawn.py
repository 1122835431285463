import pytest
from msgspec.structs import replace

from redux_scuttlebutt.store.documents.shapes import Kind
from redux_scuttlebutt.ui.board.shapes.figures import Figures
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.theme import LIGHT
from support.figures import of_kind, painted, turned

RED, PAPER = LIGHT.inks["red"], LIGHT.paper


def unit(n: float) -> float:
    return n * 64


@pytest.mark.parametrize("kind", ["rect", "ellipse"])
def test_what_is_drawn_around_is_not_part_of_it(kind: Kind) -> None:
    figures = Figures({"a": of_kind(kind, 60, 50, 160, 110)})

    assert figures.at((unit(110), unit(80)), unit(6)) is None
    assert not figures.inside(Box(unit(100), unit(70), unit(120), unit(90)))
    assert figures.at((unit(110), unit(50)), unit(1))
    assert figures.inside(Box(unit(0), unit(0), unit(200), unit(200)))
    assert figures.inside(Box(unit(100), unit(40), unit(120), unit(60)))


@pytest.mark.parametrize("kind", ["rect", "ellipse", "line", "arrow"])
def test_scaling_does_not_change_the_width_of_a_line(kind: Kind) -> None:
    small = of_kind(kind, 0, 0, 10, 0.5, x=1280, y=5760, width=640)
    wide = replace(small, matrix=turned(0, 20, 1))

    image = painted(wide)
    column = [image.pixelColor(110, y) for y in range(180)]

    assert 9 <= sum(color == RED for color in column) <= 12


@pytest.mark.parametrize("kind", ["rect", "ellipse", "line", "arrow"])
def test_corners_may_come_in_any_order_and_in_the_same_place(kind: Kind) -> None:
    there, back = of_kind(kind, 60, 50, 160, 110), of_kind(kind, 160, 110, 60, 50)
    dot = of_kind(kind, 60, 50, 60, 50, width=640)

    if kind != "arrow":
        assert figure_for("a", there).frame == figure_for("a", back).frame
    assert painted(dot).pixelColor(60, 50) == RED
    assert figure_for("a", dot).is_at((unit(60), unit(50)), 0)


def test_a_wider_line_is_another_figure_with_the_same_way() -> None:
    shape = of_kind("rect")
    before = figure_for("a", shape)

    wider = figure_for("a", replace(shape, width=shape.width + 128), before)

    assert wider.box == before.box.grown(64)


def test_another_kind_under_the_same_name_keeps_nothing() -> None:
    rect, ellipse = of_kind("rect"), of_kind("ellipse")

    after = figure_for("a", ellipse, figure_for("a", rect))

    assert after.path() == figure_for("a", ellipse).path()
    assert painted(ellipse).pixelColor(61, 51) == PAPER
