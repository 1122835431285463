"""Inviting and connecting, for the menu, the Share button and the status pill alike."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ..store.update import SourceId
from .ports import Person, Room
from .share import ShareDialog
from .words import called

__all__ = ["Sharing"]


class Sharing(QObject):
    """Asks the room for its invite, and hands it what somebody typed.

    Args:
        hint: shows a line of text for a while.
    """

    def __init__(self, room: Room, hint: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._room = room
        self._hint = hint
        self.dialog = ShareDialog(parent)
        self.dialog.asked_to_connect.connect(self.connect_to)
        self._linked_before: set[SourceId] | None = None
        self._standing_before = room.standing

    def refresh(self) -> None:
        """Once per frame: whether whom we called has answered."""
        if self._linked_before is None:
            return
        standing = self._room.standing
        linked = [person for person in self._linked() if person.source not in self._linked_before]
        if linked:
            self._linked_before = None
            self.dialog.answered()
            self._hint(f"Connected to {called(linked[0].name, linked[0].source)}")
        elif standing.kind == "problem" and standing != self._standing_before:
            self._linked_before = None
            if self.dialog.isVisible():
                self.dialog.refuse(standing.text)

    def invite(self) -> None:
        """Show the link with which others join."""
        self.dialog.invite(self._room.invite)

    def join(self) -> None:
        """Show the field that takes a link or an address."""
        self.dialog.join(self._room.invite)

    def copy_invite(self) -> None:
        self.dialog.link.setText(self._room.invite)
        self.dialog.copy_link()
        self._hint("The invite link is on the clipboard")

    def connect_to(self, text: str) -> None:
        """Reach somebody; what is wrong with `text` is said at its field."""
        try:
            self._room.connect(text)
        except ValueError as error:
            self.dialog.refuse(str(error))
        else:
            linked = {person.source for person in self._linked()}
            self._linked_before, self._standing_before = linked, self._room.standing
            self.dialog.wait_for(text, is_linked=bool(linked))

    def disconnect_all(self) -> None:
        self._linked_before = None
        self.dialog.hide()
        self._room.disconnect()
        self._hint("Disconnected, until you connect again")

    def answer_pill(self) -> None:
        """What pressing the status pill leads to: the way out of where one is."""
        if self._room.standing.kind in ("offline", "problem"):
            self.join()
        else:
            self.invite()

    def _linked(self) -> list[Person]:
        return [p for p in self._room.people if p.is_connected and not p.is_me]
