"""What painting others needs to know of the window."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtGui import QFont

from ...store.update import SourceId
from ..board.shapes.geometry import Box, Place
from ..theme import Look

__all__ = ["Around", "Cursors"]

Cursors: TypeAlias = Literal["all", "near", "none"]
"""Whose cursors are shown: all, but faintly near our own, or none. A laser always is."""


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
    """

    size: tuple[float, float]
    ratio: float
    look: Callable[[SourceId], Look]
    name: Callable[[SourceId], str]
    frame_of: Callable[[str], Box | None]
    pointer: Place | None
    font: QFont
    cursors: Cursors = "near"
