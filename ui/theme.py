"""Colours by what they mean, for a light and a dark window, and who is drawn in which.

Where the system asks for high contrast, both have their words and frames further from the
ground.

Every colour of the program is one of these. `follow` puts the palette on the
application and keeps to the system's scheme while it runs; a widget that paints
itself asks `current()` each time it paints, and Qt asks it to paint again after the
palette has changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ..store.update import SourceId
from .contrast import MARK, WORDS, readable
from .looks import Choice, assign, wish

__all__ = [
    "DARK",
    "LIGHT",
    "SCHEMES",
    "Look",
    "Scheme",
    "Theme",
    "choose",
    "chosen",
    "contrasted",
    "current",
    "follow",
    "look",
    "mixed",
    "raised_ground",
]

HIGH = 7 / 4.5
"""How much more contrast high contrast is (WCAG 2.2, 1.4.6)."""

Scheme = Literal["system", "light", "dark"]

SCHEMES: Mapping[Scheme, str] = {
    "system": "Colours as the &system",
    "light": "&Light",
    "dark": "Da&rk",
}
"""What can be chosen, as a menu says it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What each colour is for.

    Attributes:
        name: "light" or "dark".
        paper: behind drawings, lists and fields.
        panel: behind everything else.
        text: words.
        muted: words and lines of less weight.
        accent: what is chosen or can be pressed.
        past: looking back.
        what_if: a history that was not.
        good, bad: settled and saved; refused and failed.
        inks: what strokes are drawn in, by the name under which the log has them.
        people: twelve colours that stay apart under the three colour deficiencies.
    """

    name: str
    paper: QColor
    panel: QColor
    text: QColor
    muted: QColor
    accent: QColor
    past: QColor
    what_if: QColor
    good: QColor
    bad: QColor
    inks: Mapping[str, QColor]
    people: tuple[QColor, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How one person is marked everywhere."""

    color: QColor
    mark: str


def _colors(text: str) -> tuple[QColor, ...]:
    return tuple(map(QColor, text.split()))


def _inks(text: str) -> dict[str, QColor]:
    names = ("ink", "red", "orange", "yellow", "green", "blue", "violet", "grey")
    return dict(zip(names, _colors(text), strict=True))


LIGHT = Theme(
    name="light",
    paper=QColor("#FFFFFF"),
    panel=QColor("#F5F6F8"),
    text=QColor("#1B1E23"),
    muted=QColor("#5B6470"),
    accent=QColor("#2457D6"),
    past=QColor("#9A5B00"),
    what_if=QColor("#6A3FC4"),
    good=QColor("#0B6B3A"),
    bad=QColor("#B3261E"),
    inks=_inks("#1B1E23 #C9302C #C75B00 #A17800 #1E7F43 #2457D6 #7A46C9 #6B7280"),
    people=_colors(
        "#C7051F #0667F9 #673255 #F91FB1 #049551 #5E12A1"
        " #8A0F30 #E05D06 #BD7588 #263B73 #2D6886 #9A6CE0"
    ),
)

DARK = Theme(
    name="dark",
    paper=QColor("#16181C"),
    panel=QColor("#1F2227"),
    text=QColor("#E8EAED"),
    muted=QColor("#9AA4B2"),
    accent=QColor("#7AA2FF"),
    past=QColor("#FFC25C"),
    what_if=QColor("#C4A7FF"),
    good=QColor("#6FD79A"),
    bad=QColor("#FF8A80"),
    inks=_inks("#E8EAED #FF7B72 #FF9F4A #F2CC4D #6FD79A #7AA2FF #C4A7FF #9AA4B2"),
    people=_colors(
        "#FBD951 #F91FB1 #FDB4C8 #FA3838 #A3F5B9 #F07596"
        " #BE5EED #C1C587 #B47A64 #9787C5 #6AF1FB #DC9CFC"
    ),
)

_choices: dict[SourceId, Choice] = {}
_chosen: Scheme = "system"
_current = LIGHT
_follows = False


def current() -> Theme:
    """The theme to paint with now; light until `follow` or `choose` says otherwise."""
    return _current


def choose(scheme: Scheme) -> None:
    """Stay light, stay dark, or follow the system, which is the default."""
    global _chosen
    _chosen = scheme
    _put_palette()


