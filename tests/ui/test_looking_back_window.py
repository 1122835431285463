"""Looking back through the window, with real clicks and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.main_window import BOARD, COUNTER, MainWindow
from support.room import BO, CY, FakeRoom, stroke

ADD = {"type": "counter/incremented"}
DOUBLE = {"type": "counter/multiplied", "payload": 2}


@pytest.fixture
def counted(room: FakeRoom, window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Ten steps of ours on the counter's page."""
    for _ in range(10):
        room.dispatch(ADD)
    window.show_page(COUNTER)
    qtbot.waitUntil(lambda: window.counter.number.text() == "10")
    return window


def test_the_moment_stays_while_a_hundred_late_updates_arrive(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    late = [room.make(BO, ADD) for _ in range(100)]
    for _ in range(10):
        room.dispatch(ADD)
    window.show_page(COUNTER)
    window.refresh()
    window.history_panel.go_to(4)
    seen = window.history_panel.looking.update

    for update in late:
        room.deliver(update)
    qtbot.waitUntil(lambda: window.history_panel.looking.place == 104)

    looking = window.history_panel.looking
    assert looking.update is seen
    assert "100 newer" in window.past_banner.label.text()
    assert "the past changed: 100 actions" in window.past_banner.label.text()
    assert window.counter.number.text() == "104"


def test_escape_returns_to_live(counted: MainWindow) -> None:
    counted.history_panel.go_to(3)
    assert counted.past_banner.isVisible()
    assert counted.counter.number.text() == "3"

    QTest.keyClick(counted.counter, Qt.Key.Key_Escape)

    assert not counted.looking_back
    assert counted.past_banner.isHidden()
    assert counted.counter.number.text() == "10"


def test_arrows_step_and_end_is_live(counted: MainWindow) -> None:
    counted.history_panel.go_to(5)

    QTest.keyClick(counted.counter, Qt.Key.Key_Left)
    QTest.keyClick(counted.counter, Qt.Key.Key_Left)
    QTest.keyClick(counted.counter, Qt.Key.Key_Right)
    assert counted.counter.number.text() == "4"

    QTest.keyClick(counted.counter, Qt.Key.Key_Home)
    assert counted.counter.number.text() == "0"

    QTest.keyClick(counted.counter, Qt.Key.Key_End)
    assert not counted.looking_back


def test_nothing_can_be_done_in_the_past(room: FakeRoom, counted: MainWindow) -> None:
    counted.history_panel.go_to(3)

    QTest.mouseClick(counted.counter.buttons.by_name["+1"], Qt.MouseButton.LeftButton)
    QTest.keyClick(counted.counter, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert len(room.history) == 10
    assert room.get_state()["counter"] == 10


def test_drawing_in_the_past_pulses_the_banner_and_leads_back(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    room.dispatch(stroke("a"))
    window.history_panel.go_to(0)

    centre = window.canvas.rect().center()
    with qtbot.waitSignal(window.canvas.hand.blocked):
        QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=centre)
        QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=centre + QPoint(9, 9))

    assert len(room.history) == 1
    assert window.past_banner.draw_button.isVisible()

    QTest.mouseClick(window.past_banner.draw_button, Qt.MouseButton.LeftButton)
    assert not window.looking_back


@pytest.mark.parametrize("page", [BOARD, COUNTER])
def test_looking_back_moves_nothing_on_the_page(
    room: FakeRoom, window: MainWindow, page: int
) -> None:
    room.dispatch(stroke("a"))
    window.show_page(page)
    watched = (window.canvas, window.counter.buttons, window.tools)
    before = [(widget.mapToGlobal(QPoint()), widget.size()) for widget in watched]

    window.history_panel.go_to(0)

    assert window.past_banner.isVisible()
    assert [(widget.mapToGlobal(QPoint()), widget.size()) for widget in watched] == before
    shown = window.canvas if page == BOARD else window.counter
    assert window.past_banner.mapToGlobal(QPoint()) == shown.mapToGlobal(QPoint())
    assert window.past_banner.width() == shown.width()


def test_the_banner_is_as_high_as_its_words_in_a_narrow_window(
    counted: MainWindow, qtbot: QtBot
) -> None:
    banner = counted.past_banner
    counted.history_panel.go_to(3)
    counted.resize(counted.minimumSize())

    banner.say("Step 3 of 10 · " + "in other words " * 30, 0)

    label = banner.label
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    QTest.mouseClick(banner.back_button, Qt.MouseButton.LeftButton)
    assert not counted.looking_back


def test_the_number_can_be_read_below_the_banner_in_the_smallest_window(
    counted: MainWindow, qtbot: QtBot
) -> None:
    counted.resize(counted.minimumSize())
    counted.history_panel.go_to(3)

    page, banner, number = counted.counter, counted.past_banner, counted.counter.number
    qtbot.waitUntil(lambda: page.height() < 300)
    assert number.mapTo(page, QPoint()).y() >= banner.height()


def test_enter_goes_to_the_row(counted: MainWindow) -> None:
    table = counted.history_panel.table
    table.select(6)

    QTest.keyClick(table, Qt.Key.Key_Return)

    assert counted.history_panel.looking.place == 6
    assert counted.counter.number.text() == "6"


def test_dragging_the_scrubber_scrubs(counted: MainWindow) -> None:
    scrubber = counted.history_panel.scrubber
    middle = QPoint(scrubber.width() // 2, scrubber.height() // 2)

    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(scrubber, middle - QPoint(scrubber.width() // 4, 0))
    first = counted.history_panel.looking.place
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=middle)
    assert 0 < first <= 5

    right = QPoint(scrubber.width() - 2, middle.y())
    QTest.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=right)
    assert not counted.looking_back


def test_playing_ends_at_live(counted: MainWindow, qtbot: QtBot) -> None:
    counted.history_panel.go_to(8)

    QTest.mouseClick(counted.history_panel.transport.buttons["Play"], Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: not counted.looking_back)
    assert not counted.history_panel.transport.buttons["Play"].isChecked()


def test_a_rewind_shows_badge_chip_and_row(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page(COUNTER)
    room.dispatch({"type": "counter/set", "payload": 12})
    late = room.make(BO, ADD)
    room.receive(CY, DOUBLE)
    qtbot.waitUntil(lambda: window.counter.number.text() == "24")

    room.deliver(late)
    qtbot.waitUntil(lambda: window.counter.number.text() == "26")

    panel = window.history_panel
    assert window.counter.chip.label.text() == "26, was 24: Bo’s +1 came late, before ×2"
    assert window.counter.chip.isVisible()
    assert panel.model.row(2).late == "↶1 · 3.0 s"
    assert window.status.rewinds.text() == "↶ 1"

    QTest.mouseClick(window.status.rewinds, Qt.MouseButton.LeftButton)
    assert panel.rewinds.isVisible()
    cells = [
        panel.rewinds.model.index(0, column).data()
        for column in range(panel.rewinds.model.columnCount())
    ]
    assert cells[1:7] == ["came late", "Bo", "1 action", "3.0 s", "1", "2"]

    QTest.mouseClick(window.counter.chip.show_button, Qt.MouseButton.LeftButton)
    assert panel.table.isVisible()
    assert panel.table.currentIndex().row() == 2


def test_our_own_undo_is_not_counted_as_something_late(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch(ADD)
    late = room.make(BO, ADD)
    room.dispatch(ADD)
    room.undo()
    room.deliver(late)

    window.refresh()

    assert room.history.rewind_count == 2
    assert window.status.rewinds.text() == "↶ 1"
    model = window.history_panel.rewinds.model
    causes = {model.index(row, 1).data(): model.index(row, 0).data() for row in range(2)}
    assert causes.keys() == {"undo or redo", "came late"}
    assert "–" not in causes.values()


def test_late_changes_glow_on_the_board(room: FakeRoom, window: MainWindow, qtbot: QtBot) -> None:
    flashed: list[list[str]] = []
    window.canvas.flash = lambda ids, _color: flashed.append(list(ids))  # type: ignore[method-assign]
    late = room.make(BO, stroke("late"))
    room.dispatch(stroke("mine"))

    room.deliver(late)

    qtbot.waitUntil(lambda: flashed == [["late"]])


def test_the_list_stays_where_one_reads_until_asked_to_follow(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    for _ in range(300):
        room.dispatch(ADD)
    qtbot.waitUntil(lambda: window.history_panel.model.rowCount() == 301)
    table = window.history_panel.table
    table.verticalScrollBar().setValue(100 * 26)
    read = table.rowAt(0)

    for _ in range(9):
        room.dispatch(ADD)
    qtbot.waitUntil(lambda: window.history_panel.model.rowCount() == 310)
    assert table.rowAt(0) == read
    assert table.newer.text() == "9 new ↓"

    QTest.mouseClick(table.newer, Qt.MouseButton.LeftButton)
    assert table.newer.isHidden()
    assert table.is_following


def test_a_hundred_thousand_rows_are_no_obstacle(room: FakeRoom, qtbot: QtBot) -> None:
    room.deliver(*(room.make(BO, ADD) for _ in range(100_000)))
    window = MainWindow(room)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)

    table = window.history_panel.table
    assert table.rowAt(table.viewport().height() - 1) == 100_000
    window.history_panel.go_to(50_000)
    assert window.counter.number.text() == "50\u202f000"
