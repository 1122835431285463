"""Getting to know who is behind a name: from the list of people to a card, and back."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ..store.update import SourceId
from .people import PeopleList
from .person_card import PersonCard
from .ports import Room

__all__ = ["Introductions"]


class Introductions(QObject):
    """Shows the card of whoever is asked for in `people`, and tells `room` what came of it."""

    def __init__(self, room: Room, people: PeopleList, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = room
        self.card = PersonCard(parent)
        self.card.judged.connect(room.verify)
        people.asked_for.connect(self.show_person)

    def show_person(self, source: SourceId) -> None:
        """Show who that is."""
        for person in self._room.people:
            if person.source == source:
                self.card.show_person(person)

    def refresh(self) -> None:
        """Once per frame: the person on the card may have changed."""
        if self.card.isVisible():
            for person in self._room.people:
                if person.source == self.card.source:
                    self.card.update_person(person)
