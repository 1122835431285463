"""What the board can be asked for without a pointer."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from redux_scuttlebutt.ui.board.commands import TOOL_KEYS, TOOL_NAMES
from redux_scuttlebutt.ui.board.tools.toolbox import TOOLS
from redux_scuttlebutt.ui.commands.keymap import KeyMap
from support.board import Drawing


def test_every_tool_has_a_name_and_a_key_of_its_own() -> None:
    assert list(TOOL_NAMES) == list(TOOL_KEYS) == list(TOOLS)
    assert len(set(TOOL_KEYS.values())) == len(TOOLS)


def test_no_two_commands_share_a_key(empty: Drawing) -> None:
    commands = empty.canvas.commands
    keys = KeyMap(commands)

    assert len(keys.commands) == len(commands)
    for command in commands:
        assert keys.of(command.id) == command.default_keys(), command.id


def test_a_window_says_what_keys_mean_here(empty: Drawing) -> None:
    (pen,) = [c for c in empty.canvas.commands if c.id == "board.tool.pen"]
    (hand,) = [c for c in empty.canvas.commands if c.id == "board.tool.hand"]
    keys = KeyMap([pen, hand])
    keys.choose(hand.id, [*keys.of(pen.id)])

    empty.canvas.obey(keys)
    empty.key(Qt.Key.Key_P)

    assert keys.meant("board", QKeyCombination(Qt.Key.Key_P)) is hand
    assert empty.canvas.hand.tool == "hand"


def test_ctrl_d_duplicates_also_where_the_system_deletes_by_it(empty: Drawing) -> None:
    keys = {command.id: command.default_keys() for command in empty.canvas.commands}

    assert QKeySequence("Ctrl+D") in keys["board.duplicate"]
    assert keys["board.delete"] == (QKeySequence("Del"), QKeySequence("Backspace"))
