"""The bar on top: the room, Board or Counter, who is here, Share."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from .icons.icon import icon
from .people_marks import PeopleMarks
from .ports import Person
from .switch import Switch
from .words import plain

__all__ = ["TopBar"]

HEIGHT = 44
WIDEST_NAME = 300
"""Pixels."""

PAGES = ("Board", "Counter")


class TopBar(QWidget):
    """Emits `page_chosen` with the number of the page.

    `person_chosen(source, once)` when somebody's mark is clicked on; `once` with Alt.
    """

    page_chosen = Signal(int)
    person_chosen = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._room = QLabel()
        self._room.setTextFormat(Qt.TextFormat.PlainText)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setWeight(QFont.Weight.DemiBold)
        self._room.setFont(font)
        self._marks = PeopleMarks()
        self._marks.chosen.connect(self.person_chosen)
        self.share = QPushButton(icon("share"), "Share")
        self.share.setAccessibleName("Share this room")
        self.share.setMinimumSize(84, 30)

        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(0)
        row.addWidget(self._room)
        row.addSpacing(24)
        self.pages = Switch(PAGES, "Show")
        for number, name in enumerate(PAGES):
            self.pages.button(number).setToolTip(f"{name} (Alt+{number + 1})")
        self.pages.chosen.connect(self.page_chosen)
        row.addWidget(self.pages)
        row.addStretch(1)
        row.addWidget(self._marks)
        row.addSpacing(12)
        row.addWidget(self.share)

    def show_room(self, name: str, people: Sequence[Person]) -> None:
        shown = plain(name, 60)
        metrics = self._room.fontMetrics()
        self._room.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, WIDEST_NAME))
        self._marks.show_people(people)

    def show_page(self, page: int) -> None:
        self.pages.show_chosen(page)
