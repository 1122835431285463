"""Which tools there are."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from .desk import Desk
from .draw import PenTool
from .erase import EraserTool
from .lasso import LassoTool
from .pointer import Pointer
from .select import SelectTool
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


_ALL: tuple[Callable[[Desk], Tool], ...] = (SelectTool, LassoTool, HandTool, PenTool, EraserTool)

TOOLS = ("select", "lasso", "hand", "pen", "eraser")
"""The names of all tools, in the order in which they are offered."""


def toolbox(desk: Desk) -> Mapping[str, Tool]:
    """One of each, by their names."""
    tools = [make(desk) for make in _ALL]
    return {tool.name: tool for tool in tools}
