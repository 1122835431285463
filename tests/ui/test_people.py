"""Who is here, and whether they are who they seem."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.ports import Person
from support.room import ANA, BO, CY, FakeRoom

LEFT = Qt.MouseButton.LeftButton
ME = Person(ANA, "Ana", is_me=True, is_connected=True, fingerprint="one two three four five six")
KNOWN = Person(BO, "Bo", is_connected=True, fingerprint="river table cloud spoon amber otter")
FALSE = Person(
    CY,
    "Bo",
    is_connected=True,
    fingerprint="zebra apple north glass paper stone",
    warning="calls itself Bo but is not the Bo you know",
)


@pytest.fixture
def room(room: FakeRoom) -> FakeRoom:
    room.people = (ME, KNOWN, FALSE)
    return room


def line_of(window: MainWindow, person: Person) -> QPoint:
    """Somewhere in the line of `person` in the list."""
    everywhere = (QPoint(20, y) for y in range(window.people.height()))
    return next(
        place
        for place in everywhere
        if (found := window.people.person_at(place)) and found.source == person.source
    )


def open_card(window: MainWindow, person: Person) -> None:
    place = line_of(window, person) + QPoint(0, 5)
    QTest.mouseClick(window.people, LEFT, pos=QPoint(window.people.width() - 20, place.y()))


def test_a_click_shows_the_words_to_compare(window: MainWindow) -> None:
    card = window.introductions.card

    open_card(window, KNOWN)

    assert card.isVisible()
    assert card.words.text().split() == KNOWN.fingerprint.split()
    assert card.question.text() == "Compare these words with Bo’s screen:"
    assert card.warning.isHidden()


def test_words_that_match_are_remembered_until_that_is_taken_back(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    card = window.introductions.card
    open_card(window, KNOWN)
    assert card.forget.isHidden()

    QTest.mouseClick(card.match, LEFT)

    assert [person.is_verified for person in room.people] == [False, True, False]
    qtbot.waitUntil(lambda: "Bo: in step, compared" in window.people.accessibleDescription())
    open_card(window, KNOWN)
    assert card.match.isHidden()
    assert "they matched" in card.question.text()

    QTest.mouseClick(card.forget, LEFT)

    assert not any(person.is_verified for person in room.people)


def test_somebody_under_another_s_name_is_told_apart_everywhere(window: MainWindow) -> None:
    warning = "calls itself Bo but is not the Bo you know"

    assert f"Bo: in step, {warning}" in window.people.accessibleDescription()
    open_card(window, FALSE)
    assert warning in window.introductions.card.warning.text()
    model = window.history_panel.model
    assert model._name_of(CY) == "! Bo"  # pyright: ignore[reportPrivateUsage]


def test_our_own_words_are_shown_to_be_read_out(window: MainWindow) -> None:
    card = window.introductions.card

    open_card(window, ME)

    assert card.words.text().split() == ME.fingerprint.split()
    assert card.match.isHidden() and card.forget.isHidden()
    assert ME.fingerprint in window.about.informativeText()


def test_the_list_is_walked_by_the_keys(window: MainWindow) -> None:
    window.people.setFocus()

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(window.people, key)
    QTest.keyClick(window.people, Qt.Key.Key_Return)

    assert window.introductions.card.source == BO


def test_pointing_at_somebody_shows_their_words(window: MainWindow) -> None:
    place = line_of(window, FALSE)

    pointing = QHelpEvent(QEvent.Type.ToolTip, place, window.people.mapToGlobal(place))
    QApplication.sendEvent(window.people, pointing)

    assert FALSE.fingerprint in QToolTip.text()
    assert FALSE.warning in QToolTip.text()


def test_the_card_follows_the_person_it_shows(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    open_card(window, FALSE)

    room.people = (ME, KNOWN, Person(CY, "Cy", fingerprint=FALSE.fingerprint))
    room.notify()

    card = window.introductions.card
    qtbot.waitUntil(lambda: "Cy" in card.name.text())
    assert card.warning.isHidden()


def test_many_people_do_not_make_the_window_higher(
    window: MainWindow, room: FakeRoom, qtbot: QtBot
) -> None:
    height = window.minimumSizeHint().height()

    room.people = [Person(bytes([n]) * 32, f"Nr {n}") for n in range(200)]  # pyright: ignore
    room.notify()

    qtbot.waitUntil(lambda: window.people.height() > 5000)
    assert window.minimumSizeHint().height() == height


def test_a_room_without_a_key_says_so(window: MainWindow, room: FakeRoom, qtbot: QtBot) -> None:
    assert window.status.unprotected.isHidden()

    room.is_protected = False
    room.notify()

    qtbot.waitUntil(window.status.unprotected.isVisible)
    assert window.status.unprotected.text() == "⚠ Not protected: this room has no key"
