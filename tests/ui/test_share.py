"""Inviting and connecting through the window, with real clicks and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.ports import Person, Standing
from redux_scuttlebutt.ui.share import ShareDialog
from support.room import ANA, BO, CY, FakeRoom

ADDRESS = "ws://192.0.2.1:7531"


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


@pytest.fixture
def share(window: MainWindow) -> ShareDialog:
    """The dialog, open at its field."""
    window.sharing.join()
    return window.sharing.dialog


def connect_to(share: ShareDialog, text: str) -> None:
    share.field.clear()
    QTest.keyClicks(share.field, text)
    QTest.keyClick(share.field, Qt.Key.Key_Return)


def lose_patience(share: ShareDialog) -> None:
    """Let the time be over after which something would be said."""
    assert share.patience.isActive()
    share.patience.setInterval(0)


def is_whole(words: QWidget) -> bool:
    """Whether no line of a label is cut off."""
    return words.height() >= words.heightForWidth(words.width())


def test_connect_takes_an_address_and_says_what_is_wrong_with_another(
    room: FakeRoom, share: ShareDialog
) -> None:
    connect_to(share, "nonsense")
    assert "expected ws://" in share.problem.text()
    assert share.isVisible()

    connect_to(share, ADDRESS)
    assert room.connected_to == [ADDRESS]
    assert share.problem.isHidden()


def test_share_copies_the_invite(room: FakeRoom, window: MainWindow) -> None:
    click(window.top_bar.share)
    click(window.sharing.dialog.copy_button)

    assert QGuiApplication.clipboard().text() == room.invite


@pytest.mark.parametrize("text", ["nonsense", "nonsense " * 30, "nonsense" * 30])
def test_what_is_wrong_with_an_address_is_read_in_full(
    share: ShareDialog, qtbot: QtBot, text: str
) -> None:
    before = share.height()

    share.refuse(f"{text!r} is no address, expected ws://, host:port or an invite")

    qtbot.waitUntil(lambda: share.height() > before and is_whole(share.problem))
    assert share.problem.width() <= share.width()
    assert share.problem.geometry().bottom() < share.height()
    assert share.link.height() >= share.link.sizeHint().height()


def test_a_message_stays_whole_in_a_narrower_dialog(share: ShareDialog, qtbot: QtBot) -> None:
    share.resize(900, share.height())
    share.refuse("nonsense " * 30)

    share.resize(share.minimumWidth(), share.height())

    qtbot.waitUntil(lambda: is_whole(share.problem))


def test_the_dialog_is_as_low_as_before_once_the_message_is_gone(
    window: MainWindow, share: ShareDialog
) -> None:
    before = share.height()
    share.refuse("nonsense " * 30)

    window.sharing.join()

    assert share.height() == before


def test_the_dialog_closes_when_somebody_answers(
    room: FakeRoom, window: MainWindow, share: ShareDialog, qtbot: QtBot
) -> None:
    connect_to(share, ADDRESS)
    assert share.progress.text() == f"Connecting to {ADDRESS}…"

    room.people = (*room.people[:2], Person(CY, "Cy", is_connected=True))
    room.notify()

    qtbot.waitUntil(share.isHidden)
    assert window.status.hint.text() == "Connected to Cy"
    assert not share.patience.isActive()


def test_nobody_answering_does_not_look_like_connecting_for_ever(
    room: FakeRoom, share: ShareDialog, qtbot: QtBot
) -> None:
    room.people = (Person(ANA, "Ana", is_me=True, is_connected=True), Person(BO, "Bo"))
    connect_to(share, "scuttlebutt://join/?at=192.0.2.7:7531&at=198.51.100.7:7531#secret")

    lose_patience(share)

    said = "Nobody has answered at 192.0.2.7:7531, 198.51.100.7:7531 yet; it goes on trying"
    qtbot.waitUntil(lambda: share.progress.text() == said)
    assert is_whole(share.progress)
    assert share.isVisible()


def test_nobody_else_answering_is_not_called_nobody(share: ShareDialog, qtbot: QtBot) -> None:
    connect_to(share, ADDRESS)

    lose_patience(share)

    said = f"Nobody else has answered at {ADDRESS} yet; it goes on trying"
    qtbot.waitUntil(lambda: share.progress.text() == said)


def test_who_refuses_is_told_where_one_asked(
    room: FakeRoom, share: ShareDialog, qtbot: QtBot
) -> None:
    connect_to(share, ADDRESS)

    room.standing = Standing("problem", f"{ADDRESS} refused: other room")
    room.notify()

    qtbot.waitUntil(lambda: share.problem.text() == f"{ADDRESS} refused: other room")
    assert share.progress.isHidden()


def test_a_dialog_opened_again_has_forgotten_what_it_waited_for(
    window: MainWindow, share: ShareDialog
) -> None:
    connect_to(share, ADDRESS)
    QTest.keyClick(share, Qt.Key.Key_Escape)

    window.sharing.invite()

    assert share.progress.isHidden()
    assert not share.patience.isActive()


def test_a_link_that_only_works_here_says_so(
    room: FakeRoom, window: MainWindow, qtbot: QtBot
) -> None:
    dialog = window.sharing.dialog
    room.invite = "scuttlebutt://join/?at=127.0.0.1:7531&at=localhost:7531#secret"

    click(window.top_bar.share)

    assert dialog.only_here.isVisible()
    assert "start with --listen" in dialog.only_here.text()
    qtbot.waitUntil(lambda: is_whole(dialog.only_here))

    room.invite = "scuttlebutt://join/?at=127.0.0.1:7531&at=192.0.2.7:7531#secret"
    click(window.top_bar.share)
    assert dialog.only_here.isHidden()
