import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map
from msgspec.structs import replace

from redux_scuttlebutt.store.documents.whiteboard import Point, Shape
from redux_scuttlebutt.ui.board.shapes.figures import FEW, Figures
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.stroke import StrokeFigure
from support.board import board_of, line, shape, z_at

BOARD = board_of(line(0, 0), line(0, 100), line(0, 200))


def test_the_same_shapes_change_nothing() -> None:
    figures = Figures(BOARD.shapes)

    assert not figures.show(BOARD.shapes)
    assert not figures.show(BOARD.shapes.set("x", line(0, 0)).delete("x"))


def test_only_the_boxes_of_changed_shapes_are_damaged() -> None:
    figures = Figures(BOARD.shapes)
    before = figures["b"].box
    moved = BOARD.shapes.set("b", replace(BOARD.shapes["b"], x=6400)).delete("c")
    gone = figures["c"].box

    changes = figures.show(moved)

    assert set(changes.damage) == {before, before.moved(6400, 0), gone}
    assert not changes.on_top
    assert list(figures) == ["a", "b"]


def test_new_shapes_in_front_of_all_are_told_from_back_to_front() -> None:
    figures = Figures(BOARD.shapes)
    more = BOARD.shapes.update({"y": line(0, 0, z=30), "x": line(0, 0, z=20)})

    changes = figures.show(more)

    assert [figure.shape_id for figure in changes.on_top] == ["x", "y"]
    assert not changes.damage


def test_a_new_shape_further_back_is_damage() -> None:
    figures = Figures(BOARD.shapes)

    changes = figures.show(BOARD.shapes.set("late", replace(line(0, 50), z=z_at(0) + "8")))

    assert list(changes.damage) == [figures["late"].box]


def test_a_moved_shape_keeps_its_path() -> None:
    figures = Figures(BOARD.shapes)
    path = figures["a"].path()

    figures.show(BOARD.shapes.set("a", replace(BOARD.shapes["a"], x=640)))

    assert figures["a"].path() is path


def test_a_shape_that_was_foreseen_keeps_what_was_made_of_it() -> None:
    there = shape((0, 0, 300), (640, 640, 900))
    kept = StrokeFigure("x", replace(there, z="zz"))
    pieces = kept.pieces(1 / 64)
    figures = Figures()

    figures.foresee(kept)
    # From the store it comes as another object, with the same numbers.
    figures.show({"x": replace(there, points=(*there.points[:1], *there.points[1:]))})

    figure = figures["x"]
    assert isinstance(figure, StrokeFigure)
    assert figure is not kept
    assert figure.pieces(1 / 64) is pieces


def test_a_shape_that_is_not_as_foreseen_is_made_anew() -> None:
    kept = StrokeFigure("x", shape((0, 0, 300), (640, 640, 900)))
    kept.pieces(1 / 64)
    other = shape((0, 0, 300), (640, 640, 901))
    figures = Figures()

    figures.foresee(kept)
    figures.show({"x": other})

    figure = figures["x"]
    assert isinstance(figure, StrokeFigure)
    assert [p.path for p in figure.pieces(1 / 64)] == [
        p.path for p in StrokeFigure("x", other).pieces(1 / 64)
    ]


def test_shapes_that_are_much_work_are_taken_over_a_few_at_a_time() -> None:
    pressed = shape(*((64 * n, 0, 512) for n in range(100)))
    light = shape((0, 0), (64, 64))
    shapes = {f"{n:03}": replace(pressed, z=z_at(n)) for n in range(10)}
    shapes |= {f"light{n:03}": replace(light, z=z_at(20 + n)) for n in range(10)}
    figures = Figures()
    figures.expect(shapes)

    taken = [len(figures.take(8, 2000).on_top) for _ in range(7)]

    assert sum(taken) == 20
    assert taken[:5] == [2] * 5
    assert taken[5:] == [8, 2]
    assert not figures.is_behind


def test_the_frontmost_stroke_under_the_pointer_is_hit() -> None:
    figures = Figures(board_of(line(0, 0), line(0, 0), line(0, 9)).shapes)

    hit = figures.at((640, 64), 0)

    assert hit is not None and hit.shape_id == "b"
    assert figures.at((640, 3200), 64) is None


