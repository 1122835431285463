import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.ui.presence.presence import Drawing as Seen
from support.board import Drawing

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

KEYS = {
    "rect": Qt.Key.Key_R,
    "ellipse": Qt.Key.Key_O,
    "line": Qt.Key.Key_L,
    "arrow": Qt.Key.Key_A,
}
every = pytest.mark.parametrize("kind", KEYS)


def points(drawing: Drawing) -> list[list[float]]:
    """The points of all that was added, in pixels at 100 %."""
    return [[n / 64 for n in action["payload"]["points"]] for action in drawing.actions]


@every
def test_a_drag_adds_the_shape_in_one_action_and_puts_the_tool_away(
    empty: Drawing, kind: str
) -> None:
    empty.canvas.hand.pen.set_ink("green")
    empty.key(KEYS[kind])
    assert empty.canvas.hand.tool == kind

    empty.drag((50, 60), (100, 90), (150, 160))

    (action,) = empty.actions
    assert action == {
        "type": "whiteboard/added",
        "payload": {
            "id": "new-1",
            "kind": kind,
            "z": "a0",
            "points": [50 * 64, 60 * 64, 150 * 64, 160 * 64],
            "color": "green",
            "width": 192,
        },
    }
    assert empty.canvas.hand.tool == "select"
    assert empty.canvas.hand.selection.ids == {"new-1"}


@every
def test_what_is_seen_while_it_is_drawn_is_what_is_added(empty: Drawing, kind: str) -> None:
    empty.key(KEYS[kind])
    empty.canvas.hand.set_keeps_tool(True)
    empty.drag((50, 60), (100, 90), (150, 130), release=False)
    before = empty.canvas.grab().toImage()

    QTest.mouseRelease(empty.canvas, Qt.MouseButton.LeftButton, pos=empty.screen(150, 130))
    empty.settle()

    assert empty.canvas.grab().toImage() == before


def test_shift_and_alt_are_as_everywhere(empty: Drawing) -> None:
    empty.canvas.hand.set_keeps_tool(True)
    for key, modifier in ((Qt.Key.Key_R, SHIFT), (Qt.Key.Key_O, ALT), (Qt.Key.Key_L, SHIFT)):
        empty.key(key)
        press, at = empty.screen(100, 100), empty.screen(160, 102)
        QTest.mousePress(empty.canvas, Qt.MouseButton.LeftButton, modifier, press)
        QTest.mouseRelease(empty.canvas, Qt.MouseButton.LeftButton, modifier, at)

    square, both_ways, level = points(empty)
    assert square == [100, 100, 160, 160]
    assert both_ways == [40, 98, 160, 102]
    assert level == pytest.approx([100, 100, 160, 100], abs=0.1)


def test_a_click_puts_a_shape_of_the_usual_size_around_it(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_R)

    empty.click(200, 150)

    assert points(empty) == [[120, 100, 280, 200]]


def test_q_keeps_the_tool_and_lets_it_go(empty: Drawing) -> None:
    hints: list[str] = []
    empty.canvas.hand.hint_changed.connect(hints.append)
    empty.key(Qt.Key.Key_R)
    empty.key(Qt.Key.Key_Q)
    assert "Q lets the tool go" in hints[-1]

    empty.drag((50, 50), (90, 90))
    assert empty.canvas.hand.tool == "rect"
    empty.key(Qt.Key.Key_Q)
    assert "Q keeps the tool" in hints[-1]
    empty.drag((50, 50), (90, 90))

    assert empty.canvas.hand.tool == "select"
    assert len(empty.actions) == 2


@every
def test_enter_places_a_shape_that_arrows_lead(empty: Drawing, kind: str) -> None:
    empty.key(KEYS[kind])
    empty.key(Qt.Key.Key_Return)
    for _ in range(2):
        empty.key(Qt.Key.Key_Right)
    empty.key(Qt.Key.Key_Up)
    empty.key(Qt.Key.Key_Down, SHIFT)
    empty.key(Qt.Key.Key_Right, SHIFT)
    assert not empty.actions

    empty.key(Qt.Key.Key_Return)

    half = 50 if kind in ("rect", "ellipse") else 0
    # The view is 600 by 400, and a step ten pixels.
    assert points(empty) == [[240, 190 - half, 410, 200 + half]]
    assert empty.canvas.hand.tool == "select"


def test_esc_gives_up_a_shape_that_keys_lead(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_O)
    empty.key(Qt.Key.Key_Return)
    empty.key(Qt.Key.Key_Right)

    empty.key(Qt.Key.Key_Escape)

    assert empty.canvas.hand.gesture is None
    assert empty.canvas.hand.tool == "ellipse"
    assert not empty.actions


def test_a_press_accepts_the_shape_that_keys_lead(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_O)
    empty.key(Qt.Key.Key_Return)

    empty.drag((10, 10), (20, 20))

    assert empty.actions[0]["payload"]["kind"] == "ellipse"


def test_the_mouse_passing_by_does_not_change_a_shape_that_keys_lead(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_R)
    empty.key(Qt.Key.Key_Return)

    QTest.mouseMove(empty.canvas, empty.screen(20, 30))
    empty.key(Qt.Key.Key_Return)

    assert points(empty) == [[220, 150, 380, 250]]


def test_on_a_board_that_can_only_be_read_keys_place_nothing(empty: Drawing) -> None:
    blocked: list[str] = []
    empty.canvas.hand.blocked.connect(blocked.append)
    empty.canvas.set_read_only(True)
    empty.key(Qt.Key.Key_R)

    empty.key(Qt.Key.Key_Return)

    assert blocked == ["draw"]
    assert empty.canvas.hand.gesture is None


def test_others_may_see_the_shape_as_it_grows(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_A)
    empty.drag((50, 50), (100, 50), (150, 50), release=False)

    gesture = empty.canvas.hand.gesture
    assert gesture is not None

    seen = Seen("new-1", "arrow", "ink", 192, (3200, 3200, 9600, 3200))
    assert gesture.going_on() == seen
