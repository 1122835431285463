"""What the board can be asked for without a pointer, and by which keys.

Each is reached by its keys while the board has the keyboard, and by the menus, the palette
and the list of keys of the window that the board is in.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence

from ..commands.command import Command
from .edit_commands import edit_commands
from .navigator import Navigator
from .tools.hand import Hand
from .tools.toolbox import TOOLS
from .tools.widths import WIDTHS

__all__ = ["TOOL_KEYS", "TOOL_NAMES", "TOOL_SIGNS", "WIDTH_NAMES", "board_commands"]

ZOOM_STEP = 1.25

TOOL_NAMES: dict[str, str] = {
    "select": "Select",
    "lasso": "Lasso",
    "hand": "Hand",
    "pen": "Pen",
    "marker": "Marker",
    "eraser": "Eraser",
    "text": "Text",
    "rect": "Rectangle",
    "ellipse": "Ellipse",
    "line": "Line",
    "arrow": "Arrow",
    "laser": "Laser",
}

TOOL_KEYS: dict[str, str] = {
    "select": "V",
    "lasso": "Shift+V",
    "hand": "H",
    "pen": "P",
    "marker": "M",
    "eraser": "E",
    "text": "T",
    "rect": "R",
    "ellipse": "O",
    "line": "L",
    "arrow": "A",
    "laser": "Shift+K",
}

TOOL_SIGNS: dict[str, str] = {"rect": "rectangle"}
"""What the sign of a tool is called where it is not called as the tool."""

WIDTH_NAMES = ("Finest", "Fine", "Medium", "Broad", "Broadest")


def board_commands(
    hand: Hand,
    navigator: Navigator,
    zoom_by: Callable[[float], object],
    put: Callable[[], bool],
    ask_for_picture: Callable[[], object],
    paste: Callable[[], object],
) -> list[Command]:
    """The commands of one canvas, in the order in which they are read.

    Args:
        zoom_by: shows the board so many times larger.
        put: begins, or ends, what keys lead in the middle of the window.
        ask_for_picture: has people choose files with some.
        paste: puts on the board what is on the clipboard.
    """
    standard = QKeySequence.StandardKey
    takes = {"eraser": partial(hand.take_eraser, is_split=False)}
    return [
        *(
            Command(
                f"board.tool.{tool}",
                f"&{TOOL_NAMES[tool]}",
                takes.get(tool, partial(hand.take, tool)),
                TOOL_KEYS[tool],
                where="board",
                sign=TOOL_SIGNS.get(tool, tool),
            )
            for tool in TOOLS
        ),
        Command(
            "board.tool.split",
            "&Split with the eraser",
            partial(hand.take_eraser, is_split=True),
            "Shift+E",
            where="board",
            sign="eraser",
        ),
        Command("board.image", "P&icture…", ask_for_picture, "I", where="board", sign="image"),
        *edit_commands(hand, navigator),
        Command("board.paste", "&Paste", paste, standard.Paste, ("Ctrl+V",), where="board"),
        Command("board.put", "&Place in the middle", put, "Return", ("Enter",), where="board"),
        Command(
            "board.keep",
            "&Keep the tool",
            lambda: hand.set_keeps_tool(not hand.keeps_tool),
            "Q",
            where="board",
            sign="lock",
        ),
        Command("board.ink.next", "Next &colour", hand.next_ink, "C", where="board"),
        Command(
            "board.ink.swap", "S&wap the last colours", hand.swap_inks, "Shift+C", where="board"
        ),
        *(
            Command(
                f"board.width.{number}",
                f"{WIDTH_NAMES[number - 1]} line",
                partial(hand.set_width, number),
                str(number),
                where="board",
            )
            for number in range(1, len(WIDTHS) + 1)
        ),
        Command(
            "board.delete",
            "&Delete",
            hand.delete,
            # The standard one is Ctrl+D as well, on some systems, which duplicates.
            "Del",
            more_keys=("Backspace",),
            where="board",
            sign="trash",
        ),
        Command(
            "board.select_all",
            "Select &all",
            hand.selection.select_all,
            standard.SelectAll,
            more_keys=("Ctrl+A",),
            where="board",
        ),
        Command(
            "board.zoom.in",
            "Zoom &in",
            partial(zoom_by, ZOOM_STEP),
            standard.ZoomIn,
            more_keys=("Ctrl++", "Ctrl+="),
            where="board",
            sign="zoom-in",
        ),
        Command(
            "board.zoom.out",
            "Zoom &out",
            partial(zoom_by, 1 / ZOOM_STEP),
            standard.ZoomOut,
            more_keys=("Ctrl+-",),
            where="board",
            sign="zoom-out",
        ),
        Command(
            "board.zoom.whole",
            "Zoom to &100 %",
            partial(navigator.zoom, 1.0),
            "Ctrl+0",
            where="board",
        ),
        Command(
            "board.zoom.selection",
            "Zoom to the &selection",
            partial(_fit_selection, hand, navigator),
            "Ctrl+2",
            where="board",
        ),
        Command(
            "board.zoom.fit",
            "Zoom to &everything",
            navigator.fit,
            "Ctrl+1",
            # Shift+1 arrives as what it types, on many keyboards.
            more_keys=("Shift+1", "!"),
            where="board",
            sign="zoom-fit",
        ),
        # In a window, Esc does more than that.
        Command("board.cancel", "Cancel", hand.cancel, "Esc", where="board"),
    ]


def _fit_selection(hand: Hand, navigator: Navigator) -> None:
    if frame := hand.selection.frame:
        navigator.fit_box(frame)