def test_a_moved_stroke_is_hit_where_it_is() -> None:
    figures = Figures({"a": shape((0, 0), (6400, 0), x=0, y=6400)})

    assert figures.at((3200, 6400), 64)
    assert not figures.at((3200, 0), 64)
    assert figures.inside(Box(1000, 6000, 2000, 7000))
    assert figures.swept((100, 6000), (100, 7000), 1)


def test_a_board_taken_over_bit_by_bit_is_shown_from_back_to_front() -> None:
    figures = Figures()
    figures.expect(BOARD.shapes)

    assert [f.shape_id for f in figures.take(2).on_top] == ["a", "b"]
    assert figures.is_behind
    assert [f.shape_id for f in figures.take(2).on_top] == ["c"]
    assert not figures.is_behind
    assert not figures.take(2)


def test_a_newer_board_takes_the_place_of_what_was_expected() -> None:
    figures = Figures()
    figures.expect(BOARD.shapes)
    figures.take(1)

    figures.expect(BOARD.shapes.delete("a").delete("b"))
    changes = figures.take(9)

    assert list(figures) == ["c"]
    assert len(changes.damage) == 1
    assert not figures.is_behind


def test_what_begins_in_view_comes_first() -> None:
    many = {f"m{n}": line(0, 100 * n, z=n) for n in range(FEW + 1)}
    figures = Figures()

    figures.expect(many, Box(-10, 64 * 100 * 500, 10, 64 * 100 * 501))

    assert [f.shape_id for f in figures.take(2).on_top] == ["m500", "m501"]
    assert len(figures.take(1).damage) == 1


def test_what_is_expected_counts_in_the_bounds_ahead() -> None:
    figures = Figures()
    figures.expect(BOARD.shapes)

    ahead = figures.bounds_ahead()
    figures.take(9)

    assert ahead is not None
    whole = figures.bounds()
    assert whole is not None and whole.holds(ahead)
    assert whole.grown(-200).holds(ahead) is False
    assert Figures().bounds_ahead() is None


coordinates = st.integers(-10_000, 10_000)


def stroke(points: list[Point], x: int, y: int) -> Shape:
    return shape(*points, x=x, y=y)


points = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=5)
strokes = st.builds(stroke, points, coordinates, coordinates)


@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), strokes), max_size=6))
def test_figures_shown_in_steps_are_as_if_shown_at_once(
    boards: list[dict[str, Shape]],
) -> None:
    figures = Figures()
    for shapes in boards:
        figures.show(Map(shapes))
    last = boards[-1] if boards else {}

    assert {i: figures[i].shape for i in figures} == last
    assert figures.bounds() == Figures(last).bounds()
    whole = figures.bounds()
    assert whole is None or {f.shape_id for f in figures.within(whole)} == set(last)


@pytest.mark.parametrize("points", [((0, 0, 1023), (6400, 0, 1023)), ((0, 0), (6400, 0), (0, 3))])
def test_ink_never_leaves_its_box(points: tuple[tuple[int, int], ...]) -> None:
    figure = Figures({"a": shape(*points, width=640)})["a"]
    ink = figure.path().boundingRect().translated(*figure.origin[:2])

    assert figure.box.left <= ink.left() and ink.right() <= figure.box.right
    assert figure.box.top <= ink.top() and ink.bottom() <= figure.box.bottom


@pytest.mark.parametrize("ids", ["", "a", "ac", "abd", "abcd"])
def test_some_figures_are_found_by_themselves_and_leave_the_others_alone(ids: str) -> None:
    board = board_of(*[line(100 * n, 100) for n in range(4)])
    figures = Figures(board.shapes)
    everywhere = Box(-(2.0**30), -(2.0**30), 2.0**30, 2.0**30)

    only = figures.only(list(ids))

    assert sorted(only) == list(ids)
    assert {f.shape_id for f in only.near(everywhere)} == set(ids)
    assert [only[i] for i in ids] == [figures[i] for i in ids]
    assert [f.shape_id for f in figures.within(everywhere)] == list("abcd")
