"""Where a window was and how it was divided, kept between starts."""

from __future__ import annotations

from hashlib import blake2b
from math import isfinite
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QByteArray, QSettings

from . import theme
from .announcing import LEVELS
from .board.layers.view import FARTHEST, NEAREST, View
from .board.tool_settings import restore_tools, save_tools
from .presence.around import CURSORS

if TYPE_CHECKING:
    from .main_window import MainWindow

__all__ = ["WindowSettings"]

VERSION = 1


class WindowSettings:
    """Reads and writes what of `window` outlives it; does nothing without `settings`.

    Args:
        room: the name of what is shown, of which each has a view of its own.
    """

    def __init__(self, window: MainWindow, settings: QSettings | None, room: str) -> None:
        self._window = window
        self._settings = settings
        # A name may hold what no key of the settings may.
        name = blake2b(room.encode(errors="surrogatepass"), digest_size=8).hexdigest()
        self._view_key = f"views/{name}"

    def restore(self) -> None:
        """Put everything back as it was; what is missing stays as it is."""
        window, settings = self._window, self._settings
        window.show_history(True)
        problems = window.commands.restore(settings)
        if problems:
            window.notice_banner.add(" ".join(problems))
        self._show_scheme()
        self._show_level()
        self._show_together()
        if settings is None or self._number("version") != VERSION:
            return
        window.restoreGeometry(self._bytes("window/geometry"))
        window.across.restoreState(self._bytes("window/across"))
        window.down.restoreState(self._bytes("window/down"))
        window.show_history(self._number("window/history", 1) == 1)
        level = str(settings.value("window/announce", "all"))
        if level in LEVELS:
            window.announcer.set_level(level)
            self._show_level()
        cursors = str(settings.value("presence/cursors", "near"))
        if cursors in CURSORS:
            window.together.set_cursors(cursors)
        window.together.set_quiet(self._number("presence/quiet") == 1)
        self._show_together()
        restore_tools(window.canvas.hand, settings)
        view = self._view()
        if view is not None:
            window.canvas.look(view)
        scheme = str(settings.value("window/colours", "system"))
        if scheme in get_args(theme.Scheme):
            theme.choose(cast("theme.Scheme", scheme))
            self._show_scheme()

    def save(self) -> None:
        window, settings = self._window, self._settings
        if settings is None:
            return
        settings.setValue("version", VERSION)
        settings.setValue("window/geometry", window.saveGeometry())
        settings.setValue("window/across", window.across.saveState())
        settings.setValue("window/down", window.down.saveState())
        settings.setValue("window/history", int(not window.history_panel.is_collapsed))
        settings.setValue("presence/cursors", window.together.cursors)
        settings.setValue("presence/quiet", int(window.together.is_quiet))
        save_tools(window.canvas.hand, settings)
        canvas = window.canvas
        if not canvas.figures.is_empty:  # else all there will be is to be shown then
            view = canvas.view
            settings.setValue(self._view_key, f"{view.zoom!r} {view.left!r} {view.top!r}")
        settings.setValue("window/colours", theme.chosen())
        settings.setValue("window/announce", window.announcer.merger.level)
        settings.sync()

    def _show_scheme(self) -> None:
        self._window.commands.action(f"view.colours.{theme.chosen()}").setChecked(True)

    def _show_level(self) -> None:
        level = self._window.announcer.merger.level
        self._window.commands.action(f"view.announce.{level}").setChecked(True)

    def _view(self) -> View | None:
        """The last view of the room, if there was one that makes sense."""
        assert self._settings is not None
        try:
            zoom, left, top = map(float, str(self._settings.value(self._view_key, "")).split())
        except ValueError:
            return None
        is_good = FARTHEST <= zoom <= NEAREST and isfinite(left) and isfinite(top)
        return View(zoom, left, top) if is_good else None

    def _show_together(self) -> None:
        together, commands = self._window.together, self._window.commands
        commands.action(f"view.cursors.{together.cursors}").setChecked(True)
        commands.action("view.quiet").setChecked(together.is_quiet)

    def _bytes(self, key: str) -> QByteArray:
        assert self._settings is not None
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _number(self, key: str, default: int = 0) -> int:
        # From an INI file numbers come back as texts.
        assert self._settings is not None
        try:
            return int(str(self._settings.value(key, default)))
        except ValueError:
            return default
