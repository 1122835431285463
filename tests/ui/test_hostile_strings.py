"""Attack: names and texts made to deceive the eye, on every place that shows them."""

from html import unescape

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.update import Timestamp
from redux_scuttlebutt.ui.main_window import MainWindow
from redux_scuttlebutt.ui.ports import Person, Quarantined, Standing
from support.room import ANA, BO, CY, FakeRoom, stroke

MARKUP = "<b>Bo</b><img src='x.png'><a href='x'>"
BENT = "\u202eoB\u2066\u200b\x1b[31m\n"
LONG = "W" * 100_000
TOWER = "B" + "\u0336" * 500
FORBIDDEN = set("\u202e\u2066\u200b\x1b\x00")


@pytest.fixture(params=[MARKUP, BENT, LONG, TOWER], ids=["markup", "bent", "long", "tower"])
def text(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def attacked(text: str, room: FakeRoom, window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window where Bo puts `text` wherever a peer can put one."""
    room.people = (
        Person(ANA, "Ana", is_me=True, is_connected=True),
        Person(BO, text, is_connected=True, lacks=3, fingerprint="a b c d e f", warning=text),
    )
    room.standing = Standing("behind", f"{text} lacks 3")
    room.notices = [text]
    room.name = text
    late = room.make(BO, {"type": text, "payload": {text: text}, "meta": text})
    room.dispatch(stroke("a"))
    room.receive(BO, stroke(text[:100], color=text))
    room.receive(BO, {"type": "counter/incremented", "payload": 1, "extra": text})
    room.deliver(late)
    aside = room.make(BO, {"type": text})
    room.quarantined = (Quarantined(BO, Timestamp(aside.timestamp), (aside,), text),)
    window.show_history(True)
    room.notify()
    qtbot.waitUntil(lambda: window.history_panel.model.rowCount() == 6)
    window.introductions.show_person(BO)
    window.banner.say(text)
    window.status.show_hint(text)
    return window


def test_every_text_of_a_peer_is_plain(attacked: MainWindow) -> None:
    for label in attacked.findChildren(QLabel):
        is_plain = label.textFormat() == Qt.TextFormat.PlainText
        assert is_plain or "<" not in label.text()
        ours = "\u200b"  # where long words may be broken
        assert not set(label.text().replace(ours, "")) & FORBIDDEN
        assert len(label.text()) <= 700
    for box in attacked.findChildren(QMessageBox):
        assert box.textFormat() == Qt.TextFormat.PlainText


def test_no_tooltip_takes_a_peer_s_text_for_markup(attacked: MainWindow) -> None:
    model = attacked.history_panel.model
    tips = [
        model.data(model.index(row, 0), Qt.ItemDataRole.ToolTipRole)
        for row in range(1, model.rowCount())
    ]
    for y in range(0, attacked.people.height(), 10):
        place = QPoint(20, y)
        pointing = QHelpEvent(QEvent.Type.ToolTip, place, attacked.people.mapToGlobal(place))
        QApplication.sendEvent(attacked.people, pointing)
        tips.append(QToolTip.text())
    tips += [widget.toolTip() for widget in attacked.findChildren(QWidget)]

    for tip in filter(None, tips):
        assert "<b>" not in tip and "<img" not in tip and "<a" not in tip
        assert not set(unescape(tip)) & FORBIDDEN


def test_what_is_read_aloud_has_nothing_hidden_in_it(attacked: MainWindow) -> None:
    model = attacked.history_panel.model
    said = [
        model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    for widget in attacked.findChildren(QWidget):
        said += [widget.accessibleName(), widget.accessibleDescription()]
    said.append(attacked.windowTitle())

    for words in said:
        assert not set(words) & FORBIDDEN
        assert len(words) < 3000


def test_no_text_makes_the_window_larger_than_its_own_parts_do(attacked: MainWindow) -> None:
    assert attacked.minimumSizeHint().width() <= 880
    assert attacked.minimumSizeHint().height() <= 800
    assert attacked.introductions.card.sizeHint().width() <= 640


def test_colours_and_ids_of_any_length_are_drawn_in_some_ink(attacked: MainWindow) -> None:
    assert not attacked.canvas.grab().isNull()
    assert CY not in {person.source for person in attacked.people._people}  # pyright: ignore[reportPrivateUsage]
