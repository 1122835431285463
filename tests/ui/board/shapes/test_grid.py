from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.grid import Grid

far = st.integers(-(2**40), 2**40)
coordinates = st.one_of(st.integers(-100_000, 100_000), far)
places = st.tuples(coordinates, coordinates)
boxes = st.builds(Box.around, places, places)


@given(st.lists(boxes, max_size=20), st.sets(st.integers(0, 19)), boxes)
def test_every_box_that_meets_is_found_until_it_is_removed(
    some: list[Box], gone: set[int], seen: Box
) -> None:
    grid: Grid[int] = Grid()
    for key, box in enumerate(some):
        grid.add(key, box)
    for key in gone & set(range(len(some))):
        grid.remove(key, some[key])

    found = grid.near(seen)

    here = set(range(len(some))) - gone
    assert {key for key in here if some[key].meets(seen)} <= found <= here


def test_a_copy_goes_its_own_way() -> None:
    box, grid = Box(0, 0, 10, 10), Grid[str]()
    grid.add("a", box)

    copy = grid.copy()
    copy.add("b", box)
    grid.remove("a", box)

    assert (grid.near(box), copy.near(box)) == (set(), {"a", "b"})
