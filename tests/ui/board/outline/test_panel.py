"""The board as a list: to find, choose and remove objects by keys alone."""

from time import perf_counter

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.shapes import KINDS, read_shape
from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui.board.outline.authors import Authors
from redux_scuttlebutt.ui.board.outline.model import KIND_NAMES, OutlineModel
from redux_scuttlebutt.ui.board.outline.panel import OutlineList
from redux_scuttlebutt.ui.main_window import MainWindow
from support.board import line
from support.room import BO, FakeRoom, stroke
from support.shapes import described

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


def opened(window: MainWindow, qtbot: QtBot) -> OutlineList:
    QTest.keyClick(window.canvas, KEY.Key_O, CTRL_SHIFT)
    outline = window.outline
    qtbot.waitUntil(lambda: outline.model.is_settled)
    return outline


def drawn(room: FakeRoom) -> None:
    """Three strokes below each other, the second by Bo."""
    room.dispatch(stroke("low", at=(0, 900)))
    room.receive(BO, stroke("mid", at=(0, 400)))
    room.dispatch(stroke("high", at=(0, 0)))


def ids(model: OutlineModel) -> list[str | None]:
    return [model.id_at(row) for row in range(model.rowCount())]


def test_objects_are_listed_as_one_reads_them(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    drawn(room)
    window.refresh()

    outline = opened(window, qtbot)

    assert ids(outline.model) == ["high", "mid", "low"]
    assert outline.words.text() == "Outline: 3 objects"
    said = outline.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Stroke, by Bo, at 0, 400"


def test_every_kind_has_a_name() -> None:
    assert set(KIND_NAMES) == set(KINDS)


def test_what_is_written_is_listed_on_one_line(qtbot: QtBot) -> None:
    shape_id, shape = read_shape(described("t", "text", text="first\nsecond \u202e"))
    outline = OutlineList(Authors(FakeRoom().history), lambda source: "")
    qtbot.addWidget(outline)
    outline.show()
    outline.show_board(Board(Map({shape_id: shape})))
    qtbot.waitUntil(lambda: outline.model.is_settled)

    assert outline.model.row(0).text == "first second"


def test_enter_selects_and_shows_it(room: FakeRoom, window: MainWindow, qtbot: QtBot) -> None:
    drawn(room)
    window.refresh()
    qtbot.waitUntil(lambda: window.canvas.is_settled)
    window.canvas.set_zoom(4.0)
    outline = opened(window, qtbot)
    outline.take_focus()

    QTest.keyClick(outline.table, KEY.Key_Down)
    QTest.keyClick(outline.table, KEY.Key_Down)
    QTest.keyClick(outline.table, KEY.Key_Return)

    canvas = window.canvas
    assert canvas.hand.selection.ids == {"low"}
    x, y = canvas.view.to_screen(8 * 64, 908 * 64)
    assert 0 <= x <= canvas.width() and 0 <= y <= canvas.height()
    assert canvas.view.zoom == 4.0


def test_delete_removes_it_and_goes_on_with_the_next(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    drawn(room)
    window.refresh()
    qtbot.waitUntil(lambda: window.canvas.is_settled)
    outline = opened(window, qtbot)
    outline.table.selectRow(1)

    QTest.keyClick(outline.table, KEY.Key_Delete)
    qtbot.waitUntil(lambda: outline.model.rowCount() == 2)

    assert set(room.get_state()["whiteboard"].shapes) == {"high", "low"}
    assert outline.current() == "low"


def test_f2_asks_to_edit_texts_only(qtbot: QtBot) -> None:
    outline = OutlineList(Authors(FakeRoom().history), lambda source: "")
    qtbot.addWidget(outline)
    outline.show()
    shapes = dict(read_shape(described(kind, kind)) for kind in ("text", "rect"))
    outline.show_board(Board(Map(shapes)))
    qtbot.waitUntil(lambda: outline.model.is_settled)
    asked: list[str] = []
    outline.edit_asked.connect(asked.append)

    for row in range(2):
        outline.table.selectRow(row)
        QTest.keyClick(outline.table, KEY.Key_F2)

    assert asked == ["text"]
    assert outline.hint.text() == "Only texts can be edited"


def test_escape_leads_back_to_the_board(room: FakeRoom, window: MainWindow, qtbot: QtBot) -> None:
    drawn(room)
    window.refresh()
    outline = opened(window, qtbot)

    QTest.keyClick(outline.table, KEY.Key_Escape)

    assert window.focusWidget() is window.canvas


def test_the_keyboard_stays_at_its_object_when_others_come(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    drawn(room)
    window.refresh()
    outline = opened(window, qtbot)
    outline.table.selectRow(2)

    room.receive(BO, stroke("new", at=(0, 200)))
    qtbot.waitUntil(lambda: outline.model.rowCount() == 4)

    assert outline.current() == "low"


def test_the_past_is_listed_while_one_looks_back(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    drawn(room)
    window.refresh()
    outline = opened(window, qtbot)

    window.history_panel.go_to(1)
    qtbot.waitUntil(lambda: ids(outline.model) == ["low"])

    window.history_panel.back_to_live()
    qtbot.waitUntil(lambda: outline.model.rowCount() == 3)


def test_a_list_that_nobody_sees_costs_nothing(room: FakeRoom, window: MainWindow) -> None:
    drawn(room)
    window.refresh()

    assert window.outline.model.rowCount() == 0
    assert not window.outline.isVisible()


def test_a_large_board_comes_in_slices(qtbot: QtBot) -> None:
    turns = [0.0]

    def clock() -> float:
        # Each look at the clock takes a thousandth of a second: a slice is a few looks.
        turns[0] += 0.001
        return turns[0]

    model = OutlineModel(Authors(FakeRoom().history), lambda source: "", clock=clock)
    shapes = {f"s{n}": line(20 * (n % 50), 20 * (n // 50), length=5) for n in range(1000)}
    slices: list[float] = []
    model.settled.connect(lambda: slices.append(turns[0]))
    model.show_board(Board(Map(shapes)))
    assert model.rowCount() == 0
    qtbot.waitUntil(lambda: model.is_settled, timeout=20_000)

    assert ids(model)[:3] == ["s0", "s1", "s2"]
    # Two looks at a shape, and no more of them than a slice has in one turn.
    assert slices[0] > 2.0


def test_fifty_thousand_objects_are_listed(qtbot: QtBot) -> None:
    model = OutlineModel(Authors(FakeRoom().history), lambda source: "")
    shapes = {f"s{n}": line(20 * (n % 250), 20 * (n // 250), length=5) for n in range(50_000)}
    board = Board(Map(shapes))

    model.show_board(board)
    before = perf_counter()
    qtbot.waitUntil(lambda: model.is_settled, timeout=60_000)
    print(f"50,000 objects listed in {perf_counter() - before:.2f} s")

    assert model.rowCount() == 50_000
    assert ids(model)[-1] == "s49999"
