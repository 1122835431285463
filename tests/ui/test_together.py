"""Others in the window: seen, followed, called; and told what we do."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.main_window import BOARD, COUNTER, MainWindow
from redux_scuttlebutt.ui.presence.presence import Drawing, Presence, Sight
from support.room import ANA, BO, CY, FakeRoom, stroke

LEFT = Qt.MouseButton.LeftButton
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
ESC = Qt.Key.Key_Escape


def looking(x: int, y: int, *, wide: int = 400, **more: object) -> Presence:
    """Somebody who sees so many pixels of the board around a place, in pixels."""
    sight = Sight(x * 64, y * 64, wide * 64, wide * 48)
    return Presence("board", sight, **more)  # type: ignore[arg-type]


def middle(window: MainWindow) -> tuple[int, int]:
    """What is in the middle of the canvas, in pixels of the board."""
    x, y = window.canvas.middle
    return round(x / 64), round(y / 64)


def has(window: MainWindow, color: QColor) -> bool:
    image = window.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = color.rgb()
    return any(
        image.pixel(x, y) == wanted for y in range(image.height()) for x in range(image.width())
    )


def click_on(window: MainWindow, source: SourceId, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Click on the name of somebody in the list of people."""
    people = window.people
    place = next(
        QPoint(60, y)
        for y in range(people.height())
        if (person := people.person_at(QPoint(60, y))) and person.source == source
    )
    QTest.mouseClick(people, LEFT, modifier, place + QPoint(0, 5))


def shown(room: FakeRoom) -> Presence:
    presence = room.shown[-1] if room.shown else Presence("")
    assert presence is not None
    return presence


