"""Who is here, in the least room: a mark and two letters for each."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from . import theme
from .contrast import faint
from .ports import Person
from .words import called

__all__ = ["PeopleMarks"]

MOST_MARKS = 5


class PeopleMarks(QWidget):
    """Marks with initials, for the top bar: ●An ▲Bo ■Cy +2."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Person] = ()
        self.setAccessibleName("People in this room")
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
        return QSize(sum(metrics.horizontalAdvance(text) + 26 for text in texts), 28)

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
            x += width + 26

    def _texts(self) -> list[str]:
        texts = [
            ("!" if person.warning else "") + called(person.name, person.source)[:2]
            for person in self._people[:MOST_MARKS]
        ]
        rest = len(self._people) - MOST_MARKS
        return [*texts, f"+{rest}"] if rest > 0 else texts
