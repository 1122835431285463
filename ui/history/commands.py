"""What the history can be asked for: steps, rewinds, playing.

Arrows and other keys without Ctrl or Alt mean these while the history has the keyboard, and
on the pages while one looks back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..commands.command import Command

if TYPE_CHECKING:
    from .panel import HistoryPanel

__all__ = ["history_commands"]

FAR = 10


def history_commands(panel: HistoryPanel) -> list[Command]:
    """The commands of one history, in the order in which they are read."""

    def step(name: str, text: str, by: int, keys: tuple[str, ...]) -> Command:
        return Command(
            f"history.{name}", text, partial(panel.step, by), more_keys=keys, where="history"
        )

    return [
        step("back", "Step &back", -1, ("Alt+Left", "Left")),
        step("forward", "Step &forward", 1, ("Alt+Right", "Right")),
        step("back_far", "Ten steps back", -FAR, ("Shift+Left",)),
        step("forward_far", "Ten steps forward", FAR, ("Shift+Right",)),
        Command(
            "history.previous_rewind",
            "&Previous rewind",
            panel.previous_rewind,
            more_keys=("Alt+PgUp", "PgUp"),
            where="history",
        ),
        Command(
            "history.next_rewind",
            "&Next rewind",
            panel.next_rewind,
            more_keys=("Alt+PgDown", "PgDown"),
            where="history",
        ),
        Command(
            "history.beginning",
            "To the be&ginning",
            partial(panel.go_to, 0),
            "Home",
            where="history",
        ),
        Command("history.end", "To the e&nd", panel.back_to_live, "End", where="history"),
        Command("history.play", "Pla&y or pause", panel.toggle_playing, "Ctrl+J", where="history"),
    ]
