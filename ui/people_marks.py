"""Who is here, in the least room: a mark and two letters for each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from . import theme
from .contrast import faint
from .ports import Person
from .words import called, tooltip

__all__ = ["PeopleMarks"]

MOST_MARKS = 5
BESIDE = 26
"""Pixels of a mark and of what is between two."""


class PeopleMarks(QWidget):
    """Marks with initials, for the top bar: ●An ▲Bo ■Cy +2.

    `chosen(source, once)` when somebody else is clicked on; `once` with Alt. The keys find
    the same in the list of people.
    """

    chosen = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Person] = ()
        self.setAccessibleName("People in this room")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_people(self, people: Sequence[Person]) -> None:
        here = [person for person in people if person.is_me or person.is_connected]
        away = [person for person in people if not (person.is_me or person.is_connected)]
        self._people = (*here, *away)
        self.setAccessibleDescription(
            ", ".join(called(person.name, person.source) for person in here)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        texts = self._texts()
        return QSize(sum(metrics.horizontalAdvance(text) + BESIDE for text in texts), 28)

    def person_at(self, place: QPoint) -> Person | None:
        """Whose mark is there."""
        x = 0
        for person, text in zip(self._people[:MOST_MARKS], self._texts(), strict=False):
            width = self.fontMetrics().horizontalAdvance(text) + BESIDE
            if x <= place.x() < x + width:
                return person
            x += width
        return None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            person = self.person_at(event.pos())
            words = "" if person is None else called(person.name, person.source)
            if person is not None and not person.is_me:
                words += "\nClick: follow · Alt+click: look there once"
            QToolTip.showText(event.globalPos(), tooltip(words), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        person = self.person_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and person and not person.is_me:
            is_once = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self.chosen.emit(person.source, is_once)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        metrics = self.fontMetrics()
        x = 0
        for person, text in zip((*self._people[:MOST_MARKS], None), self._texts(), strict=False):
            words = colors.text
            if person is not None:
                look = theme.look(person.source)
                is_away = not (person.is_connected or person.is_me)
                words = colors.muted if is_away else colors.text
                painter.setPen(faint(look.color, colors.panel) if is_away else look.color)
                painter.drawText(
                    QRect(x, 0, 16, self.height()), Qt.AlignmentFlag.AlignCenter, look.mark
                )
            painter.setPen(words)
            width = metrics.horizontalAdvance(text)
            box = QRect(x + 18, 0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + BESIDE

    def _texts(self) -> list[str]:
        texts = [
            ("!" if person.warning else "") + called(person.name, person.source)[:2]
            for person in self._people[:MOST_MARKS]
        ]
        rest = len(self._people) - MOST_MARKS
        return [*texts, f"+{rest}"] if rest > 0 else texts
