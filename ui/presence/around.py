"""What painting others needs to know of the window."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from PySide6.QtGui import QFont

from ...store.update import SourceId
from ..board.shapes.geometry import Box, Place
from ..theme import Look

__all__ = ["CURSORS", "Around", "Cursors"]

Cursors: TypeAlias = Literal["all", "near", "none"]
"""Whose cursors are shown: all, but faintly near our own, or none. A laser always is."""

CURSORS: dict[Cursors, str] = {
    "all": "Show all &cursors",
    "near": "&Fade cursors near mine",
    "none": "Show &no cursors",
}
"""What they are called in the menu."""


@dataclass(frozen=True, slots=True)
class Around:
    """What painting others needs to know of the window.

    Attributes:
        size: of the window, in pixels.
        ratio: device pixels to a pixel.
        look: the colour and mark of somebody.
        name: what they are called; their text is painted as it is.
        frame_of: the frame of a shape on the board, or None if it is not there.
        pointer: where our own pointer is, in pixels.
        font: the window's.
        replaced: the shapes that are drawn by others, but stand on the board by now.
        held: for those who move or scale what they have selected, where it was before.
    """

    size: tuple[float, float]
    ratio: float
    look: Callable[[SourceId], Look]
    name: Callable[[SourceId], str]
    frame_of: Callable[[str], Box | None]
    pointer: Place | None
    font: QFont
    cursors: Cursors = "near"
    replaced: Set[str] = frozenset()
    held: Mapping[SourceId, Sequence[Box]] = field(default_factory=dict[SourceId, Sequence[Box]])
