"""Who writes: one text at a time, from the first letter until it is an action."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from ....store.documents.fields import LONGEST_TEXT
from ..shapes.kinds import figure_for
from ..tools.desk import Desk
from .writing import LIMIT_HINT, Writing

__all__ = ["Scribe"]


class Scribe(QObject):
    """Keeps the text that is being written beside the board until it is done.

    Attributes:
        writing: the text, if there is one.
    """

    acted = Signal(object)
    told = Signal(str)
    written = Signal()
    """Some letters more, or fewer."""
    changed = Signal(object)
    """The `Writing` that goes on, also if the board has changed it; None once it is done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.writing: Writing | None = None
        self._desk = desk
        # The text written last, and whether the board has shown it.
        self._last: tuple[str, str, bool] | None = None

    def begin(self, writing: Writing) -> None:
        """Begin to write; `end` makes it an action."""
        self.end()
        self.writing, self._last = writing, None
        self._desk.pen.use("text")
        self._desk.selection.select(())
        if not writing.is_new:
            # It is shown where it is written, and not below.
            self._desk.stage.lift((writing.shape_id,), opacity=0.0)
            self._desk.stale(None)
        self.changed.emit(writing)

    def put(self, text: str, wrap: int | None) -> None:
        """Have this written there by now."""
        if self.writing is not None:
            self.writing.text, self.writing.wrap = text, wrap
            if len(text.encode(errors="replace")) >= LONGEST_TEXT:
                self.told.emit(LIMIT_HINT)
            self.written.emit()

    def recolor(self) -> bool:
        """Write in the pen's colour; False if nothing is being written."""
        if self.writing is not None:
            self.writing.recolor(self._desk.pen.text[0])
            self.changed.emit(self.writing)
        return self.writing is not None

    def resize(self) -> bool:
        """Write as high as the pen says; False if nothing is being written."""
        if self.writing is not None:
            self.writing.resize(self._desk.pen.text[1])
            self.changed.emit(self.writing)
        return self.writing is not None

    def end(self) -> bool:
        """Do what was written; False if nothing was being written."""
        writing, self.writing = self.writing, None
        if writing is None:
            return False
        desk = self._desk
        z = desk.next_z()
        action = writing.finish(z)
        if action is None or action["type"].endswith("/removed"):
            desk.stage.drop()
            desk.stale(None)
        else:
            shape = writing.written
            desk.keep(figure_for(writing.shape_id, replace(shape, z=z) if not shape.z else shape))
            self._last = (writing.shape_id, writing.text, False)
        self.changed.emit(None)
        if action is not None:
            if writing.loss:
                self.told.emit(writing.loss)
            self.acted.emit(action)
        return True

    def abandon(self) -> None:
        """Write no more, and leave the board as it is."""
        if self.writing is not None:
            self.writing = None
            self._desk.stage.drop()
            self._desk.stale(None)
            self.changed.emit(None)

    def forget(self) -> None:
        """Say no more of the text written last: something else is done by now."""
        self._last = None

    def follow(self) -> None:
        """See what the board has made of the text, or of the one before."""
        figures, writing = self._desk.stage.figures, self.writing
        if writing is not None and not writing.is_new:
            shape_id = writing.shape_id
            figure = next((figures[i] for i in (shape_id,) if i in figures), None)
            words = writing.see(figure, self._desk.new_id() if figure is None else "")
            self.changed.emit(writing)
            if words:
                self.told.emit(words)
        elif self._last is not None:
            shape_id, text, was_shown = self._last
            shown = figures[shape_id].shape.text if shape_id in figures else None
            if shown == text:
                self._last = (shape_id, text, True)
            elif was_shown:
                self._last = None
                if shown is not None:
                    self.told.emit("Somebody else has replaced the text you wrote just now")
