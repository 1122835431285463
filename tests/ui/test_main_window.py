"""The window as a whole, with real clicks and keys."""

from itertools import combinations
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.action import Action
from redux_scuttlebutt.store.documents import State, room_reducer
from redux_scuttlebutt.store.reducer import Refusal
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.main_window import BOARD, COUNTER, MainWindow
from redux_scuttlebutt.ui.ports import Person, Standing, Waiting
from support.room import ANA, BO, CY, FakeRoom, stroke

ADD = {"type": "counter/incremented"}
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def test_ctrl_z_takes_out_our_own_newest(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch(stroke("mine"))
    room.receive(BO, stroke("theirs"))

    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)

    assert list(room.get_state()["whiteboard"].shapes) == ["theirs"]
    assert window.aftermath.toast.label.text() == "Undone: drew a stroke, 3 points"

    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL | SHIFT)

    assert set(room.get_state()["whiteboard"].shapes) == {"mine", "theirs"}


def test_ctrl_y_redoes_as_ctrl_shift_z_does(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch(stroke("mine"))
    for key, modifiers in ((Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)):
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)
        assert list(room.get_state()["whiteboard"].shapes) == []

        QTest.keyClick(window.canvas, key, modifiers)

        assert list(room.get_state()["whiteboard"].shapes) == ["mine"]


def test_undoing_nothing_says_so(window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)

    assert "nothing of yours" in window.status.hint.text()


def test_a_refused_action_is_told_and_changes_nothing(room: FakeRoom, window: MainWindow) -> None:
    room.dispatch({"type": "rules/set", "payload": {"counter_minimum": 0}})
    window.show_page(COUNTER)
    before = len(room.history)

    click(window.counter.buttons.by_name["−1"])

    assert window.banner.isVisible()
    assert "never below 0" in window.banner.label.text()
    assert len(room.history) == before
    assert window.counter.number.text() == "0"

    click(window.banner.close_button)
    assert window.banner.isHidden()


def test_what_cannot_be_sent_is_told_too(room: FakeRoom, window: MainWindow) -> None:
    window.doing.dispatch({"type": 7})

    assert "string 'type'" in window.banner.label.text()
    assert len(room.history) == 0


def test_a_fold_that_stopped_is_told_and_can_be_tried_again(qtbot: QtBot) -> None:
    memory = [False]

    def reducer(state: State | None, action: Action) -> State | Literal[Refusal.REFUSED]:
        if state is not None and action["type"] == "counter/multiplied" and not memory[0]:
            raise MemoryError
        return room_reducer(state, action)

    room = FakeRoom(reducer)
    window = MainWindow(room)
    qtbot.addWidget(window)
    window.show()
    banner = window.stopped_banner
    assert banner.isHidden()

    room.receive(BO, ADD)
    room.receive(BO, {"type": "counter/multiplied", "payload": 2})
    room.receive(CY, ADD)
    qtbot.waitUntil(banner.isVisible)
    assert banner.label.text() == "Folding stopped at “Bo: ×2”: MemoryError. Nothing is lost."

    click(banner.retry_button)
    window.refresh()
    assert banner.isVisible()
    assert window.status.hint.text() == "It stopped at the same place again"

    memory[0] = True
    click(banner.retry_button)
    assert window.status.hint.text() == "Folding goes on"
    qtbot.waitUntil(banner.isHidden)
    assert room.get_state()["counter"] == 3


def test_the_switch_and_its_keys_change_the_page(window: MainWindow) -> None:
    click(window.top_bar.pages.button(COUNTER))
    assert window.pages.currentWidget() is window.counter

    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.pages.currentIndex() == BOARD
    assert window.pages.currentWidget() is window.canvas


