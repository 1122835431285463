"""Another colour or width for shapes that are on the board already."""

from collections.abc import Iterable
from typing import Any

from ....store.documents.shapes import Shape
from ....store.documents.whiteboard import whiteboard
from ..shapes.figure import Figure
from ..shapes.letters import text_size
from .pointer import Action, units
from .widths import WIDTHS, WIDTHS_OF

__all__ = ["box_of_text", "index_of", "is_fitted", "recolored", "rewidened", "widths_for"]

SLACK = 64
"""So many units, a pixel, the box of a text may differ from its words and be theirs."""


def recolored(figures: Iterable[Figure], ink: str) -> Action | None:
    """The action that gives those of `figures` another colour that have one."""
    return _set(
        {f.shape_id: {"color": ink} for f in figures if f.shape.color and f.shape.color != ink}
    )


def rewidened(figures: Iterable[Figure], index: int) -> Action | None:
    """The action that has `figures` drawn with width 1 to 5; a text's box goes with it."""
    of: dict[str, dict[str, Any]] = {}
    for figure in figures:
        shape = figure.shape
        width = units(widths_for(shape.kind)[index - 1])
        if not shape.width or shape.width == width:
            continue
        of[figure.shape_id] = {"width": width}
        if shape.kind == "text":
            of[figure.shape_id]["size"] = list(_grown(shape, width))
    return _set(of)


def widths_for(kind: str) -> tuple[float, ...]:
    """What 1 to 5 mean for shapes of this kind, in pixels at 100 %."""
    return tuple(WIDTHS_OF.get(kind, WIDTHS))


def index_of(shape: Shape) -> int | None:
    """Which of the widths 1 to 5 `shape` is drawn with, or None if it is another."""
    widths = [units(width) for width in widths_for(shape.kind)]
    return widths.index(shape.width) + 1 if shape.width in widths else None


def is_fitted(shape: Shape) -> bool:
    """Whether the box of a text is as wide as its words, and so was set by nobody."""
    return abs(shape.size[0] - text_size(shape.text, shape.width)[0]) <= SLACK


def box_of_text(text: str, width: int, wrap: int | None) -> tuple[int, int]:
    """The size of a text in units: as wide as its words, or as `wrap` says."""
    wide, high = text_size(text, width, wrap)
    return (wide if wrap is None else max(wrap, 1), max(high, 1))


def _grown(shape: Shape, width: int) -> tuple[int, int]:
    wrap = None if is_fitted(shape) else shape.size[0] * width // shape.width
    return box_of_text(shape.text, width, wrap)


def _set(of: dict[str, dict[str, Any]]) -> Action | None:
    return whiteboard.actions["set"]({"of": of}) if of else None
