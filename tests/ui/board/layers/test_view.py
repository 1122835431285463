import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.layers.view import FARTHEST, NEAREST, View
from redux_scuttlebutt.ui.board.shapes.geometry import Box

pixels = st.floats(0, 2000)
zooms = st.floats(FARTHEST, NEAREST)
views = st.builds(View, zooms, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))


@given(views, st.floats(0.001, 100), pixels, pixels)
def test_a_zoom_keeps_the_place_under_the_pointer(
    view: View, zoom: float, x: float, y: float
) -> None:
    zoomed = view.zoomed(zoom, x, y)

    assert zoomed.to_screen(*view.to_board(x, y)) == pytest.approx((x, y), abs=0.01)
    assert FARTHEST <= zoomed.zoom <= NEAREST


@given(views, pixels, pixels)
def test_a_pixel_and_its_place_on_the_board_belong_together(view: View, x: float, y: float) -> None:
    assert view.to_screen(*view.to_board(x, y)) == pytest.approx((x, y), abs=0.01)


@given(
    st.builds(
        Box.around, st.tuples(st.integers(-999, 0), st.integers(-999, 0)), st.just((500, 500))
    )
)
def test_fitted_a_box_is_whole_and_in_the_middle(box: Box) -> None:
    view = View.fitted(box, 600, 400)
    left, top = view.to_screen(box.left, box.top)
    right, bottom = view.to_screen(box.right, box.bottom)

    assert left >= 39 and top >= 39 and right <= 561 and bottom <= 361
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((300, 200))


@given(views, st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_a_snapped_view_begins_on_a_device_pixel(view: View, ratio: float) -> None:
    left = view.snapped(ratio).left * ratio

    assert left == pytest.approx(round(left))
    assert abs(left - view.left * ratio) <= 0.51
