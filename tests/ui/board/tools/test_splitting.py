from msgspec.structs import replace
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPointingDevice

from redux_scuttlebutt.store.documents.whiteboard import Shape
from support.board import Drawing, board_of, line

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_only_what_is_touched_is_removed_by_one_action(three: Drawing) -> None:
    three.key(Qt.Key.Key_E, SHIFT)

    three.drag((125, 80), (125, 120), (125, 210))

    (action,) = three.actions
    assert action["type"] == "whiteboard/split"
    assert action["payload"]["remove"] == ["a", "b"]
    # Within 6 pixels and half the line's width of the hand.
    cut = 6 * 64 + 96
    assert action["payload"]["shapes"][:2] == [
        {"id": "new-1", "of": "a", "points": [6400, 6400, 8000 - cut, 6400]},
        {"id": "new-2", "of": "a", "points": [8000 + cut, 6400, 9600, 6400]},
    ]
    assert len(three.board.shapes) == 5


def test_while_the_eraser_is_down_what_is_left_is_shown(three: Drawing) -> None:
    three.key(Qt.Key.Key_E, SHIFT)

    three.drag((125, 80), (125, 120), release=False)

    three.settle()
    image = three.canvas.grab().toImage()
    ratio = image.devicePixelRatio()
    left, hole = (image.pixelColor(three.screen(x, 100) * ratio) for x in (108, 125))
    assert (left != QColor("white"), hole.lightness() > 240) == (True, True)
    assert not three.actions
    three.key(Qt.Key.Key_Escape)
    three.settle()
    image = three.canvas.grab(QRect(three.screen(125, 100), three.screen(126, 101))).toImage()
    assert image.pixelColor(0, 0).lightness() < 200


def test_what_cannot_be_split_stays_and_the_hint_says_so(empty: Drawing) -> None:
    box = Shape("rect", (6400, 6400, 9600, 9600), "ink", 192, "a0")
    empty.show(board_of(box, line(100, 110)))
    hints: list[str] = []
    empty.canvas.hand.hint_changed.connect(hints.append)
    empty.canvas.hand.take_eraser(is_split=True)

    empty.drag((90, 110), (105, 110))

    (action,) = empty.actions
    assert action["payload"]["remove"] == ["b"]
    assert "whole" in hints[-1]


def test_e_goes_back_to_the_tool_before(three: Drawing) -> None:
    hand = three.canvas.hand
    for keys, tools in (
        ([Qt.KeyboardModifier.NoModifier] * 2, ["eraser", "pen"]),
        ([SHIFT] * 2, ["eraser", "pen"]),
        ([SHIFT, Qt.KeyboardModifier.NoModifier], ["eraser", "pen"]),
        ([Qt.KeyboardModifier.NoModifier, SHIFT, SHIFT], ["eraser", "eraser", "pen"]),
    ):
        found: list[str] = []
        for modifier in keys:
            three.key(Qt.Key.Key_E, modifier)
            found.append(hand.tool)
        assert found == tools


def test_the_other_end_of_a_pen_erases_as_was_chosen_last(three: Drawing) -> None:
    three.key(Qt.Key.Key_E, SHIFT)
    three.key(Qt.Key.Key_P)

    three.pen([(125, 90, 0.5), (125, 110, 0.5)], pointer=QPointingDevice.PointerType.Eraser)

    assert three.actions[0]["type"] == "whiteboard/split"


def test_a_stroke_that_was_moved_is_split_where_it_is_seen(empty: Drawing) -> None:
    empty.show(board_of(replace(line(100, 100), x=64 * 50, y=64 * 20)))
    empty.canvas.hand.take_eraser(is_split=True)

    empty.drag((175, 100), (175, 140))

    first, second = empty.actions[0]["payload"]["shapes"]
    cut = 6 * 64 + 96
    assert first["points"] == [6400, 6400, 8000 - cut, 6400]
    assert second["points"] == [8000 + cut, 6400, 9600, 6400]


def test_beside_everything_nothing_happens(three: Drawing) -> None:
    three.canvas.hand.take_eraser(is_split=True)

    three.drag((300, 150), (320, 170))

    assert not three.actions
