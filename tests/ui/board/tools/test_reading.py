from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.tools.reading import reading_order


def test_shapes_are_read_line_by_line_from_left_to_right() -> None:
    frames = {
        "low": Box(0, 100, 10, 110),
        "right": Box(50, 0, 60, 20),
        "left, a little lower": Box(0, 8, 10, 24),
        "middle": Box(20, 2, 30, 9),
        "low, right": Box(90, 95, 99, 120),
    }

    assert reading_order(frames) == [
        "left, a little lower",
        "middle",
        "right",
        "low",
        "low, right",
    ]
    assert reading_order({}) == []
