"""The tools, inks and pens there are."""

from typing import Literal, TypeAlias

__all__ = ["HINTS", "INKS", "TOOLS", "WIDTHS", "Tool"]

Tool: TypeAlias = Literal["select", "hand", "pen", "eraser"]

TOOLS: tuple[Tool, ...] = ("select", "hand", "pen", "eraser")

INKS = ("ink", "red", "orange", "yellow", "green", "blue", "violet", "grey")

WIDTHS = (1.5, 3.0, 5.0, 9.0, 16.0)
"""The pens 1 to 5, in pixels at 100 %."""

HINTS: dict[Tool, str] = {
    "select": "Click or drag around = select · Shift adds · arrows move · Del removes",
    "hand": "Drag = move the view · Ctrl+wheel = zoom",
    "pen": "Shift = straight · 1–5 width · C colour",
    "eraser": "Drag over strokes to remove them whole",
}
