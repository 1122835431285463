"""Which tools there are."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from .desk import Desk
from .draw import MarkerTool, PenTool
from .erase import EraserTool
from .lasso import LassoTool
from .pointer import Pointer
from .select import SelectTool
from .shapes import ArrowTool, EllipseTool, LineTool, RectTool
from .text import TextTool
from .tool import Gesture, Tool

__all__ = ["TOOLS", "toolbox"]


class HandTool(Tool):
    """Moves the view, which whoever reads the mouse does before it comes here."""

    name = "hand"
    hint = "Drag = move the view · Ctrl+wheel = zoom"
    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, desk: Desk) -> None:
        del desk

    def press(self, pointer: Pointer) -> Gesture | None:
        del pointer
        return None


class LaserTool(Tool):
    """Points, which whoever reads the mouse does before it comes here."""

    name = "laser"
    hint = "Drag = point · it fades, and is kept nowhere · hold K to point with any tool"

    def __init__(self, desk: Desk) -> None:
        del desk

    def press(self, pointer: Pointer) -> Gesture | None:
        del pointer
        return None


_ALL: tuple[Callable[[Desk], Tool], ...] = (
    SelectTool,
    LassoTool,
    HandTool,
    PenTool,
    MarkerTool,
    EraserTool,
    TextTool,
    RectTool,
    EllipseTool,
    LineTool,
    ArrowTool,
    LaserTool,
)

TOOLS = (
    "select", "lasso", "hand", "pen", "marker", "eraser", "text", "rect", "ellipse", "line",
    "arrow", "laser",
)  # fmt: skip
"""The names of all tools, in the order in which they are offered."""


def toolbox(desk: Desk) -> Mapping[str, Tool]:
    """One of each, by their names."""
    tools = [make(desk) for make in _ALL]
    return {tool.name: tool for tool in tools}