def test_changes_of_others_are_shown_once_per_frame(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    frames: list[int] = []
    window.top_bar.show_room = lambda *_: frames.append(1)  # type: ignore[method-assign]

    for _ in range(200):
        room.receive(BO, ADD)

    qtbot.waitUntil(lambda: window.counter.number.text() == "200")
    assert len(frames) < 20


def test_ctrl_h_leaves_only_the_scrubber(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_H, CTRL)
    assert window.history_panel.table.isHidden() or not window.history_panel.table.isVisible()
    assert window.history_panel.scrubber.isVisible()

    QTest.keyClick(window, Qt.Key.Key_H, CTRL)
    assert window.history_panel.table.isVisible()


def test_the_history_opens_as_high_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.down.setSizes([300, 330])
    height = window.history_panel.height()

    window.show_history(False)
    assert window.history_panel.height() == window.history_panel.scrubber.height()

    window.show_history(True)
    qtbot.waitUntil(lambda: window.history_panel.height() == height)


def test_the_pill_leads_to_the_way_out(room: FakeRoom, window: MainWindow) -> None:
    click(window.status.pill)
    assert window.sharing.dialog.focusWidget() is window.sharing.dialog.copy_button

    room.standing = Standing("offline", "Offline")
    click(window.status.pill)
    assert window.sharing.dialog.focusWidget() is window.sharing.dialog.field


def test_light_and_dark_change_while_the_window_is_open(window: MainWindow, qtbot: QtBot) -> None:
    def paper() -> QColor:
        return window.canvas.palette().base().color()

    window.commands.action("view.colours.dark").trigger()
    qtbot.waitUntil(lambda: paper() == theme.DARK.paper)

    window.commands.action("view.colours.light").trigger()
    qtbot.waitUntil(lambda: paper() == theme.LIGHT.paper)


def test_people_are_listed_in_words(room: FakeRoom, window: MainWindow, qtbot: QtBot) -> None:
    room.people = (
        Person(ANA, "Ana", is_me=True, is_connected=True),
        Person(BO, "<b>Bo</b>\u202e", is_connected=True, lacks=5),
        Person(CY, "Cy", owes=1),
    )
    room.standing = Standing("behind", "Bo lacks 5 of yours")
    room.notify()

    qtbot.waitUntil(lambda: window.status.pill.accessibleName() == "Bo lacks 5 of yours")

    assert window.people.accessibleDescription() == (
        "Ana: you; <b>Bo</b>: lacks 5 of yours; Cy: not connected · 1 action to come"
    )


def test_saving_is_worth_a_word_only_when_it_takes_long(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    room.unsaved = 3
    room.notify()
    qtbot.waitUntil(lambda: window.status.saved.text() == "saving…")

    room.unsaved = 0
    room.notify()
    qtbot.waitUntil(lambda: window.status.saved.text() == "saved ✓")


def test_the_window_opens_as_it_was_closed(room: FakeRoom, qtbot: QtBot, tmp_path: Path) -> None:
    path = str(tmp_path / "window.ini")
    first = MainWindow(room, settings=QSettings(path, QSettings.Format.IniFormat))
    qtbot.addWidget(first)
    first.resize(880, 640)
    first.show_history(False)
    first.show()
    with qtbot.waitSignal(first.closed):
        first.close()

    second = MainWindow(room, settings=QSettings(path, QSettings.Format.IniFormat))
    qtbot.addWidget(second)
    second.show()

    assert second.width() == 880
    assert second.height() <= 640  # a small screen may leave it less
    assert second.history_panel.is_collapsed


def test_a_closed_window_hears_nothing_more(room: FakeRoom, window: MainWindow) -> None:
    window.close()
    room.dispatch(ADD)

    assert window.counter.number.text() == "0"


@pytest.mark.parametrize("kind", [QAbstractButton, QLineEdit])
def test_every_control_has_a_name_for_screen_readers(
    window: MainWindow, kind: type[QWidget]
) -> None:
    def is_named(control: QWidget) -> bool:
        text = control.text() if isinstance(control, QAbstractButton) else ""
        return bool(control.accessibleName() or text)

    inner = ("qt_", "ScrollLeftButton", "ScrollRightButton")
    controls = window.findChildren(kind)
    nameless = [
        control
        for control in controls
        if not is_named(control)
        and not control.objectName().startswith(inner)
        and type(control).__name__ != "QTableCornerButton"
        and control.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]

    assert controls
    assert nameless == []


def test_what_people_should_know_of_their_data_is_said_once(
    room: FakeRoom, window: MainWindow
) -> None:
    room.notices.append("This data was restored or copied.")
    window.refresh()
    assert window.notice_banner.label.text() == "This data was restored or copied."

    window.notice_banner.hide()
    window.refresh()

    assert window.notice_banner.isHidden()


def test_a_notice_does_not_hide_those_that_nobody_has_closed(
    room: FakeRoom, window: MainWindow
) -> None:
    banner = window.notice_banner
    for text in ("first", "second"):
        room.notices.append(text)
        window.refresh()
    assert (banner.label.text(), banner.close_button.text()) == ("second", "Close · 1 more")

    click(banner.close_button)
    assert (banner.label.text(), banner.close_button.text()) == ("first", "Close")

    click(banner.close_button)
    assert banner.isHidden()


def test_dialogs_close_with_their_window(window: MainWindow) -> None:
    click(window.top_bar.share)
    dialog = window.sharing.dialog
    assert dialog.isVisible()

    window.close()

    assert not dialog.isVisible()


def test_tools_do_not_overlap_in_the_smallest_window(room: FakeRoom, window: MainWindow) -> None:
    room.waiting = Waiting(3, until=None)
    room.notices.append("something happened")
    window.refresh()
    window.resize(window.minimumSize())
    QTest.qWait(0)

    boxes = [button.geometry() for button in window.tools.buttons if button.isVisible()]

    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    shown = window.tool_column.viewport().rect()
    assert all(box.right() <= shown.right() for box in boxes)


def test_what_waits_for_a_wrong_clock_can_be_done_now(room: FakeRoom, window: MainWindow) -> None:
    assert window.waiting_banner.isHidden()
    room.waiting = Waiting(3, until=room.now)
    window.refresh()
    assert "3 actions of yours made while this device's clock was ahead" in (
        window.waiting_banner.label.text()
    )

    window.waiting_banner.do_button.click()
    window.refresh()

    assert room.waiting is None
    assert window.waiting_banner.isHidden()


def test_what_is_set_aside_because_of_a_copy_can_be_done_again(
    room: FakeRoom, window: MainWindow
) -> None:
    room.waiting = Waiting(2, until=None)
    window.refresh()
    assert "2 actions of yours set aside" in window.waiting_banner.label.text()

    window.waiting_banner.do_button.click()
    window.refresh()

    assert window.waiting_banner.isHidden()


def test_f2_in_the_outline_edits_a_text_on_the_board(room: FakeRoom, window: MainWindow) -> None:
    words = {"id": "t", "kind": "text", "z": "a0", "points": [0, 0], "color": "ink"}
    words |= {"width": 1280, "text": "Friday", "size": [9000, 1600]}
    room.dispatch({"type": "whiteboard/added", "payload": words})
    window.refresh()

    window.outline.edit_asked.emit("t")

    assert window.canvas.hand.is_typing
