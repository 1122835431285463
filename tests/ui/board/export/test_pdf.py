"""What a PDF holds, read from its bytes: Qt writes pages and their sizes in the clear."""

import re

import pytest

from redux_scuttlebutt.ui.board.export.frame import Frame, How
from redux_scuttlebutt.ui.board.export.pdf import (
    MOST_POINTS,
    OVERLAP,
    TooManyPages,
    made_pdf,
    tiles_of,
)
from support.drawings import BLOB, gallery, photo_bytes, stroke

pytestmark = pytest.mark.usefixtures("qapp")


def nothing(_name: str) -> None:
    return None


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """The width and height of each page, in points."""
    count = re.search(rb"/Count (\d+)", pdf)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert count is not None
    assert len(boxes) == int(count[1])
    return [(float(width), float(height)) for width, height in boxes]


def test_one_page_is_as_large_as_the_drawing() -> None:
    shapes = {"a": stroke(0, 0, 400, 0, width=100)}

    [(width, height)] = pages(made_pdf(shapes, How(margin=10), nothing).data)

    assert width == pytest.approx(520 * 0.75, abs=1)
    assert height == pytest.approx(120 * 0.75, abs=1)


def test_a_drawing_beyond_the_largest_page_is_made_smaller_and_told() -> None:
    result = made_pdf({"a": stroke(0, 0, 100_000, 5)}, How(), nothing)

    [(width, _)] = pages(result.data)
    assert width == pytest.approx(MOST_POINTS, abs=1)
    assert "A page is at most 200 inches" in result.notices[0]


@pytest.mark.parametrize(("page", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_on_paper_a_small_drawing_takes_one_sheet(page: str, size: tuple[int, int]) -> None:
    [found] = pages(made_pdf({"a": stroke(0, 0, 300, 300)}, How(page=page), nothing).data)

    assert found == pytest.approx(size, abs=1)


def test_a_wide_drawing_lies_across() -> None:
    [found] = pages(made_pdf({"a": stroke(0, 0, 900, 10)}, How(page="a4"), nothing).data)

    assert found == pytest.approx((842, 595), abs=1)


def test_a_large_drawing_takes_as_many_sheets_as_are_counted() -> None:
    shapes = {"a": stroke(0, 0, 3000, 2000)}
    how = How(page="a4", margin=0)

    pdf = made_pdf(shapes, how, nothing).data

    tiles = tiles_of(Frame(-2, -2, 3004, 2004), "a4", 1)
    assert len(pages(pdf)) == tiles.count > 6


@pytest.mark.parametrize("width", [1, 700, 720, 5000])
@pytest.mark.parametrize("height", [1, 1000, 1040, 5000])
def test_sheets_cover_the_drawing_and_none_is_too_many(width: int, height: int) -> None:
    tiles = tiles_of(Frame(0, 0, width, height), "a4", 1)

    for whole, count, side in (
        (width, tiles.columns, tiles.width),
        (height, tiles.rows, tiles.height),
    ):
        assert side + (count - 1) * (side - OVERLAP) >= whole - 1e-6
        assert count == 1 or side + (count - 2) * (side - OVERLAP) < whole


def test_nobody_gets_a_thousand_sheets_by_mistake() -> None:
    with pytest.raises(TooManyPages, match=r"takes 1\d{3} pages"):
        made_pdf({"a": stroke(0, 0, 30_000, 40_000)}, How(page="a4"), nothing)


def test_all_kinds_of_shapes_go_on_paper() -> None:
    assert len(pages(made_pdf(gallery(), How(page="letter", title="Ωmega"), nothing).data)) == 1


def test_images_are_in_it_and_not_what_stands_for_them() -> None:
    shapes = {"image": gallery()["image"]}

    with_it, without = (
        made_pdf(shapes, How(), blob).data for blob in ({BLOB: photo_bytes()}.get, nothing)
    )

    assert with_it.count(b"/Subtype /Image") == 1
    assert b"/Subtype /Image" not in without
