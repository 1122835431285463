from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.documents.whiteboard import Board, whiteboard
from redux_scuttlebutt.ui.board.tools.pointer import Pointer
from redux_scuttlebutt.ui.board.tools.stroke import Stroke

coordinates = st.floats(-1e6, 1e6)
pointers = st.builds(Pointer, coordinates, coordinates, shift=st.booleans())
pressed = st.builds(Pointer, coordinates, coordinates, st.floats(-0.1, 1.1))


@given(st.one_of(st.lists(pointers, min_size=1), st.lists(pressed, min_size=1)))
def test_whatever_the_hand_does_the_board_accepts_the_stroke(pointers: list[Pointer]) -> None:
    stroke = Stroke("x", "red", 192, 64, pointers[0])
    for pointer in pointers[1:]:
        stroke.move(pointer)

    board = whiteboard.reducer(Board(), stroke.finish("a0"))

    assert isinstance(board, Board)
    assert list(board.shapes) == ["x"]


def test_a_stroke_begins_and_ends_where_the_hand_did() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0.4, 0))
    for n in range(1, 50):
        stroke.move(Pointer(n * 100.0, n * n * 2.0))

    points = stroke.finish("a0")["payload"]["points"]

    assert (points[:2], points[-2:]) == ([0, 0], [4900, 4802])
    assert len(points) < 40


def test_with_shift_the_stroke_is_straight() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    for n in range(50):
        stroke.move(Pointer(n * 100.0, n * n * 2.0))

    stroke.move(Pointer(5000, 100, shift=True))

    assert stroke.finish("a0")["payload"]["points"] == [0, 0, 5000, 100]


def test_a_pen_tells_its_pressure_and_a_mouse_none() -> None:
    pen = Stroke("x", "red", 192, 64, Pointer(0, 0, 0.5))

    assert pen.finish("a0")["payload"]["points"] == [0, 0]
    assert pen.finish("a0")["payload"]["pressures"] == [512]
    mouse = Stroke("x", "red", 192, 64, Pointer(0, 0))
    assert "pressures" not in mouse.finish("a0")["payload"]


def corner(streamline: int) -> list[tuple[float, float, float]]:
    """What comes of a slow hand that goes right and then down."""
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0), streamline=streamline)
    for n in range(1, 20):
        stroke.move(Pointer(64.0 * n, 0))
    for n in range(1, 20):
        stroke.move(Pointer(64.0 * 19, 64.0 * n))
    return stroke.samples


def test_the_more_a_line_is_steadied_the_farther_it_is_behind_the_hand() -> None:
    gaps = [(64 * 19 - x) + (64 * 19 - y) for x, y, _ in (corner(s)[-1] for s in (0, 50, 100))]

    assert gaps[0] == 0
    assert gaps[0] < gaps[1] < gaps[2]


def test_a_firm_pen_needs_more_pressure_for_the_same_line() -> None:
    def pressure(firmness: float) -> int:
        stroke = Stroke("x", "red", 192, 64, Pointer(0, 0, 0.5), firmness=firmness)
        return stroke.finish("a0")["payload"]["pressures"][0]

    assert pressure(1.7) < pressure(1.0) < pressure(0.6)


def test_a_marker_is_of_its_own_kind() -> None:
    marker = Stroke("x", "red", 1280, 64, Pointer(0, 0), kind="marker")

    assert marker.finish("a0")["payload"]["kind"] == "marker"
