from math import atan2, degrees

import pytest
from PySide6.QtCore import Qt

from support.board import Drawing, board_of, line

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def order(drawing: Drawing) -> str:
    shapes = drawing.board.shapes
    return "".join(sorted(shapes, key=lambda i: (shapes[i].z, i)))


def test_a_duplicate_lies_beside_and_directly_in_front_and_is_selected(three: Drawing) -> None:
    hand = three.canvas.hand
    hand.selection.select(["a", "b"])

    three.key(Qt.Key.Key_D, CTRL)

    (action,) = three.actions
    assert action["type"] == "whiteboard/added"
    assert [(s["id"], s["x"], s["y"]) for s in action["payload"]["shapes"]] == [
        ("new-1", 1024, 1024),
        ("new-2", 1024, 1024),
    ]
    shapes = three.board.shapes
    assert shapes["b"].z < shapes["new-1"].z < shapes["new-2"].z < shapes["c"].z
    assert hand.selection.ids == {"new-1", "new-2"}


@pytest.fixture
def pile(empty: Drawing) -> Drawing:
    """a, b and d over one another, and c somewhere else."""
    empty.show(board_of(line(100, 100), line(110, 100), line(100, 300), line(120, 100)))
    return empty


def test_one_step_forward_is_over_the_next_that_overlaps(pile: Drawing) -> None:
    pile.canvas.hand.selection.select(["b"])

    pile.key(Qt.Key.Key_BracketRight, CTRL)

    (action,) = pile.actions
    assert (action["type"], list(action["payload"]["of"])) == ("whiteboard/set", ["b"])
    assert order(pile) == "acdb"
    pile.key(Qt.Key.Key_BracketLeft, CTRL)
    assert order(pile) == "acbd"


def test_shift_goes_all_the_way(pile: Drawing) -> None:
    pile.canvas.hand.selection.select(["b", "c"])

    pile.key(Qt.Key.Key_BraceRight, CTRL | SHIFT)
    assert order(pile) == "adbc"
    pile.key(Qt.Key.Key_BracketLeft, CTRL | SHIFT)
    assert order(pile) == "bcad"
    pile.key(Qt.Key.Key_BracketLeft, CTRL | SHIFT)
    assert len(pile.actions) == 2


def test_shapes_are_put_in_line_and_spread_by_one_action_each(three: Drawing) -> None:
    three.show(board_of(line(100, 100), line(130, 110), line(150, 300)))
    hand = three.canvas.hand
    hand.selection.select_all()

    hand.edits.align("left")
    hand.edits.distribute(is_across=False)
    hand.edits.make_same_size()

    # All are as long already.
    assert [action["type"] for action in three.actions] == ["whiteboard/set"] * 2
    shapes = three.board.shapes
    assert [shapes[i].points[0] + shapes[i].x for i in "abc"] == [6400] * 3
    assert [shapes[i].points[1] + shapes[i].y for i in "abc"] == [6400, 12800, 19200]


def test_n_walks_through_all_shapes_in_reading_order(three: Drawing) -> None:
    selection = three.canvas.hand.selection
    found: list[str] = []
    for modifier in (Qt.KeyboardModifier.NoModifier,) * 4 + (SHIFT,) * 2:
        three.key(Qt.Key.Key_N, modifier)
        found += selection.ids

    assert "".join(found) == "abcacb"


def test_what_is_walked_to_is_brought_into_view(empty: Drawing) -> None:
    empty.show(board_of(line(100, 100), line(5000, 3000)))
    empty.canvas.set_zoom(1.0)
    selection = empty.canvas.hand.selection

    for _ in range(2):
        empty.key(Qt.Key.Key_N)
        frame = selection.frame
        window = empty.canvas.view.window(600, 400)
        assert frame is not None and window.holds(frame)


def test_nothing_is_changed_where_the_board_can_only_be_read(three: Drawing) -> None:
    blocked: list[str] = []
    three.canvas.hand.blocked.connect(blocked.append)
    three.canvas.set_read_only(True)
    three.canvas.hand.selection.select_all()

    three.key(Qt.Key.Key_D, CTRL)
    three.key(Qt.Key.Key_BracketRight, CTRL)

    assert blocked == ["copy", "move"]
    assert not three.actions


def test_ctrl_2_shows_what_is_selected(three: Drawing) -> None:
    three.canvas.hand.selection.select(["c"])

    three.key(Qt.Key.Key_2, CTRL)

    left, top, right, bottom = three.canvas.view.window(600, 400)
    assert abs((left + right) / 2 - 125 * 64) < 128
    assert abs((top + bottom) / 2 - 300 * 64) < 128


def test_keys_turn_the_selection_by_15_degrees_and_back(three: Drawing) -> None:
    three.canvas.hand.selection.select(["a"])
    before = three.board.shapes["a"]

    three.key(Qt.Key.Key_Period)

    (action,) = three.actions
    cos, sin = action["payload"]["turn"]
    assert degrees(atan2(sin, cos)) == pytest.approx(15, abs=1e-6)
    three.key(Qt.Key.Key_Comma)
    after = three.board.shapes["a"]
    assert [abs(n) <= 1 for n in (after.x - before.x, after.y - before.y)] == [True, True]
