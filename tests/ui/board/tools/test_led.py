from redux_scuttlebutt.ui.board.tools.pointer import Pointer
from support.board import Drawing

UNIT = 64


def test_steps_of_the_arrow_keys_are_one_move(three: Drawing) -> None:
    hand = three.canvas.hand
    hand.take("select")
    hand.selection.select(["a"])

    for _ in range(3):
        hand.led.nudge(UNIT, 0)
    assert not three.actions
    hand.led.end_nudge()

    assert [action["payload"] for action in three.actions] == [{"ids": ["a"], "by": [3 * UNIT, 0]}]


def test_what_a_release_has_moved_is_not_moved_again(three: Drawing) -> None:
    hand = three.canvas.hand
    hand.take("select")
    hand.selection.select(["a"])

    hand.led.nudge(UNIT, 0)
    hand.release(Pointer(0, 0))
    hand.led.end_nudge()

    assert len(three.actions) == 1


def test_growing_ends_the_move_before(three: Drawing) -> None:
    hand = three.canvas.hand
    hand.take("select")
    hand.selection.select(["a"])

    hand.led.nudge(UNIT, 0)
    hand.led.resize(UNIT, 0)
    hand.led.end_nudge()

    kinds = [action["type"].split("/")[-1] for action in three.actions]
    assert kinds == ["moved", "resized"]


def test_nothing_is_led_where_nothing_was_begun(three: Drawing) -> None:
    led = three.canvas.hand.led

    assert not led.lead(1, 0, is_size=False)
    assert not led.accept()


def test_a_board_that_can_only_be_read_says_what_it_cannot_do(three: Drawing) -> None:
    hand = three.canvas.hand
    hand.selection.select(["a"])
    blocked: list[str] = []
    hand.blocked.connect(blocked.append)
    three.canvas.set_read_only(True)

    hand.led.nudge(UNIT, 0)
    hand.led.resize(UNIT, 0)
    hand.led.end_nudge()

    assert blocked == ["move", "resize"]
    assert not three.actions
