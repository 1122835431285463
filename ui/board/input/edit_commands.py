"""What can be done to the selection, and by which keys."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QKeySequence

from ...commands.command import Command, Keys
from ..navigator import Navigator
from ..tools.arrange import SIDES
from ..tools.hand import Hand

__all__ = ["edit_commands"]

TURN = 15
"""Degrees that a key turns by."""


def edit_commands(hand: Hand, navigator: Navigator) -> list[Command]:
    """The commands for the selection of one canvas, in the order in which they are read."""
    edits, standard = hand.edits, QKeySequence.StandardKey

    def command(
        name: str,
        text: str,
        do: Callable[[], object],
        keys: Keys = None,
        more: Sequence[str] = (),
        sign: str = "",
    ) -> Command:
        return Command(f"board.{name}", text, do, keys, more, where="board", sign=sign)

    def walk(step: int) -> None:
        edits.walk(step)
        if frame := hand.selection.frame:
            navigator.bring(frame)

    return [
        command("cut", "Cu&t", edits.cut, standard.Cut, ("Ctrl+X",)),
        command("copy", "&Copy", edits.copy, standard.Copy, ("Ctrl+C",)),
        command("duplicate", "D&uplicate", edits.duplicate, "Ctrl+D", sign="duplicate"),
        # With Shift, brackets arrive as what they type.
        command(
            "order.front",
            "Bring to the &front",
            edits.bring_to_front,
            "Ctrl+Shift+]",
            ("Ctrl+Shift+}",),
            sign="to-front",
        ),
        command("order.forward", "Bring f&orward", edits.bring_forward, "Ctrl+]"),
        command("order.backward", "Send back&ward", edits.send_backward, "Ctrl+["),
        command(
            "order.back",
            "Send to the &back",
            edits.send_to_back,
            "Ctrl+Shift+[",
            ("Ctrl+Shift+{",),
            sign="to-back",
        ),
        *(command(f"align.{side}", f"Align {side}", partial(edits.align, side)) for side in SIDES),
        command(
            "distribute.across", "Spread evenly across", partial(edits.distribute, is_across=True)
        ),
        command(
            "distribute.down", "Spread evenly downwards", partial(edits.distribute, is_across=False)
        ),
        command("same_size", "Make the same size", edits.make_same_size),
        command("turn.left", "Turn to the left", partial(edits.turn, -TURN), ","),
        command("turn.right", "Turn to the right", partial(edits.turn, TURN), "."),
        command("walk.next", "Next object", partial(walk, 1), "N"),
        command("walk.previous", "Previous object", partial(walk, -1), "Shift+N"),
        command("grid", "&Grid", hand.squares.toggle, "G", sign="grid"),
    ]
