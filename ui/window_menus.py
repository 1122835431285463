"""What stands in the menus of the main window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from . import theme
from .announcing import LEVELS
from .commands.command import Command, CommandId
from .presence.around import CURSORS

if TYPE_CHECKING:
    from .main_window import MainWindow

__all__ = ["window_menus"]

NOT_ON_BOARD = "Show the board first"
NOT_LIVE = "Go back to live first"
NOT_QUIET = "Nobody would hear it: quiet mode is on"


def window_menus(window: MainWindow) -> dict[str, list[Command | None]]:
    """The menus of `window`, by their titles."""
    keys = QKeySequence.StandardKey
    role = QAction.MenuRole
    sharing, exporting, incoming = window.sharing, window.exporting, window.incoming

    def live() -> str:
        return NOT_LIVE if window.looking_back else ""

    def on_board() -> str:
        return "" if window.is_on_board else NOT_ON_BOARD

    def told() -> str:
        return on_board() or live() or (NOT_QUIET if window.together.is_quiet else "")

    def live_on_board() -> str:
        return on_board() or live()

    board = _by_id(window.canvas.commands, on_board)
    past = _by_id(window.history_panel.commands)
    looks_only = ("board.tool.select", "board.tool.hand", "board.tool.laser")
    tools = [i for i in board if i.startswith("board.tool.") and i not in looks_only]
    for command_id in (*tools, "board.image", "board.paste", "board.put", "board.delete"):
        board[command_id] = replace(board[command_id], when=live_on_board)
    del board["board.cancel"]  # Esc does that, and more
    edits = [board.pop(f"board.{name}") for name in ("paste", "delete", "select_all")]
    zooms = [board.pop(i) for i in list(board) if i.startswith("board.zoom.")]
    return {
        "&File": [
            Command("file.open", "&Open picture or board…", incoming.open, keys.Open, when=live),
            Command(
                "file.export", "&Export picture…", exporting.export, "Ctrl+Shift+E", sign="export"
            ),
            Command("file.copy", "Copy &as picture", exporting.copy, "Ctrl+Alt+C"),
            None,
            Command("window.close", "&Close window", window.close, keys.Close),
            Command("app.quit", "&Quit", _quit, "Ctrl+Q", role=role.QuitRole),
        ],
        "&Edit": [
            Command("edit.undo", "&Undo", window.doing.undo, keys.Undo, when=live, sign="undo"),
            Command(
                "edit.redo",
                "&Redo",
                window.doing.redo,
                keys.Redo,
                more_keys=("Ctrl+Shift+Z", "Ctrl+Y"),
                when=live,
                sign="redo",
            ),
            None,
            *edits,
        ],
        "&View": [
            Command("view.board", "&Board", partial(window.show_page, 0), "Alt+1"),
            Command("view.counter", "&Counter", partial(window.show_page, 1), "Alt+2"),
            None,
            *zooms,
            None,
            Command(
                "view.map",
                "Show &map",
                window.mini_map.show_map,
                "Ctrl+M",
                is_switch=True,
                sign="mini-map",
            ),
            Command(
                "view.people",
                "Show &people",
                window.show_column,
                "Ctrl+.",
                is_switch=True,
                sign="people",
            ),
            Command(
                "view.outline",
                "&Outline of the board",
                window.show_outline,
                "Ctrl+Shift+O",
                is_switch=True,
                sign="outline",
            ),
            None,
            *(
                Command(
                    f"view.cursors.{cursors}",
                    text,
                    partial(window.together.set_cursors, cursors),
                    group="cursors",
                )
                for cursors, text in CURSORS.items()
            ),
            Command("view.quiet", "&Quiet mode", window.together.set_quiet, is_switch=True),
            None,
            *(
                Command(
                    f"view.colours.{scheme}", text, partial(theme.choose, scheme), group="theme"
                )
                for scheme, text in theme.SCHEMES.items()
            ),
            None,
            *(
                Command(
                    f"view.announce.{level}",
                    text,
                    partial(window.announcer.set_level, level),
                    group="announce",
                )
                for level, text in LEVELS.items()
            ),
        ],
        "&Tools": list(board.values()),
        "H&istory": [
            Command(
                "history.show",
                "&Show history",
                window.show_history,
                "Ctrl+H",
                is_switch=True,
                sign="history",
            ),
            Command("history.rewinds", "Show &rewinds", window.show_rewinds, "Ctrl+Shift+H"),
            None,
            *past.values(),
            None,
            Command("history.live", "Back to &live", window.escape, "Esc"),
        ],
        "&Room": [
            Command("room.share", "&Share…", sharing.invite, sign="share"),
            Command("room.copy_invite", "Copy &invite", sharing.copy_invite, "Ctrl+Shift+C"),
            Command("room.connect", "&Connect…", sharing.join, "Ctrl+Shift+J", sign="connect"),
            Command(
                "room.gather", "&Bring everybody here", window.together.call_everybody, when=told
            ),
            Command("room.disconnect", "&Disconnect", sharing.disconnect_all),
        ],
        "&Help": [
            Command("help.palette", "&Commands…", window.open_palette, "Ctrl+K", sign="search"),
            Command(
                "help.keys", "&Keys…", window.open_key_sheet, "?", more_keys=("F1",), sign="keys"
            ),
            None,
            Command("help.about", "&About", window.about.open, role=role.AboutRole),
        ],
    }


def _by_id(
    commands: Iterable[Command], when: Callable[[], str] | None = None
) -> dict[CommandId, Command]:
    return {c.id: replace(c, when=when) if when else c for c in commands}


def _quit() -> None:
    QApplication.closeAllWindows()
