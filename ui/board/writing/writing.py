"""A text from the first letter to the action: a new one, or one that is on the board."""

from typing import Any

from msgspec.structs import replace

from ....store.documents.fields import LONGEST_TEXT
from ....store.documents.transform import place_of
from ....store.documents.whiteboard import Shape, whiteboard
from ...presence.presence import MOST_TYPED, Typing
from ..shapes.figure import Figure
from ..shapes.geometry import Place
from ..tools.pointer import Action
from ..tools.styling import box_of_text, is_fitted

__all__ = ["LIMIT_HINT", "Writing"]

LIMIT_HINT = f"This text is full: {LONGEST_TEXT:,} bytes are the most"

QUOTED = 40
"""So many letters of what somebody else wrote are quoted."""


class Writing:
    """What is written, as far as it is.

    Args:
        shape: as it is on the board, or as it shall be there.
        wrap: where its lines end, in units from its left; None where the words do.
        is_new: it is not on the board.

    Attributes:
        shape_id: what it is called, or will be.
        text: what is written there now.
    """

    def __init__(self, shape_id: str, shape: Shape, wrap: int | None, *, is_new: bool) -> None:
        self.shape_id = shape_id
        self.shape = self._before = shape
        self.wrap = self._wrap_before = wrap
        self.text = shape.text
        self.is_new = is_new
        self._theirs: str | None = None

    @staticmethod
    def of(figure: Figure) -> "Writing":
        """A text on the board, to be written on."""
        shape = figure.shape
        wrap = None if is_fitted(shape) else shape.size[0]
        return Writing(figure.shape_id, shape, wrap, is_new=False)

    @property
    def place(self) -> Place:
        """Where its upper left corner is."""
        return place_of(self.shape, *self.shape.points[:2])

    @property
    def size(self) -> tuple[int, int]:
        """How much room it takes, in units, before it is scaled."""
        return box_of_text(self.text, self.shape.width, self.wrap)

    @property
    def written(self) -> Shape:
        """The text as it shall be on the board."""
        return replace(self.shape, text=self.text, size=self.size)

    def recolor(self, ink: str) -> None:
        """Write in another colour."""
        self.shape = replace(self.shape, color=ink)

    def resize(self, height: int) -> None:
        """Write in letters of another height."""
        if self.wrap is not None:
            self.wrap = self.wrap * height // self.shape.width
        self.shape = replace(self.shape, width=height)

    def see(self, figure: Figure | None, new_id: str) -> str:
        """Follow what became of it on the board.

        Args:
            figure: what there is of it now.
            new_id: what it is called if somebody has removed it.

        Returns:
            What there is to say of it, or "".
        """
        if self.is_new:
            return ""
        if figure is None:
            self.shape_id, self.is_new = new_id, True
            return "Somebody has removed this text; what you write is kept as a new one"
        before, now = self._before, figure.shape
        is_mine = self.text != before.text
        if before.size != now.size and self.wrap == self._wrap_before and not is_mine:
            self.wrap = self._wrap_before = None if is_fitted(now) else now.size[0]
        ink = now.color if self.shape.color == before.color else self.shape.color
        height = now.width if self.shape.width == before.width else self.shape.width
        self.shape, self._before = replace(now, color=ink, width=height), now
        if now.text == before.text:
            return ""
        if not is_mine:
            self.text = now.text
            return ""
        self._theirs = now.text
        return f"Somebody else has made this text {_quoted(now.text)}; yours will replace it"

    def finish(self, z: str) -> Action | None:
        """The one action that is meant, or None.

        Args:
            z: the place of a new text from back to front.
        """
        is_blank = not self.text.strip()
        if self.is_new:
            if is_blank or not self._is_touched:
                return None
            return whiteboard.actions["added"](self._described(z))
        if is_blank:
            return whiteboard.actions["removed"]({"ids": [self.shape_id]})
        fields: dict[str, Any] = {}
        if self.text != self._before.text:
            fields["text"] = self.text
        if self._is_touched and (self.size != self._before.size or fields):
            fields["size"] = list(self.size)
        if self.shape.color != self._before.color:
            fields["color"] = self.shape.color
        if self.shape.width != self._before.width:
            fields["width"] = self.shape.width
        return whiteboard.actions["set"]({"of": {self.shape_id: fields}}) if fields else None

    @property
    def loss(self) -> str:
        """What there is to say once it is done: whose words it has replaced, or ""."""
        if self._theirs in (None, self.text) or self.is_new:
            return ""
        return f"Your text has replaced {_quoted(self._theirs or '')}, which the history keeps"

    def going_on(self) -> Typing:
        """What others may see of it."""
        x, y = self.place
        shape = self.shape
        shown = self.text[:MOST_TYPED]
        return Typing(self.shape_id, round(x), round(y), shape.width, shape.color, shown)

    @property
    def _is_touched(self) -> bool:
        """Whether it was written, or its width was set, here."""
        shape, before = self.shape, self._before
        return (self.text, self.wrap, shape.width) != (
            before.text,
            self._wrap_before,
            before.width,
        )

    def _described(self, z: str) -> dict[str, Any]:
        shape = self.shape
        described: dict[str, Any] = {
            "id": self.shape_id,
            "kind": "text",
            "z": z,
            "points": list(shape.points),
            "color": shape.color,
            "width": shape.width,
            "text": self.text,
            "size": list(self.size),
        }
        if shape.x or shape.y:
            described |= {"x": shape.x, "y": shape.y}
        return described | ({"matrix": list(shape.matrix)} if shape.matrix else {})


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[: QUOTED - 1]}…”" if len(line) > QUOTED else f"“{line}”"
