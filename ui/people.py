"""The people of a room: how they stand towards us, in words and on screen."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from . import theme
from .ports import Person
from .words import count, plain, thousands

__all__ = ["PeopleList", "PeopleMarks", "standing_words"]

ROW = 40
MOST_MARKS = 5


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
    """One line per person: mark, name, and how they stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Person] = ()
        self.setAccessibleName("People")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_people(self, people: Sequence[Person]) -> None:
        self._people = tuple(people)
        said = (f"{plain(person.name, 40)}: {standing_words(person)}" for person in people)
        self.setAccessibleDescription("; ".join(said))
        self.setMinimumHeight(ROW * len(self._people) + 8)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW * len(self._people) + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for number, person in enumerate(self._people):
            top = 4 + number * ROW
            width = self.width() - 44
            look = theme.look(person.source)
            painter.setOpacity(1.0 if person.is_connected or person.is_me else 0.65)
            painter.setFont(_bigger(self.font()))
            painter.setPen(look.color)
            painter.drawText(QRect(12, top, 20, ROW), Qt.AlignmentFlag.AlignCenter, look.mark)
            painter.setFont(bold)
            painter.setPen(colors.text)
            name = painter.fontMetrics().elidedText(
                plain(person.name, 40), Qt.TextElideMode.ElideRight, width
            )
            box = QRect(38, top + 3, width, ROW // 2 - 2)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(self.font())
            painter.setPen(colors.muted)
            words = painter.fontMetrics().elidedText(
                standing_words(person), Qt.TextElideMode.ElideRight, width
            )
            painter.drawText(box.translated(0, ROW // 2 - 3), Qt.AlignmentFlag.AlignVCenter, words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


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
        self.setAccessibleDescription(", ".join(plain(person.name, 40) for person in here))
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
            painter.setOpacity(1.0)
            if person is not None:
                look = theme.look(person.source)
                painter.setOpacity(1.0 if person.is_connected or person.is_me else 0.5)
                painter.setPen(look.color)
                painter.drawText(
                    QRect(x, 0, 16, self.height()), Qt.AlignmentFlag.AlignCenter, look.mark
                )
            painter.setPen(colors.text)
            width = metrics.horizontalAdvance(text)
            box = QRect(x + 18, 0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 26

    def _texts(self) -> list[str]:
        texts = [plain(person.name, 40)[:2] for person in self._people[:MOST_MARKS]]
        rest = len(self._people) - MOST_MARKS
        return [*texts, f"+{rest}"] if rest > 0 else texts


def _bigger(font: QFont) -> QFont:
    bigger = QFont(font)
    bigger.setPointSizeF(font.pointSizeF() * 1.3)
    return bigger
