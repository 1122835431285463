from itertools import pairwise
from math import sin

from redux_scuttlebutt.ui.board.gestures import Pointer, Stroke
from redux_scuttlebutt.ui.board.ink import PIECE, Ink


def test_the_pieces_make_up_the_whole_stroke_without_gaps() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    ink = Ink(stroke)
    for n in range(1, 5 * PIECE):
        stroke.move(Pointer(n * 200.0, 3000 * sin(n / 9)))
        ink.grow()

    figures = ink.figures

    assert len(figures) == 5
    ends = [(f.points[0], f.points[-1]) for f in figures]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert ends[0][0] == (0, 0)


def test_what_changes_with_a_point_does_not_grow_with_the_stroke() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    ink = Ink(stroke)
    for n in range(1, 50 * PIECE):
        stroke.move(Pointer(n * 200.0, 0))
        changed = ink.grow()

        assert changed is not None
        assert changed.right - changed.left < 3 * PIECE * 200


def test_made_straight_a_stroke_takes_its_curve_back() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    ink = Ink(stroke)
    for n in range(1, 3 * PIECE):
        stroke.move(Pointer(n * 200.0, 9000))
        ink.grow()

    stroke.move(Pointer(1000, 0, shift=True))
    changed = ink.grow()

    assert [f.shape.points for f in ink.figures] == [(0, 0, 1000, 0)]
    assert changed is not None and changed.right > 10_000 and changed.bottom >= 9000