def test_others_see_where_we_point_and_what_we_hold(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    window.canvas.hand.take("marker")
    QTest.mouseMove(window.canvas, QPoint(100, 100))

    qtbot.waitUntil(lambda: shown(room).cursor is not None)

    assert (shown(room).page, shown(room).tool) == ("board", "marker")


def test_others_see_when_we_turn_to_the_counter_or_look_back(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    window.show_page(COUNTER)
    qtbot.waitUntil(lambda: shown(room).page == "counter")
    assert shown(room).sight is None

    room.receive(BO, stroke("s"))
    window.show_page(BOARD)
    window.refresh()
    window.history_panel.go_to(1)
    qtbot.waitUntil(lambda: shown(room).is_looking_back)


def test_a_window_that_is_hidden_or_closed_shows_that_nobody_is_there(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(room.shown) and room.shown[-1] is not None)

    window.hide()
    qtbot.waitUntil(lambda: room.shown[-1] is None)
    window.show()
    qtbot.waitUntil(lambda: room.shown[-1] is not None)
    window.close()
    assert room.shown[-1] is None

    room.move(BO, looking(0, 0))  # nobody listens any more


def test_who_moves_is_painted_in_their_colour_and_refreshes_nothing_else(
    window: MainWindow, room: FakeRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed: list[object] = []
    monkeypatch.setattr(window.people, "show_people", refreshed.append)
    color = theme.look(BO).color
    assert not has(window, color)

    x, y = window.canvas.view.to_board(200, 200)
    room.move(BO, Presence("board", cursor=(round(x), round(y))))

    qtbot.waitUntil(lambda: has(window, color))
    room.move(BO, None)
    qtbot.waitUntil(lambda: not has(window, color))
    assert refreshed == []


def test_people_who_were_there_before_the_window_are_shown(room: FakeRoom, qtbot: QtBot) -> None:
    room.move(BO, Presence("board", cursor=(64 * 90, 64 * 90)))
    window = MainWindow(room)
    qtbot.addWidget(window)
    window.show()

    qtbot.waitUntil(lambda: has(window, theme.look(BO).color))


def test_a_click_on_somebody_follows_them_and_another_one_ends_that(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, looking(5000, 3000))
    click_on(window, BO)

    qtbot.waitUntil(lambda: middle(window) == (5000, 3000))
    line = window.together.lines.follow
    assert line.isVisible()
    assert "Following \u2068Bo\u2069 · Esc" in line.text()
    assert "followed" in window.people.accessibleDescription()
    assert has(window, theme.look(BO).color)
    qtbot.waitUntil(lambda: shown(room).follows == BO)

    room.move(BO, looking(-700, 100))
    qtbot.waitUntil(lambda: middle(window) == (-700, 100))

    click_on(window, BO)
    assert line.isHidden()
    assert not has(window, theme.look(BO).color)
    room.move(BO, looking(0, 0))
    qtbot.waitUntil(lambda: shown(room).follows is None)
    assert middle(window) == (-700, 100)


def test_all_that_the_other_sees_is_shown_however_far_out(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, looking(5000, 3000))
    window.together.follow(BO)
    wide = 4 * window.canvas.width()
    room.move(BO, looking(-700, 100, wide=wide))

    def is_there() -> bool:
        x, y = middle(window)
        return abs(x + 700) < 10 and abs(y - 100) < 10

    qtbot.waitUntil(is_there)
    qtbot.waitUntil(lambda: window.canvas.view.zoom < 0.26)
    assert window.together.lines.follow.isVisible()


def test_a_mark_in_the_bar_follows_and_with_alt_goes_there_once(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, looking(5000, 3000))
    marks = window.top_bar.findChildren(type(window.top_bar._marks))[0]  # pyright: ignore[reportPrivateUsage]
    place = next(
        QPoint(x, 10)
        for x in range(marks.width())
        if (person := marks.person_at(QPoint(x, 10))) and person.source == BO
    )

    QTest.mouseClick(marks, LEFT, ALT, place + QPoint(5, 0))
    assert middle(window) == (5000, 3000)
    assert window.together.lines.follow.isHidden()

    QTest.mouseClick(marks, LEFT, NONE, place + QPoint(5, 0))
    assert window.together.lines.follow.isVisible()


def test_the_keys_of_the_list_follow_too(window: MainWindow, room: FakeRoom) -> None:
    room.move(BO, looking(5000, 3000))
    window.people.setFocus()
    QTest.keyClick(window.people, Qt.Key.Key_Down)
    QTest.keyClick(window.people, Qt.Key.Key_Space)

    assert window.together.lines.follow.isVisible()


def test_who_moves_the_board_follows_no_longer(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, looking(5000, 3000))
    window.together.follow(BO)
    window.resize(window.width() + 40, window.height())
    assert window.together.lines.follow.isVisible()

    window.canvas.set_zoom(3.0)

    assert window.together.lines.follow.isHidden()


def test_esc_ends_what_is_in_hand_then_following_then_looking_back(
    window: MainWindow, room: FakeRoom
) -> None:
    room.receive(BO, stroke("s"))
    room.move(BO, looking(5000, 3000))
    window.refresh()
    window.together.follow(BO)
    window.canvas.hand.take("pen")
    window.canvas.setFocus()

    QTest.keyClick(window.canvas, ESC)
    assert (window.canvas.hand.tool, window.together.lines.follow.isVisible()) == ("select", True)
    window.history_panel.go_to(0)
    assert window.looking_back

    QTest.keyClick(window.canvas, ESC)
    assert (window.looking_back, window.together.lines.follow.isVisible()) == (True, False)

    QTest.keyClick(window.canvas, ESC)
    assert not window.looking_back


def test_whoever_is_gone_is_followed_no_longer(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, looking(5000, 3000))
    window.together.follow(BO)

    room.move(BO, None)

    qtbot.waitUntil(lambda: window.together.lines.follow.isHidden())
    assert "Bo is gone" in window.status.hint.text()


def test_who_shows_nothing_cannot_be_followed_and_that_is_said(window: MainWindow) -> None:
    click_on(window, BO)

    assert window.together.lines.follow.isHidden()
    assert "Bo shows nothing" in window.status.hint.text()


def test_two_do_not_follow_each_other(window: MainWindow, room: FakeRoom, qtbot: QtBot) -> None:
    room.move(BO, looking(5000, 3000, follows=CY))
    room.move(CY, looking(0, 0, follows=ANA))
    window.together.follow(BO)
    assert window.together.lines.follow.isHidden()
    assert "Bo follows you" in window.status.hint.text()

    # Both began at the same time, and neither knew of the other.
    room.move(BO, looking(5000, 3000))
    window.together.follow(BO)
    assert window.together.lines.follow.isVisible()
    room.move(BO, looking(5000, 3000, follows=ANA))
    qtbot.waitUntil(lambda: window.together.lines.follow.isHidden())


def test_everybody_is_asked_to_come_for_a_while(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    assert window.commands.run("room.gather") == ""

    qtbot.waitUntil(lambda: shown(room).call > 0)
    qtbot.waitUntil(lambda: shown(room).call == 0, timeout=20_000)


@pytest.mark.parametrize("how", ["Enter", "click"])
def test_who_is_asked_to_come_does_so_by_one_key_or_click(
    window: MainWindow, room: FakeRoom, how: str
) -> None:
    before = middle(window)
    room.move(BO, looking(5000, 3000, call=7))
    call = window.together.lines.call
    assert call.isVisible()
    assert "\u2068Bo\u2069 asks everybody to come" in call.label.text()
    assert middle(window) == before, "nobody is moved who did not agree"

    if how == "Enter":
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    else:
        QTest.mouseClick(call.come, LEFT)

    assert middle(window) == (5000, 3000)
    assert call.isHidden()


def test_who_ignores_a_call_stays_and_it_goes_by_itself(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    before = middle(window)
    call = window.together.lines.call
    room.move(BO, looking(5000, 3000, call=7))
    QTest.mouseClick(call.ignore, LEFT)
    assert call.isHidden()

    room.move(CY, looking(900, 900, call=7))
    assert call.isVisible()
    qtbot.waitUntil(call.isHidden, timeout=20_000)

    assert middle(window) == before


def test_enter_in_a_gesture_is_not_taken_for_coming(window: MainWindow, room: FakeRoom) -> None:
    window.canvas.hand.take("rect")
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    room.move(BO, looking(5000, 3000, call=7))

    QTest.keyClick(window.canvas, Qt.Key.Key_Return)

    assert window.together.lines.call.isVisible()
    assert len(room.get_state()["whiteboard"].shapes) == 1


def test_quiet_mode_tells_nothing_and_calls_nobody(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    window.commands.action("view.quiet").trigger()
    QTest.mouseMove(window.canvas, QPoint(120, 120))

    qtbot.waitUntil(lambda: shown(room).is_quiet)

    assert shown(room) == Presence("board", is_quiet=True)
    assert "quiet mode" in window.commands.run("room.gather")


def test_whose_cursors_are_shown_and_quiet_mode_are_kept(
    room: FakeRoom, qtbot: QtBot, tmp_path: Path
) -> None:
    def opened() -> MainWindow:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(room, settings=settings)
        qtbot.addWidget(window)
        window.show()
        return window

    window = opened()
    assert (window.together.cursors, window.together.is_quiet) == ("near", False)
    window.commands.action("view.cursors.none").trigger()
    window.commands.action("view.quiet").trigger()
    window.close()

    window = opened()
    assert (window.together.cursors, window.together.is_quiet) == ("none", True)
    assert window.commands.action("view.cursors.none").isChecked()
    assert window.commands.action("view.quiet").isChecked()


def test_without_cursors_nobody_s_is_painted(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    x, y = window.canvas.view.to_board(200, 200)
    room.move(BO, Presence("board", cursor=(round(x), round(y))))
    color = theme.look(BO).color
    qtbot.waitUntil(lambda: has(window, color))

    window.commands.action("view.cursors.none").trigger()

    qtbot.waitUntil(lambda: not has(window, color))


def test_a_growing_stroke_is_there_without_a_gap_until_the_real_one_is(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    canvas = window.canvas
    left, top = (round(n) for n in canvas.view.to_board(100, 100))
    points = (left, top, left + 6400, top, left + 12800, top)
    drawn = Drawing("s", "stroke", "red", 8 * 64, points)
    x, y = 200, 100
    ink = theme.current().inks["red"].rgb()

    def pixel() -> int:
        return canvas.grab().toImage().pixel(x, y)

    room.move(BO, Presence("board", going_on=drawn))
    qtbot.waitUntil(lambda: pixel() == ink)

    # The presence ends, and only then comes the action: the stroke waits for it.
    room.move(BO, Presence("board"))
    action = {
        "type": "whiteboard/added",
        "payload": {
            "id": "s",
            "kind": "stroke",
            "z": "a0",
            "points": list(points),
            "color": "red",
            "width": 8 * 64,
        },
    }
    room.receive(BO, action)
    gaps: list[int] = []

    def is_over() -> bool:
        if pixel() != ink:
            gaps.append(pixel())
        return "s" in canvas.figures and canvas.is_settled

    qtbot.waitUntil(is_over)
    assert pixel() == ink
    assert gaps == []


def test_a_press_on_a_sign_at_the_edge_leads_there_and_draws_nothing(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, looking(90_000, 0, cursor=(90_000 * 64, 0)))
    overlay, canvas = window.together.overlay, window.canvas
    edge = canvas.width() - 30
    found: list[int] = []

    def sign() -> bool:
        found[:] = [y for y in range(canvas.height()) if overlay.sign_at(edge, y) == BO]
        return bool(found)

    qtbot.waitUntil(sign)
    canvas.hand.take("pen")
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(edge, found[len(found) // 2]))

    assert middle(window) == (90_000, 0)
    assert len(room.history) == 0


def test_the_list_of_people_says_who_looks_back(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    room.move(BO, Presence("board", is_looking_back=True))

    qtbot.waitUntil(lambda: "looking back" in window.people.accessibleDescription())


def test_a_view_is_followed_in_one_step_where_motion_is_unwanted(
    room: FakeRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redux_scuttlebutt.ui.together.is_motion_reduced", lambda: True)
    window = MainWindow(room)
    qtbot.addWidget(window)
    window.show()
    views: list[View] = []
    room.move(BO, looking(0, 0))
    window.together.follow(BO)
    window.canvas.looked.connect(lambda: views.append(window.canvas.view))

    room.move(BO, looking(5000, 3000))
    qtbot.waitUntil(lambda: middle(window) == (5000, 3000))

    assert len(views) == 1