def chosen() -> Scheme:
    """What `choose` was called with last."""
    return _chosen


def follow(app: QApplication) -> None:
    """Give `app` our look, and keep it in the system's scheme from now on."""
    global _follows
    if not _follows:
        hints = app.styleHints()
        # Native styles know the dark scheme on some systems only; Fusion draws from the palette.
        app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(_put_palette)
        if hasattr(hints, "accessibility"):  # Qt can tell since 6.10
            accessibility = cast("Any", hints.accessibility())
            accessibility.contrastPreferenceChanged.connect(_put_palette)
        _follows = True
    _put_palette()


def tell_apart(sources: Iterable[SourceId]) -> None:
    """Give all of `sources`, the people of a room, looks that differ as far as there are any."""
    _choices.update(assign(sources))


def look(source: SourceId) -> Look:
    """The colour and mark of `source`, the same on every machine that knows the same people."""
    choice = _choices.get(source) or wish(source)
    return Look(current().people[choice.color], choice.mark)


def raised_ground(theme: Theme) -> QColor:
    """What buttons are filled with."""
    return theme.paper if theme.name == "light" else mixed(theme.text, theme.panel, 0.07)


def contrasted(theme: Theme) -> Theme:
    """`theme` for whom the system asks for high contrast."""
    is_dark = theme.name == "dark"
    paper, text = QColor(*[0 if is_dark else 255] * 3), QColor(*[255 if is_dark else 0] * 3)
    panel = mixed(text, paper, 0.05)

    def clear(color: QColor, least: float) -> QColor:
        return readable(color, mixed(text, panel, 0.1), least)

    return replace(
        theme,
        paper=paper,
        panel=panel,
        text=text,
        muted=clear(theme.muted, HIGH * WORDS),
        accent=clear(theme.accent, HIGH * WORDS),
        past=clear(theme.past, HIGH * WORDS),
        what_if=clear(theme.what_if, HIGH * WORDS),
        good=clear(theme.good, HIGH * WORDS),
        bad=clear(theme.bad, HIGH * WORDS),
        # Inks stay apart from each other only while they are not moved far.
        inks={name: readable(ink, paper, HIGH * MARK) for name, ink in theme.inks.items()},
    )


def mixed(color: QColor, into: QColor, share: float) -> QColor:
    """`share` of `color` in the rest of `into`: for grounds and lines derived from a token."""
    rest = 1 - share
    return QColor.fromRgbF(
        color.redF() * share + into.redF() * rest,
        color.greenF() * share + into.greenF() * rest,
        color.blueF() * share + into.blueF() * rest,
    )


def _put_palette() -> None:
    global _current
    if _chosen == "system":
        # Where the system says nothing, it is light.
        is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    else:
        is_dark = _chosen == "dark"
    themes = _contrasted() if _is_contrast_wanted() else (LIGHT, DARK)
    _current = themes[is_dark]
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setPalette(_palette(_current))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    raised = raised_ground(theme)
    for which, color in {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.paper,
        role.AlternateBase: theme.panel,
        role.Text: theme.text,
        role.Button: raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.paper,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.PlaceholderText: theme.muted,
        role.ToolTipBase: theme.paper,
        role.ToolTipText: theme.text,
        role.Light: mixed(theme.text, theme.panel, 0.02),
        role.Midlight: mixed(theme.text, theme.panel, 0.06),
        role.Mid: mixed(theme.text, theme.panel, 0.22),
        role.Dark: mixed(theme.text, theme.panel, 0.35),
        role.Shadow: mixed(theme.text, theme.panel, 0.5),
    }.items():
        palette.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, theme.muted)
    return palette


def _is_contrast_wanted() -> bool:
    hints = QGuiApplication.styleHints()
    # Kept in a variable: Qt deletes the hints behind a temporary.
    accessibility = cast("Any", hints.accessibility()) if hasattr(hints, "accessibility") else None
    preference = getattr(accessibility, "contrastPreference", None)
    return preference is not None and "High" in str(preference())


@cache
def _contrasted() -> tuple[Theme, Theme]:
    return contrasted(LIGHT), contrasted(DARK)
