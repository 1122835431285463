from PySide6.QtCore import Qt

from redux_scuttlebutt.ui.presence.presence import Drawing as Seen
from support.board import Drawing

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_marker_has_a_kind_a_colour_and_a_width_of_its_own(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_M)
    empty.drag((50, 50), (100, 60), (150, 50))
    empty.key(Qt.Key.Key_P)
    empty.drag((50, 90), (100, 95), (150, 90))

    drawn = [
        (a["payload"]["kind"], a["payload"]["color"], a["payload"]["width"]) for a in empty.actions
    ]
    assert drawn == [("marker", "yellow", 20 * 64), ("stroke", "ink", 3 * 64)]


def test_ctrl_and_a_click_go_on_straight_from_the_last_end(empty: Drawing) -> None:
    empty.drag((50, 50), (100, 60))

    empty.click(200, 150, CTRL)
    empty.click(200, 250, CTRL)

    points = [action["payload"]["points"] for action in empty.actions[1:]]
    assert points == [[6400, 3840, 12800, 9600], [12800, 9600, 12800, 16000]]


def test_ctrl_and_a_click_on_a_new_board_draw_a_dot(empty: Drawing) -> None:
    empty.click(200, 150, CTRL)

    assert empty.actions[0]["payload"]["points"] == [12800, 9600]


def test_the_pen_has_the_feel_that_was_chosen(empty: Drawing) -> None:
    empty.canvas.hand.pen.set_firmness("firm")

    empty.pen([(50, 50, 0.5), (100, 60, 0.5)])

    assert empty.actions[0]["payload"]["pressures"][0] < 512


def test_others_may_see_the_stroke_as_far_as_it_is_drawn(empty: Drawing) -> None:
    empty.drag((50, 50), (100, 50), (150, 50), release=False)

    gesture = empty.canvas.hand.gesture
    assert gesture is not None
    seen = gesture.going_on()

    assert isinstance(seen, Seen)
    assert (seen.shape_id, seen.kind, seen.points[:2], seen.start) == (
        "new-1",
        "stroke",
        (3200, 3200),
        0,
    )


def test_of_a_long_stroke_others_see_the_last_part(empty: Drawing) -> None:
    empty.drag(*((50 + n % 300, 50 + n // 3) for n in range(400)), release=False)

    gesture = empty.canvas.hand.gesture
    assert gesture is not None
    seen = gesture.going_on()

    assert isinstance(seen, Seen)
    assert len(seen.points) == 512
    assert seen.start > 0
