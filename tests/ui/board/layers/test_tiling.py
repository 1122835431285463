import pytest
from PySide6.QtCore import QRect, QRectF

from redux_scuttlebutt.ui.board.layers.tiling import Tiling
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.geometry import Box

RATIOS = [1.0, 1.25, 1.5, 1.75, 2.0]


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("size", [(1600, 1000), (1180, 760), (333, 1), (120, 120), (3840, 2091)])
@pytest.mark.parametrize("corner", [(0, 0), (-1234.4, 77.7), (51233.3, -9999.9)])
def test_tiles_fill_the_window_they_were_cut_for_and_hardly_more(
    ratio: float, size: tuple[int, int], corner: tuple[float, float]
) -> None:
    tiling = Tiling(View(0.7, *corner).snapped(ratio), ratio).fitted(*size)

    cells = tiling.cells(QRectF(0, 0, *size))

    width = tiling.cut.width * len({column for column, _ in cells})
    height = tiling.cut.height * len({row for _, row in cells})
    least = 256 * ratio
    assert size[0] * ratio <= width < max(size[0] * ratio, least) + 20
    assert size[1] * ratio <= height < max(size[1] * ratio, least) + 20
    assert tiling.shown((0, 0), tiling.rect).topLeft().manhattanLength() < 1e-6
    assert len(cells) <= (size[0] / 170 + 1) * (size[1] / 170 + 1)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_box_lies_on_the_tiles_that_show_it_where_they_show_it(ratio: float) -> None:
    tiling = Tiling(View(0.7, 333, -99).snapped(ratio), ratio).fitted(1000, 700)
    window = View(0.7, 333, -99).snapped(ratio).window(1000, 700)
    box = Box(window.left + 9_000, window.top + 7_000, window.right - 9_000, window.bottom - 7_000)
    cells = tiling.cells(QRectF(-500, -500, 2000, 1700))

    parts = dict(tiling.parts(box, cells))

    for cell in cells:
        whole = tiling.box(cell, tiling.rect)
        assert (cell in parts) == whole.grown(-1 / tiling.scale).meets(box.grown(1 / tiling.scale))
        if cell in parts:
            there = tiling.box(cell, parts[cell])
            assert there.left <= max(box.left, whole.left) <= there.left + 4 / tiling.scale
            assert there.bottom >= min(box.bottom, whole.bottom) >= there.bottom - 4 / tiling.scale


def test_tiles_stay_where_they_are_when_the_view_is_moved() -> None:
    view = View(1.0, 100, 50)
    tiling = Tiling(view, 1.0).fitted(1600, 1000)
    moved = Tiling(view.panned(-30, 7), 1.0, tiling.cut)

    assert tiling.shown((1, 2), QRect(0, 0, 9, 9)).translated(-30, 7) == moved.shown(
        (1, 2), QRect(0, 0, 9, 9)
    )
