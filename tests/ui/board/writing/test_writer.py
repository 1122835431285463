"""Texts, with real clicks and keys."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from redux_scuttlebutt.store.documents.whiteboard import Board, Shape
from redux_scuttlebutt.ui.board.shapes.letters import text_size
from redux_scuttlebutt.ui.board.writing.editor import TextEditor
from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.presence.presence import Typing
from support.board import Drawing
from support.room import FakeRoom, stroke

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
PX = 64


def editor(drawing: Drawing) -> TextEditor:
    """The field that is written in."""
    (found,) = [e for e in drawing.canvas.findChildren(TextEditor) if e.isVisible()]
    return found


def widgets(drawing: Drawing) -> list[QWidget]:
    """What stands above the canvas."""
    return [child for child in drawing.canvas.children() if isinstance(child, QWidget)]


def is_writing(drawing: Drawing) -> bool:
    return any(e.isVisible() for e in drawing.canvas.findChildren(TextEditor))


def written(text: str, *, wrap: int | None = None, height: int = 20) -> Shape:
    """A text at (100, 100)."""
    wide, high = text_size(text, height * PX, wrap)
    return Shape(
        "text", (100 * PX, 100 * PX), "ink", height * PX, "a0", text=text, size=(wrap or wide, high)
    )


def with_text(drawing: Drawing, text: str, **kinds: Any) -> None:
    """Have a text t on the board."""
    drawing.show(Board(drawing.board.shapes.set("t", written(text, **kinds))))


def write(drawing: Drawing, text: str) -> None:
    QTest.keyClicks(editor(drawing), text)


def hints(drawing: Drawing) -> list[str]:
    """The hints from now on."""
    told: list[str] = []
    drawing.canvas.hand.hint_changed.connect(told.append)
    return told


def double_click(drawing: Drawing, x: float, y: float) -> None:
    at = drawing.screen(x, y)
    QTest.mouseClick(drawing.canvas, LEFT, pos=at)
    QTest.mouseDClick(drawing.canvas, LEFT, pos=at)


# A new one.


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Return, CTRL)],
)
def test_a_click_and_some_words_are_one_action(
    empty: Drawing, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    assert empty.canvas.hand.is_typing
    write(empty, "Hello p")

    QTest.keyClick(editor(empty), key, modifier)

    (action,) = empty.actions
    assert action == {
        "type": "whiteboard/added",
        "payload": {
            "id": "new-1",
            "kind": "text",
            "z": "a0",
            "points": [6400, 6400],
            "color": "ink",
            "width": 20 * PX,
            "text": "Hello p",
            "size": list(text_size("Hello p", 20 * PX)),
        },
    }
    assert not is_writing(empty)
    assert not empty.canvas.hand.is_typing
    assert empty.canvas.hand.tool == "select"
    assert empty.canvas.hand.selection.ids == {"new-1"}


def test_a_click_outside_ends_the_text(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, "Hello")

    empty.click(400, 300)

    assert [a["payload"]["text"] for a in empty.actions] == ["Hello"]
    assert not is_writing(empty)


@pytest.mark.parametrize("text", ["", "  "])
def test_a_text_of_nothing_is_none(empty: Drawing, text: str) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, text)

    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert not empty.actions
    assert empty.canvas.hand.tool == "text"


def test_a_drag_says_how_wide_the_text_is(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.drag((100, 100), (180, 130), (200, 150))
    write(empty, "more words than fit into one line")

    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    (action,) = empty.actions
    assert action["payload"]["points"] == [6400, 6400]
    assert action["payload"]["size"][0] == 6400
    assert action["payload"]["size"][1] >= 3 * 20 * PX


def test_enter_begins_a_text_in_the_middle(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)

    empty.key(Qt.Key.Key_Return)
    write(empty, "by keys")
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    (action,) = empty.actions
    assert action["payload"]["points"] == [300 * PX, 190 * PX]


def test_letters_and_digits_are_written_and_mean_nothing_else(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)

    write(empty, "pvhe5c K")
    QTest.keyClick(editor(empty), Qt.Key.Key_Delete)
    QTest.keyClick(editor(empty), Qt.Key.Key_D, CTRL)

    hand = empty.canvas.hand
    assert (hand.tool, hand.pen.width, editor(empty).text) == ("text", 2, "pvhe5c K")


def test_undo_while_writing_is_the_texts_own(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, "Hello")

    QTest.keyClick(editor(empty), Qt.Key.Key_Z, CTRL)

    assert editor(empty).text == ""
    assert not empty.actions


def test_an_input_method_writes_too(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    before = editor(empty).width()

    QApplication.sendEvent(editor(empty), QInputMethodEvent("ふえる", []))
    assert editor(empty).width() > before
    assert editor(empty).text == ""
    event = QInputMethodEvent()
    event.setCommitString("増える")
    QApplication.sendEvent(editor(empty), event)
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert empty.actions[0]["payload"]["text"] == "増える"


def test_colour_and_size_can_be_chosen_while_writing(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, "Hello")

    empty.canvas.hand.inking.set_ink("red")
    empty.canvas.hand.inking.set_width(4)
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    (action,) = empty.actions
    assert (action["payload"]["color"], action["payload"]["width"]) == ("red", 44 * PX)


def test_others_may_see_what_is_typed(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, "Hel")

    assert empty.canvas.hand.going_on() == Typing("new-1", 6400, 6400, 20 * PX, "ink", "Hel")


def test_a_text_that_is_full_takes_no_more_and_says_so(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    told = hints(empty)

    editor(empty).insertPlainText("ä" * 2040)
    assert not told
    editor(empty).insertPlainText("ä" * 20)

    assert "4,096 bytes" in told[-1]
    assert editor(empty).text == "ä" * 2048
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)
    assert len(empty.actions) == 1


# One that is there.


def test_a_double_click_writes_on_a_text_in_one_action(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("select")

    double_click(empty, 110, 110)
    write(empty, " you")
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    size = list(text_size("Hello you", 20 * PX))
    assert empty.actions == [
        {
            "type": "whiteboard/set",
            "payload": {"of": {"t": {"text": "Hello you", "size": size}}},
        }
    ]


def test_a_double_click_on_bare_paper_begins_a_text(empty: Drawing) -> None:
    empty.canvas.hand.take("select")

    double_click(empty, 200, 200)
    write(empty, "new")
    empty.click(400, 300)

    (action,) = empty.actions
    assert (action["type"], action["payload"]["text"]) == ("whiteboard/added", "new")


def test_a_double_click_on_a_stroke_writes_nothing(three: Drawing) -> None:
    three.canvas.hand.take("select")

    double_click(three, 120, 100)

    assert not is_writing(three)
    assert three.canvas.hand.selection.ids == {"a"}


def test_a_text_that_is_left_as_it_was_is_no_action(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)
    assert editor(empty).text == "Hello"

    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert not empty.actions


def test_a_text_that_is_emptied_is_removed(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)

    QTest.keyClick(editor(empty), Qt.Key.Key_A, CTRL)
    QTest.keyClick(editor(empty), Qt.Key.Key_Delete)
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert empty.actions == [{"type": "whiteboard/removed", "payload": {"ids": ["t"]}}]


def test_dragged_narrower_the_text_keeps_that_width(empty: Drawing) -> None:
    with_text(empty, "some words to wrap")
    empty.canvas.hand.take("text")
    empty.click(110, 110)
    (grip,) = [w for w in widgets(empty) if w is not editor(empty)]

    at = grip.rect().center()
    QTest.mousePress(grip, LEFT, pos=at)
    QTest.mouseMove(grip, at - (grip.pos() - empty.screen(200, 100)))
    QTest.mouseRelease(grip, LEFT, pos=at)
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    (action,) = empty.actions
    width, height = action["payload"]["of"]["t"]["size"]
    assert width < 115 * PX
    assert height > 2 * 20 * PX


@pytest.mark.parametrize("zoom", [0.5, 1.0, 1.7])
@pytest.mark.parametrize("wrap", [None, 90 * PX])
def test_the_text_looks_while_it_is_written_as_it_does_on_the_board(
    empty: Drawing, zoom: float, wrap: int | None
) -> None:
    with_text(empty, "Several words\nand gaps,\n\nwritten", wrap=wrap)
    empty.canvas.set_zoom(zoom)
    empty.canvas.hand.take("text")
    empty.canvas.clearFocus()
    empty.settle()
    painted = empty.canvas.grab().toImage()

    empty.click(110, 110)
    field = editor(empty)
    for child in widgets(empty):
        child.setVisible(child is field)
    field.caret.shows = False
    field.viewport().update()
    empty.settle()
    shown = empty.canvas.grab().toImage()

    assert difference(painted, shown) < 0.01
    assert difference(painted, plain(painted)) > 0.02


def plain(image: QImage) -> QImage:
    blank = QImage(image)
    blank.fill(image.pixelColor(1, 1))
    return blank


def difference(one: QImage, other: QImage) -> float:
    """Which share of the pixels around the text differ by more than a shade."""
    count = total = 0
    for x in range(one.width()):
        for y in range(one.height()):
            a, b = one.pixelColor(x, y), other.pixelColor(x, y)
            is_ink = a.lightness() < 250 or b.lightness() < 250
            total += is_ink
            count += is_ink and abs(a.lightness() - b.lightness()) > 96
    return count / max(total, 1)


def test_another_colour_leaves_the_size_of_a_text_as_it_is(empty: Drawing) -> None:
    with_text(empty, "Hello", height=33)
    empty.canvas.hand.take("text")
    empty.click(110, 110)

    empty.canvas.hand.inking.set_ink("red")
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert empty.actions == [{"type": "whiteboard/set", "payload": {"of": {"t": {"color": "red"}}}}]


# What others do to it meanwhile.


def test_a_text_that_others_remove_is_kept_as_a_new_one(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)
    told = hints(empty)
    write(empty, "!")

    empty.show(Board())
    assert "removed this text" in told[-1]
    assert editor(empty).text == "Hello!"
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    (action,) = empty.actions
    assert action["type"] == "whiteboard/added"
    assert (action["payload"]["text"], action["payload"]["points"]) == ("Hello!", [6400, 6400])
    assert action["payload"]["id"] != "t"


def test_who_writes_last_wins_and_is_told_whose_words_that_cost(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)
    told = hints(empty)
    write(empty, "!")

    with_text(empty, "Good day")
    assert "“Good day”; yours will replace it" in told[-1]
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert [a["payload"]["of"]["t"]["text"] for a in empty.actions] == ["Hello!"]
    assert any("has replaced “Good day”" in hint for hint in told)


def test_what_others_write_shows_in_a_text_that_nobody_has_touched_here(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)

    with_text(empty, "Good day")
    assert editor(empty).text == "Good day"
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)

    assert not empty.actions


def test_a_text_that_others_move_goes_on_where_it_is_now(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)
    before = editor(empty).pos()

    moved = replace(empty.board.shapes["t"], x=50 * PX)
    empty.show(Board(empty.board.shapes.set("t", moved)))

    assert editor(empty).pos().x() == before.x() + 50


def test_whose_text_is_replaced_right_after_is_told(empty: Drawing) -> None:
    with_text(empty, "Hello")
    empty.canvas.hand.take("text")
    empty.click(110, 110)
    write(empty, "!")
    QTest.keyClick(editor(empty), Qt.Key.Key_Escape)
    told = hints(empty)

    with_text(empty, "Good day")

    assert told == ["Somebody else has replaced the text you wrote just now"]


def test_a_board_that_becomes_read_only_ends_the_text(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, "Hello")

    empty.canvas.set_read_only(True)

    assert not is_writing(empty)
    assert len(empty.actions) == 1


def test_the_text_stays_in_its_place_when_the_board_is_moved(empty: Drawing) -> None:
    empty.key(Qt.Key.Key_T)
    empty.click(100, 110)
    write(empty, "Hello")
    before = editor(empty).geometry()

    empty.canvas.set_zoom(2.0)

    after = editor(empty).geometry()
    assert after.topLeft() == empty.screen(100, 100)
    assert after.width() == pytest.approx(2 * before.width(), abs=3)


# In a window, whose keys mean something too.


def test_in_a_window_the_keys_of_the_text_are_the_texts(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch(stroke("mine"))
    window.refresh()
    canvas = window.canvas
    canvas.hand.take("text")
    QTest.mouseClick(canvas, LEFT, pos=canvas.rect().center())
    (field,) = canvas.findChildren(TextEditor)
    assert field.hasFocus()

    QTest.keyClicks(field, "hev?")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.text == ""
    assert list(room.get_state()["whiteboard"].shapes) == ["mine"]
    QTest.keyClicks(field, "Hello")
    QTest.keyClick(field, Qt.Key.Key_Escape)

    texts = [shape.text for shape in room.get_state()["whiteboard"].shapes.values()]
    assert sorted(texts) == ["", "Hello"]
    assert canvas.hasFocus()
    assert not window.looking_back
