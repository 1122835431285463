from msgspec.structs import replace
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.whiteboard import Board, Shape
from redux_scuttlebutt.ui.board.bars.properties import Properties
from redux_scuttlebutt.ui.board.shapes.letters import text_size
from redux_scuttlebutt.ui.board.tool_settings import restore_tools, save_tools
from support.board import Drawing, board_of, line

PX = 64


def shown(drawing: Drawing, qtbot: QtBot) -> Properties:
    panel = Properties(drawing.canvas.hand)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def chosen(panel: Properties) -> list[str]:
    return [b.accessibleName() for b in (*panel.inks, *panel.widths) if b.isChecked()]


def click(panel: Properties, name: str) -> None:
    (button,) = [b for b in panel.findChildren(QAbstractButton) if b.accessibleName() == name]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_shows_what_the_pen_draws_with(empty: Drawing, qtbot: QtBot) -> None:
    panel = shown(empty, qtbot)
    assert (panel.title.text(), chosen(panel)) == ("Pen", ["Ink colour", "Fine line"])

    empty.key(Qt.Key.Key_M)

    assert (panel.title.text(), chosen(panel)) == ("Marker", ["Yellow colour", "Medium line"])
    empty.key(Qt.Key.Key_H)
    assert panel.isHidden()


def test_another_colour_for_what_is_selected_is_one_action(empty: Drawing, qtbot: QtBot) -> None:
    panel = shown(empty, qtbot)
    empty.show(board_of(line(0, 0), line(0, 20, color="red"), line(0, 40, color="blue")))
    empty.canvas.hand.selection.select(["a", "b"])
    assert (panel.title.text(), chosen(panel)) == ("2 strokes", ["Fine line"])

    click(panel, "Red colour")

    assert empty.actions == [{"type": "whiteboard/set", "payload": {"of": {"a": {"color": "red"}}}}]
    assert chosen(panel) == ["Red colour", "Fine line"]
    assert empty.canvas.hand.pen.ink == "red"


def test_another_size_of_a_text_fits_its_box_to_it(empty: Drawing, qtbot: QtBot) -> None:
    panel = shown(empty, qtbot)
    text = Shape(
        "text", (0, 0), "ink", 20 * PX, "a0", text="Hello", size=text_size("Hello", 20 * PX)
    )
    wrapped = replace(text, text="Hello you", size=(40 * PX, 50 * PX), z="a1")
    empty.show(Board(empty.board.shapes.set("t", text).set("w", wrapped)))
    empty.canvas.hand.selection.select(["t", "w"])
    assert (panel.title.text(), chosen(panel)) == ("2 texts", ["Ink colour", "Small text"])

    click(panel, "Large text")

    of = empty.actions[0]["payload"]["of"]
    assert of["t"] == {"width": 44 * PX, "size": list(text_size("Hello", 44 * PX))}
    assert of["w"]["size"][0] == 88 * PX
    assert len(empty.actions) == 1


def test_keys_change_what_is_selected_too(three: Drawing) -> None:
    three.canvas.hand.take("select")
    three.canvas.hand.selection.select(["b"])

    three.key(Qt.Key.Key_5)
    three.key(Qt.Key.Key_C)

    assert [a["payload"]["of"] for a in three.actions] == [
        {"b": {"width": 16 * PX}},
        {"b": {"color": "red"}},
    ]


def test_what_can_only_be_read_keeps_its_colour(three: Drawing) -> None:
    blocked: list[str] = []
    three.canvas.hand.blocked.connect(blocked.append)
    three.canvas.hand.selection.select(["b"])
    three.canvas.set_read_only(True)

    three.key(Qt.Key.Key_C)

    assert blocked == ["change"]
    assert not three.actions


def test_the_feel_of_the_pen_can_be_set(empty: Drawing, qtbot: QtBot) -> None:
    panel = shown(empty, qtbot)

    panel.streamline.setValue(90)
    QTest.keyClick(panel.firmness, Qt.Key.Key_Down)

    assert (empty.canvas.hand.pen.streamline, empty.canvas.hand.pen.firmness) == (90, "firm")
    empty.key(Qt.Key.Key_R)
    assert not panel.feel.isVisible()


def test_every_button_has_a_name_and_room_for_a_finger(empty: Drawing, qtbot: QtBot) -> None:
    empty.canvas.hand.pen.set_ink("#12ab34")
    panel = shown(empty, qtbot)

    shown_ones = [b for b in panel.findChildren(QAbstractButton) if b.isVisible()]

    assert len(shown_ones) == 8 + 1 + 1 + 5
    assert all(b.accessibleName() and min(b.width(), b.height()) >= 28 for b in shown_ones)
    for widget in (panel.streamline, panel.firmness):
        assert widget.accessibleName()
        assert widget.height() >= 28


def test_the_tools_are_found_as_they_were_left(
    empty: Drawing, three: Drawing, qtbot: QtBot, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    before, after = empty.canvas.hand, three.canvas.hand
    before.pen.set_ink("#12ab34")
    before.take("marker")
    before.inking.set_width(5)
    before.pen.set_streamline(80)
    before.pen.set_firmness("soft")
    before.set_keeps_tool(True)

    save_tools(before, settings)
    settings.sync()
    restore_tools(after, QSettings(settings.fileName(), QSettings.Format.IniFormat))

    assert after.pen.nibs == before.pen.nibs
    assert (after.pen.custom, after.pen.streamline, after.pen.firmness, after.keeps_tool) == (
        ("#12ab34",),
        80,
        "soft",
        True,
    )


def test_settings_that_make_no_sense_change_nothing(empty: Drawing, tmp_path: object) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    for key in ("streamline", "firmness", "pen/width", "keeps"):
        settings.setValue(f"tools/{key}", "nonsense")
    pen = empty.canvas.hand.pen

    restore_tools(empty.canvas.hand, settings)

    assert (pen.streamline, pen.firmness, pen.width) == (50, "even", 2)
