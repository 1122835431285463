"""How much may stand in a document: what is put in beyond that is taken out again."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument

__all__ = ["Limit"]


class Limit(QObject):
    """Keeps `document` within `most` bytes of UTF-8."""

    reached = Signal()
    """There was no room for all that was typed or pasted."""

    def __init__(self, document: QTextDocument, most: int) -> None:
        super().__init__(document)
        self._document = document
        self._most = most
        self._is_cutting = False
        self._added = (0, 0)
        document.contentsChange.connect(self._see)
        document.contentsChanged.connect(self._cut)

    def _see(self, place: int, removed: int, added: int) -> None:
        del removed
        self._added = (place, added)

    def _cut(self) -> None:
        """Take out again what of the last that was put in is too much."""
        if self._is_cutting:
            return
        document = self._document
        excess = len(document.toPlainText().encode(errors="replace")) - self._most
        if excess <= 0:
            return
        place, added = self._added
        cursor = QTextCursor(document)
        # Behind the last letter there is the end of the document, which is one more.
        cursor.setPosition(min(place + added, document.characterCount() - 1))
        self._is_cutting = True
        cursor.joinPreviousEditBlock()
        while excess > 0 and cursor.position() > 0:
            cursor.movePosition(
                QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor
            )
            excess -= len(cursor.selectedText().encode(errors="replace"))
            cursor.removeSelectedText()
        cursor.endEditBlock()
        self._is_cutting = False
        self.reached.emit()
