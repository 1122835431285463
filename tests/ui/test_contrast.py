"""Everything that is written or drawn can be seen on its ground, in both themes."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.contrast import MARK, WORDS, contrast, faint, readable
from redux_scuttlebutt.ui.history.panel import HistoryPanel
from redux_scuttlebutt.ui.people import PeopleList
from redux_scuttlebutt.ui.people_marks import PeopleMarks
from redux_scuttlebutt.ui.ports import Person
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme, contrasted
from support.room import ANA, BO, CY, FakeRoom, stroke

BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
ALL = pytest.mark.parametrize(
    "colors",
    [LIGHT, DARK, contrasted(LIGHT), contrasted(DARK)],
    ids=["light", "dark", "light, high contrast", "dark, high contrast"],
)
WORDS_OF_THE_THEME = ("text", "muted", "accent", "past", "what_if", "good", "bad")
ROLE = QPalette.ColorRole


@pytest.fixture(autouse=True)
def as_the_system(qapp: QApplication) -> Iterator[None]:
    theme.follow(qapp)
    yield
    theme.choose("system")


def grounds(colors: Theme) -> dict[str, QColor]:
    """Where words of every colour may stand."""
    return {
        "paper": colors.paper,
        "panel": colors.panel,
        "button": theme.raised_ground(colors),
        "late badge": theme.mixed(colors.past, colors.paper, 0.12),
    }


def tints(colors: Theme) -> dict[str, QColor]:
    """Where words stand in the colour of text, as on banners."""
    tinted = {
        "bad banner": theme.mixed(colors.bad, colors.paper, 0.16),
        "notice": theme.mixed(colors.accent, colors.paper, 0.16),
        "looking back": theme.mixed(colors.past, colors.paper, 0.16),
        "looking back, pulsing": theme.mixed(colors.past, colors.paper, 0.45),
        "chip": theme.mixed(colors.past, colors.panel, 0.12),
        "chosen": theme.mixed(colors.accent, colors.paper, 0.16),
        "selected rewind": theme.mixed(colors.accent, colors.paper, 0.18),
        "pressed tool": theme.mixed(colors.accent, colors.panel, 0.22),
    }
    return {**grounds(colors), **tinted}


@ALL
def test_words_can_be_read_wherever_they_stand(colors: Theme) -> None:
    for name, ground in tints(colors).items():
        assert contrast(colors.text, ground) >= WORDS, name
    for name, ground in grounds(colors).items():
        words = ("past",) if name == "late badge" else WORDS_OF_THE_THEME
        for token in words:
            assert contrast(getattr(colors, token), ground) >= WORDS, (token, name)
    chosen = theme.mixed(colors.accent, colors.paper, 0.16)
    assert contrast(colors.accent, chosen) >= WORDS
    assert contrast(colors.paper, colors.accent) >= WORDS  # what is selected in a list


@ALL
def test_marks_and_frames_can_be_seen(colors: Theme) -> None:
    for ground in (colors.paper, colors.panel):
        for mark in (*colors.people, *colors.inks.values(), colors.accent, colors.past):
            assert contrast(mark, ground) >= MARK, mark.name()
            assert contrast(faint(mark, ground), ground) >= MARK, mark.name()
    # The ring around what has the keyboard, on all that can have it.
    for name, ground in tints(colors).items():
        if "pulsing" not in name:
            assert contrast(colors.accent, ground) >= MARK, name


@ALL
def test_rows_of_any_colour_can_be_read(colors: Theme) -> None:
    rows = [theme.mixed(person, colors.paper, 0.25) for person in colors.people]
    rows += [theme.mixed(colors.past, colors.paper, 0.22), colors.paper]
    rows += [theme.mixed(colors.bad, colors.paper, 0.14)]
    for ground in rows:
        for token in ("text", "muted", "bad"):
            for color in (readable, faint):
                assert contrast(color(getattr(colors, token), ground, WORDS), ground) >= WORDS
        for person in colors.people:
            assert contrast(readable(person, ground, MARK), ground) >= MARK


@BOTH
def test_the_palette_keeps_what_is_off_readable(colors: Theme, qapp: QApplication) -> None:
    theme.choose("dark" if colors is DARK else "light")
    palette = qapp.palette()

    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
        for words, ground in (
            (ROLE.WindowText, ROLE.Window),
            (ROLE.Text, ROLE.Base),
            (ROLE.ButtonText, ROLE.Button),
            (ROLE.ToolTipText, ROLE.ToolTipBase),
            (ROLE.PlaceholderText, ROLE.Base),
        ):
            seen = contrast(palette.color(group, words), palette.color(group, ground))
            assert seen >= WORDS, (group, words)


def test_high_contrast_is_higher() -> None:
    for colors in (LIGHT, DARK):
        high = contrasted(colors)
        for token in WORDS_OF_THE_THEME:
            for ground in ("paper", "panel"):
                assert contrast(getattr(high, token), getattr(high, ground)) >= 7
        for ink in high.inks.values():
            assert contrast(ink, high.paper) >= 4.5
        assert {field.name for field in fields(high)} == {field.name for field in fields(colors)}
        assert high.name == colors.name


def test_the_systems_wish_for_contrast_is_followed_live(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.choose("light")
    monkeypatch.setattr(theme, "_is_contrast_wanted", lambda: True)
    hints = qapp.styleHints()
    if not hasattr(hints, "accessibility"):
        pytest.skip("this Qt cannot tell")
    accessibility = hints.accessibility()
    accessibility.contrastPreferenceChanged.emit(accessibility.contrastPreference())

    assert theme.current().text == QColor("#000000")


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Dark, Qt.ColorScheme.Light])
def test_the_systems_scheme_is_followed_live(qapp: QApplication, scheme: Qt.ColorScheme) -> None:
    hints = qapp.styleHints()
    theme.choose("system")
    try:
        hints.setColorScheme(scheme)
        dark = hints.colorScheme() is Qt.ColorScheme.Dark
        assert theme.current() is (DARK if dark else LIGHT)
        assert qapp.palette().window().color() == theme.current().panel
    finally:
        hints.unsetColorScheme()


def strongest(image: QImage, ground: QColor) -> float:
    """The contrast of the pixel that stands out most."""
    return max(
        contrast(image.pixelColor(x, y), ground)
        for x in range(image.width())
        for y in range(image.height())
    )


def large(widget: QWidget) -> None:
    # Strokes of a few pixels hold the colour itself, not only its edges.
    font = widget.font()
    font.setPointSize(15)
    font.setBold(True)
    widget.setFont(font)


@BOTH
@pytest.mark.parametrize("make", [PeopleList, PeopleMarks])
def test_who_is_away_can_be_read(
    qtbot: QtBot, colors: Theme, make: Callable[[], PeopleList | PeopleMarks]
) -> None:
    theme.choose("dark" if colors is DARK else "light")
    widget = make()
    large(widget)
    qtbot.addWidget(widget)
    away = Person(CY, "MMMM", is_connected=False)
    widget.show_people([away])
    widget.resize(300, 60)
    widget.show()
    image = widget.grab().toImage()
    widget.show_people([replace(away, is_connected=True)])

    assert strongest(image, colors.panel) >= WORDS
    assert widget.grab().toImage() != image


@BOTH
def test_what_comes_after_the_moment_looked_at_can_be_read(qtbot: QtBot, colors: Theme) -> None:
    theme.choose("dark" if colors is DARK else "light")
    room = FakeRoom()
    for number, source in enumerate((ANA, BO, CY)):
        room.receive(source, stroke(f"s{number}"))
    panel = HistoryPanel(room.history, lambda source: "MMMM")
    large(panel)
    qtbot.addWidget(panel)
    panel.resize(700, 400)
    panel.show()
    panel.refresh()
    panel.go_to(1)

    table = panel.table
    last = table.visualRect(table.model().index(3, 0))
    image = table.viewport().grab(last).toImage()

    assert strongest(image, colors.paper) >= WORDS
