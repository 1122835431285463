"""The menu bar: everything the window can do, with its keys."""

from PySide6.QtWidgets import QMainWindow

from .commands.registry import Commands

__all__ = ["add_menus"]


def add_menus(window: QMainWindow, commands: Commands) -> None:
    """Fill the menu bar of `window`."""
    for title, entries in commands.menus.items():
        menu = window.menuBar().addMenu(title)
        for command in entries:
            if command is None:
                menu.addSeparator()
            else:
                menu.addAction(commands.action(command.id))
