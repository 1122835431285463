"""The lines that say whom we follow, and who asks us to come."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.presence.lines import Lines

BO = SourceId(b"B" * 32)


@pytest.fixture
def below(qtbot: QtBot) -> QWidget:
    below = QWidget()
    qtbot.addWidget(below)
    below.resize(600, 400)
    below.show()
    return below


def test_they_stand_in_the_middle_below_what_is_there_already(below: QWidget) -> None:
    lines = Lines(below, lambda: 40)
    assert lines.isHidden()

    lines.follow.show_followed("Bo", theme.look(BO))
    lines.place()

    assert lines.isVisible()
    assert lines.y() > 40
    assert abs(lines.geometry().center().x() - 300) <= 1

    below.resize(900, 400)
    assert abs(lines.geometry().center().x() - 450) <= 1


def test_without_anything_to_say_they_are_gone(below: QWidget) -> None:
    lines = Lines(below)
    lines.call.show_call("Bo", theme.look(BO))
    lines.place()
    assert lines.isVisible()

    lines.call.hide()
    lines.place()

    assert lines.isHidden()


def test_a_name_breaks_no_line_and_none_is_too_long(below: QWidget) -> None:
    lines = Lines(below)

    lines.follow.show_followed("B\no" * 200, theme.look(BO))
    lines.call.show_call("B\no" * 200, theme.look(BO))
    lines.place()

    assert "\n" not in lines.follow.text() + lines.call.label.text()
    assert lines.width() <= below.width()
    assert lines.height() < 100


def test_every_target_can_be_hit(below: QWidget) -> None:
    lines = Lines(below)
    lines.follow.show_followed("Bo", theme.look(BO))
    lines.call.show_call("Bo", theme.look(BO))
    lines.place()

    for button in (lines.follow, lines.call.come, lines.call.ignore):
        assert min(button.width(), button.height()) >= 28
