from typing import Any

from redux_scuttlebutt.ui.board.tools.spread import spread


def sized(*sizes: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"size": list(size)} for size in sizes]


def test_a_lone_shape_lies_in_the_middle() -> None:
    shapes = sized((100, 50))

    spread(shapes, (10, 20), gap=8, z="a0")

    assert shapes == [{"size": [100, 50], "points": [-40, -5], "z": "a0"}]


def test_four_are_two_rows_of_two_with_a_gap_between_them() -> None:
    shapes = sized((10, 10), (10, 10), (10, 10), (10, 10))

    spread(shapes, (0, 0), gap=2, z="a0")

    assert [s["points"] for s in shapes] == [[-11, -11], [1, -11], [-11, 1], [1, 1]]
    assert [s["z"] for s in shapes] == ["a0", "a1", "a2", "a3"]


def test_what_is_lower_stands_in_the_middle_of_its_row() -> None:
    shapes = sized((10, 30), (10, 10))

    spread(shapes, (0, 0), gap=0, z="a0")

    assert [s["points"][1] for s in shapes] == [-15, -5]
