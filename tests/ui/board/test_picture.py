"""Whatever was done, the window shows what painting the board in one go would show."""

from random import Random

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui.board.tools.widths import INKS
from support.board import Drawing, line, z_at


def others_do_something(drawing: Drawing, chance: Random, step: int) -> str:
    """Change the board from elsewhere: late, on top, moved or removed."""
    board = drawing.board
    shapes, ids = board.shapes, sorted(board.shapes)
    x, y = chance.randrange(500), chance.randrange(350)
    kind = chance.choice(["top", "late", "moved", "removed"])
    if kind == "top":
        board = Board(shapes.set(f"o{step}", line(x, y, z=20 + step)))
    elif kind == "late":
        late = replace(line(x, y, length=200), z=z_at(chance.randrange(9)) + f"{step:04}")
        board = Board(shapes.set(f"o{step}", late))
    elif ids and kind == "moved":
        one = chance.choice(ids)
        board = Board(shapes.set(one, replace(shapes[one], x=x * 64, y=-y * 32)))
    elif ids:
        board = Board(shapes.delete(chance.choice(ids)))
    drawing.show(board)
    return kind


def i_do_something(drawing: Drawing, chance: Random) -> str:
    """One gesture, or a look elsewhere."""
    canvas = drawing.canvas
    at, to, end = [(chance.randrange(500), chance.randrange(350)) for _ in range(3)]
    kind = chance.choice(["pen", "pen", "select", "eraser", "hand", "zoom", "nudge", "all", "esc"])
    if kind in ("pen", "select", "eraser", "hand"):
        canvas.hand.take(kind)
        canvas.hand.pen.set_ink(chance.choice(INKS))
        drawing.drag(at, to, end, release=chance.random() < 0.9)
    elif kind == "zoom":
        canvas.set_zoom(chance.choice([0.5, 0.8, 1.0, 1.7]))
    elif kind == "nudge":
        drawing.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    elif kind == "all":
        canvas.hand.selection.select_all()
    else:
        canvas.hand.cancel()
    return f"{kind} {at} {to} {end}"


@pytest.mark.parametrize("seed", range(12))
def test_the_picture_is_as_if_painted_anew(empty: Drawing, qtbot: QtBot, seed: int) -> None:
    chance = Random(seed)
    story: list[str] = []
    for step in range(60):
        story.append(i_do_something(empty, chance))
        if chance.random() < 0.5:
            story.append(others_do_something(empty, chance, step))

    canvas = empty.canvas
    while canvas.hand.cancel():
        pass
    canvas.clearFocus()
    qtbot.waitUntil(lambda: canvas.is_settled)
    shown = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    expected = QImage(shown.size(), QImage.Format.Format_RGB32)
    expected.setDevicePixelRatio(shown.devicePixelRatio())
    canvas.render_to(expected)

    assert shown == expected, "\n".join(story)
