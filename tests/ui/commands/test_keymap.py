"""Which keys mean which command."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from redux_scuttlebutt.ui.commands.command import Command, Where
from redux_scuttlebutt.ui.commands.keymap import KeyMap, is_plain

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


def command(name: str, *keys: str, where: Where = "board") -> Command:
    return Command(name, name, lambda: None, more_keys=keys, where=where)


def meant(
    keys: KeyMap,
    where: Where,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> str | None:
    found = keys.meant(where, QKeyCombination(modifiers, key))
    return found.id if found else None


def test_a_letter_means_something_only_where_its_command_belongs() -> None:
    keys = KeyMap([command("pen", "P"), command("sheet", "?", where="window")])

    assert meant(keys, "board", KEY.Key_P) == "pen"
    assert meant(keys, "history", KEY.Key_P) is None
    assert meant(keys, "history", KEY.Key_Question, SHIFT) == "sheet"


def test_the_keypad_makes_no_difference() -> None:
    keys = KeyMap([command("whole", "Ctrl+0")])

    assert meant(keys, "board", KEY.Key_0, CTRL | KEYPAD) == "whole"


def test_a_letter_with_a_modifier_is_another_key() -> None:
    keys = KeyMap([command("pen", "P")])

    assert meant(keys, "board", KEY.Key_P, SHIFT) is None
    assert meant(keys, "board", KEY.Key_P, CTRL) is None


def test_a_sign_needs_shift_where_the_keyboard_says_so() -> None:
    keys = KeyMap([command("nearer", "Ctrl++"), command("all", "Shift+1", "!")])

    assert meant(keys, "board", KEY.Key_Plus, CTRL | SHIFT) == "nearer"
    assert meant(keys, "board", KEY.Key_Plus, CTRL) == "nearer"
    assert meant(keys, "board", KEY.Key_1, SHIFT) == "all"
    assert meant(keys, "board", KEY.Key_Exclam, SHIFT) == "all"


def test_plain_keys_are_those_that_write_or_walk() -> None:
    plain = {"P", "Shift+C", "Left", "Home", "?", "Del"}
    others = {"Ctrl+P", "Alt+Left", "Esc", "F3", "Shift+F3"}

    assert {text for text in plain | others if is_plain(QKeySequence(text))} == plain


def test_a_chosen_key_is_taken_from_who_had_it() -> None:
    keys = KeyMap([command("pen", "P", "D"), command("eraser", "E")])

    owner = keys.owner("eraser", QKeySequence("P"))
    keys.choose("eraser", [QKeySequence("P")])

    assert owner is not None and owner.id == "pen"
    assert (keys.shown("pen"), keys.shown("eraser")) == ("D", "P")
    assert meant(keys, "board", KEY.Key_E) is None


def test_a_letter_of_the_board_is_free_in_the_history() -> None:
    keys = KeyMap([command("pen", "P"), command("play", where="history")])

    assert keys.owner("play", QKeySequence("P")) is None


def test_ctrl_is_the_whole_windows_wherever_it_belongs() -> None:
    keys = KeyMap([command("whole", "Ctrl+0"), command("play", where="history")])

    assert keys.owner("play", QKeySequence("Ctrl+0")) is not None


def test_a_new_versions_key_does_not_take_away_a_chosen_one() -> None:
    keys = KeyMap([command("new", "P"), command("mine")])

    keys.choose("mine", [QKeySequence("P")])

    assert (keys.shown("new"), keys.shown("mine")) == ("", "P")
    assert meant(keys, "board", KEY.Key_P) == "mine"


def test_its_own_keys_come_back_unless_they_were_given_away() -> None:
    keys = KeyMap([command("pen", "P"), command("eraser", "E")])
    keys.choose("eraser", [QKeySequence("P")])

    keys.reset("pen")
    assert keys.shown("pen") == ""

    keys.reset("eraser")
    assert (keys.shown("pen"), keys.shown("eraser")) == ("P", "E")


def test_what_cannot_be_done_now_leaves_its_key_to_others() -> None:
    done: list[str] = []
    can = Command("can", "Can", lambda: done.append("can"))
    cannot = Command("cannot", "Cannot", lambda: done.append("cannot"), when=lambda: "not now")
    keys = KeyMap([can, cannot])

    assert keys.run(can)
    assert not keys.run(cannot)
    assert done == ["can"]
