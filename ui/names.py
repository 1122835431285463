"""What the people of a room are called on screen."""

from collections.abc import Sequence

from ..store.update import SourceId
from . import theme
from .ports import Person, Room
from .words import called

__all__ = ["Names"]


class Names:
    """The names in `room`, as of the last `refresh`; their looks follow them."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._names: dict[SourceId, str] = {}
        self.refresh()

    def refresh(self) -> Sequence[Person]:
        """Learn who is there now; returns them."""
        people = self._room.people
        self._names = {person.source: _shown(person) for person in people}
        theme.tell_apart(person.source for person in people)
        return people

    def of(self, source: SourceId) -> str:
        """A name, or the beginning of the key of somebody who gave none.

        Behind a "!" stands a name that is somebody else's.
        """
        return self._names.get(source) or source.hex()[:8]


def _shown(person: Person) -> str:
    name = called(person.name, person.source)
    return f"! {name}" if person.warning else name
