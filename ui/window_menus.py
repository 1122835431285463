"""What stands in the menus of the main window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from . import theme
from .menus import Command

if TYPE_CHECKING:
    from .main_window import MainWindow

__all__ = ["window_menus"]

STEP = 1.25
"""How much closer one step of zooming is."""


def window_menus(window: MainWindow) -> dict[str, list[Command | None]]:
    """The menus of `window`, by their titles."""
    keys = QKeySequence.StandardKey
    role = QAction.MenuRole
    canvas, panel, sharing = window.canvas, window.history_panel, window.sharing
    exporting = window.exporting
    return {
        "&File": [
            Command("&Open picture or board…", exporting.open, keys.Open),
            Command("&Export picture…", exporting.export, "Ctrl+Shift+E"),
            Command("Copy &as picture", exporting.copy, "Ctrl+Alt+C"),
            None,
            Command("&Close window", window.close, keys.Close),
            Command("&Quit", _quit, "Ctrl+Q", role=role.QuitRole),
        ],
        "&Edit": [
            Command("&Undo", window.doing.undo, keys.Undo),
            Command("&Redo", window.doing.redo, keys.Redo, more_keys=("Ctrl+Shift+Z", "Ctrl+Y")),
            None,
            Command("&Delete", canvas.hand.delete, keys.Delete),
            Command("Select &all", canvas.hand.selection.select_all, keys.SelectAll),
        ],
        "&View": [
            Command("&Board", partial(window.show_page, 0), "Alt+1"),
            Command("&Counter", partial(window.show_page, 1), "Alt+2"),
            None,
            Command("Zoom &in", lambda: _zoom(window, STEP), keys.ZoomIn),
            Command("Zoom &out", lambda: _zoom(window, 1 / STEP), keys.ZoomOut),
            Command("Zoom to &100 %", lambda: canvas.set_zoom(1.0), "Ctrl+0"),
            Command("Zoom to &everything", canvas.fit_all, "Ctrl+1"),
            None,
            Command("Show &map", window.mini_map.show_map, "Ctrl+M", is_switch=True),
            Command("Show &people", window.show_column, "Ctrl+.", is_switch=True),
            None,
            Command("Colours as the &system", lambda: theme.choose("system"), group="theme"),
            Command("&Light", lambda: theme.choose("light"), group="theme"),
            Command("Da&rk", lambda: theme.choose("dark"), group="theme"),
        ],
        "H&istory": [
            Command("&Show history", window.show_history, "Ctrl+H", is_switch=True),
            Command("Show &rewinds", window.show_rewinds, "Ctrl+Shift+H"),
            None,
            Command("Step &back", partial(panel.step, -1), "Alt+Left"),
            Command("Step &forward", partial(panel.step, 1), "Alt+Right"),
            Command("&Previous rewind", panel.previous_rewind, "Alt+PgUp"),
            Command("&Next rewind", panel.next_rewind, "Alt+PgDown"),
            Command("Pla&y or pause", panel.toggle_playing, "Ctrl+J"),
            Command("Back to &live", window.escape, "Esc"),
        ],
        "&Room": [
            Command("&Share…", sharing.invite),
            Command("Copy &invite", sharing.copy_invite, "Ctrl+Shift+C"),
            Command("&Connect…", sharing.join, "Ctrl+Shift+O"),
            Command("&Disconnect", sharing.disconnect_all),
        ],
        "&Help": [
            Command("&About", window.about.open, role=role.AboutRole),
        ],
    }


def _zoom(window: MainWindow, factor: float) -> None:
    window.canvas.set_zoom(window.status.zoomed * factor)


def _quit() -> None:
    QApplication.closeAllWindows()
