"""The people of a room: how they stand towards us, in words and on screen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ..store.update import SourceId
from . import theme
from .contrast import faint
from .ports import Person
from .words import called, count, plain, thousands, tooltip

__all__ = ["PeopleList", "standing_words"]

ROW = 40
SIGN = 40
"""So many pixels at the right are for who somebody is."""

FOLLOWING = "Click: follow · Alt+click: look there once · sign at the right: who is this?"


def standing_words(person: Person) -> str:
    """How far `person` and we have the same: "in step", "lacks 5 of yours"."""
    if person.is_me:
        return "you"
    debts: list[str] = []
    if person.lacks:
        debts.append(f"lacks {thousands(person.lacks)} of yours")
    if person.owes:
        debts.append(f"{count(person.owes, 'action')} to come")
    words = " · ".join(debts)
    if person.is_connected:
        return words or "in step"
    return f"not connected · {words}" if words else "not connected"


class PeopleList(QWidget):
    """One line per person: mark, name, how they stand, and whether they are who they seem.

    `asked_for(source)` when somebody wants to know who that is: by a click on the sign at the
    right or on oneself, or by Enter. `follow_asked(source, once)` when they want to see what
    that one sees: by a click elsewhere or Space; with Alt only once.
    """

    asked_for = Signal(object)
    follow_asked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Person] = ()
        self._current = 0
        self._lately: Mapping[SourceId, str] = {}
        self._followed: SourceId | None = None
        self.setAccessibleName("People")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_people(self, people: Sequence[Person]) -> None:
        self._people = tuple(people)
        self._current = min(self._current, max(len(self._people) - 1, 0))
        self._describe()
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def show_lately(self, words: Mapping[SourceId, str]) -> None:
        """Say of some what they do, or when they were last heard."""
        self._lately = words
        self._describe()
        self.update()

    def show_followed(self, source: SourceId | None) -> None:
        """Say whom we follow, if anybody."""
        if source != self._followed:
            self._followed = source
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, sum(row.height() for row in self._rows()) + 8)

    def person_at(self, place: QPoint) -> Person | None:
        """Whose line is at `place`."""
        for person, row in zip(self._people, self._rows(), strict=True):
            if row.contains(place):
                return person
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, (person, row) in enumerate(zip(self._people, self._rows(), strict=True)):
            if self.hasFocus() and number == self._current:
                painter.setPen(QPen(theme.current().accent, 2))
                painter.drawRoundedRect(row.adjusted(3, 1, -4, -1), 4, 4)
            self._paint_person(painter, person, row)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            person = self.person_at(event.pos())
            QToolTip.showText(event.globalPos(), tooltip(_details(person)) if person else "", self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        person = self.person_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and person is not None:
            self._current = self._people.index(person)
            if person.is_me or event.position().x() >= self.width() - SIGN:
                self.asked_for.emit(person.source)
            else:
                is_once = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
                self.follow_asked.emit(person.source, is_once)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps and self._people:
            last = len(self._people) - 1
            self._current = max(0, min(self._current + steps[Qt.Key(event.key())], last))
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            if self._people:
                is_once = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
                self.follow_asked.emit(self._people[self._current].source, is_once)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._people:
                self.asked_for.emit(self._people[self._current].source)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def _paint_person(self, painter: QPainter, person: Person, row: QRect) -> None:
        colors = theme.current()
        look = theme.look(person.source)
        top, width = row.top(), self.width() - 44
        painter.setFont(_bigger(self.font()))
        is_away = not (person.is_connected or person.is_me)
        # Whoever is away is paler, and no less easy to read: the words say it, too.
        painter.setPen(faint(look.color, colors.panel) if is_away else look.color)
        painter.drawText(QRect(12, top, 20, ROW), Qt.AlignmentFlag.AlignCenter, look.mark)
        name_color = colors.muted if is_away else colors.text
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        box = QRect(38, top + 3, width, ROW // 2 - 2)
        room = width - self._paint_badge(painter, person, box)
        _text(painter, box, room, called(person.name, person.source), bold, name_color)
        below = box.translated(0, ROW // 2 - 3)
        _text(painter, below, width, self._words(person), self.font(), colors.muted)
        if person.warning:
            painter.setPen(colors.bad)
            rest = QRect(38, top + ROW, width, row.height() - ROW)
            painter.drawText(rest, Qt.TextFlag.TextWordWrap, plain(person.warning))

    def _words(self, person: Person) -> str:
        words = standing_words(person)
        if person.source == self._followed:
            words = f"followed · {words}"
        lately = self._lately.get(person.source, "")
        # Of who is not connected it is enough to know since when.
        if lately.startswith("last heard") and words == "not connected":
            return lately
        return f"{lately} · {words}" if lately else words

    def _describe(self) -> None:
        said = (_said(person, self._words(person)) for person in self._people)
        self.setAccessibleDescription("; ".join(said))

    def _paint_badge(self, painter: QPainter, person: Person, box: QRect) -> int:
        """On the right: compared, or not yet, or not who it seems; how much room that takes."""
        colors = theme.current()
        sign, color, filled = _badge(person)
        if not sign:
            return 0
        side = box.height()
        disc = QRect(box.right() - side - 2, box.top(), side, side).adjusted(2, 2, -2, -2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(getattr(colors, color), 1.5))
        painter.setBrush(getattr(colors, color) if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colors.panel if filled else getattr(colors, color))
        painter.setFont(self.font())
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, sign)
        return side + 8

    def _rows(self) -> list[QRect]:
        rows: list[QRect] = []
        top = 4
        for person in self._people:
            height = ROW
            if person.warning:
                wide = QRect(0, 0, max(self.width() - 44, 80), 1000)
                flags = Qt.TextFlag.TextWordWrap
                text = plain(person.warning)
                height += self.fontMetrics().boundingRect(wide, flags, text).height() + 6
            rows.append(QRect(0, top, self.width(), height))
            top += height
        return rows


def _badge(person: Person) -> tuple[str, str, bool]:
    """A sign, the theme's colour for it, and whether it is filled."""
    if person.is_me:
        return "", "", False
    if person.warning:
        return "!", "bad", True
    return ("✓", "good", True) if person.is_verified else ("?", "muted", False)


def _said(person: Person, words: str) -> str:
    said = f"{called(person.name, person.source)}: {words}"
    if person.warning:
        return f"{said}, {plain(person.warning)}"
    return f"{said}, compared" if person.is_verified else said


def _details(person: Person) -> str:
    name = called(person.name, person.source)
    if person.is_me:
        return f"{name}, you. Your words:\n{person.fingerprint}"
    if person.is_verified:
        return f"{name}: compared with their screen ✓\n{person.fingerprint}\n{FOLLOWING}"
    head = f"{name} {plain(person.warning)}\n" if person.warning else ""
    words = f"Compare these words with {name}’s screen:\n{person.fingerprint}"
    return f"{head}{words}\n{FOLLOWING}"


def _text(painter: QPainter, box: QRect, width: int, text: str, font: QFont, color: QColor) -> None:
    painter.setFont(font)
    painter.setPen(color)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)


def _bigger(font: QFont) -> QFont:
    bigger = QFont(font)
    bigger.setPointSizeF(font.pointSizeF() * 1.3)
    return bigger
