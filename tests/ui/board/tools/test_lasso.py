from PySide6.QtCore import Qt

from support.board import Drawing

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

AROUND_A = [(80, 80), (180, 80), (180, 120), (80, 120)]
AROUND_B_AND_HALF_OF_C = [(80, 180), (180, 180), (180, 250), (125, 320), (80, 250)]


def test_a_loop_selects_what_lies_wholly_inside(three: Drawing) -> None:
    three.key(Qt.Key.Key_V, SHIFT)
    assert three.canvas.hand.tool == "lasso"

    three.drag(*AROUND_B_AND_HALF_OF_C)

    assert three.canvas.hand.selection.ids == {"b"}
    assert not three.actions


def test_shift_adds_and_alt_removes(three: Drawing) -> None:
    three.canvas.hand.take("lasso")
    three.canvas.hand.selection.select(["c"])

    three.drag(*AROUND_A, modifier=SHIFT)
    assert three.canvas.hand.selection.ids == {"a", "c"}

    three.drag(*AROUND_A, modifier=ALT)
    assert three.canvas.hand.selection.ids == {"c"}


def test_a_click_selects_what_is_there_and_beside_everything_nothing(three: Drawing) -> None:
    three.canvas.hand.take("lasso")

    three.click(125, 100)
    assert three.canvas.hand.selection.ids == {"a"}
    three.click(125, 150)
    assert not three.canvas.hand.selection.ids


def test_what_is_selected_can_be_moved_by_the_lasso(three: Drawing) -> None:
    three.canvas.hand.take("lasso")
    three.drag(*AROUND_A)

    three.drag((125, 100), (125, 130), (125, 150))

    assert three.actions[0]["payload"] == {"ids": ["a"], "by": [0, 50 * 64]}


def test_esc_gives_a_loop_up(three: Drawing) -> None:
    three.canvas.hand.take("lasso")
    three.canvas.hand.selection.select(["c"])
    three.drag(*AROUND_A, release=False)

    three.key(Qt.Key.Key_Escape)

    assert three.canvas.hand.selection.ids == {"c"}
