"""Everything that is done with a board, by keys alone, as the window system sends them."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.writing.editor import TextEditor
from redux_scuttlebutt.ui.main_window import MainWindow
from support.running import Running
from support.two_windows import at_once
from support.waiting import PATIENCE_S

Loop = asyncio.AbstractEventLoop
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
K = Qt.Key
Step = Iterator[None]


class Keyboard:
    """Types into whatever window has the keyboard, and sees that something always has it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, *, times: int = 1) -> Step:
        for _ in range(times):
            QTest.keyClick(self._target(), key, held)
            yield from self._keep_focus()

    def write(self, text: str) -> Step:
        for letter in text:
            QTest.keyClick(self._target(), Qt.Key(ord(letter.upper())))
            yield from self._keep_focus()

    def until(self, fact: Callable[[], object]) -> Step:
        """Wait for `fact`; a test that waits for ever is ended from outside."""
        end = monotonic() + PATIENCE_S
        while not fact():
            assert monotonic() < end, "it did not come"
            yield

    def _keep_focus(self) -> Step:
        """Something has the keyboard; once a dialog has closed, the window below it."""
        yield
        if focus_window() is None:
            # What every window manager does, and the platform without a screen does not.
            self._window.activateWindow()
            yield from self.until(self._window.isActiveWindow)
        assert self.focus.isVisible()

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the keyboard"
        return focus

    def _target(self) -> QWindow:
        target = focus_window()
        assert target is not None, "no window has the keyboard"
        return target


def focus_window() -> QWindow | None:
    return QGuiApplication.focusWindow()


def story(window: MainWindow) -> Step:
    """All of it, one after the other, as somebody would who has no mouse."""
    keys, canvas = Keyboard(window), window.canvas

    def shapes() -> dict[str, Shape]:
        return dict(canvas.board.shapes)

    def kinds() -> list[str]:
        return sorted(shape.kind for shape in shapes().values())

    def selected() -> Shape:
        [shape_id] = canvas.hand.selection.ids
        return shapes()[shape_id]

    window.activateWindow()
    yield from keys.until(window.isActiveWindow)
    assert keys.focus is canvas, "the board has the keyboard at once"

    # A rectangle, put in the middle, moved and made larger before it is accepted.
    yield from keys.press(K.Key_R)
    assert canvas.hand.tool == "rect"
    yield from keys.press(K.Key_Return)
    assert canvas.is_gesturing
    yield from keys.press(K.Key_Left, times=5)
    yield from keys.press(K.Key_Right, SHIFT, times=2)
    yield from keys.press(K.Key_Return)
    yield from keys.until(lambda: kinds() == ["rect"])
    assert canvas.hand.tool == "select"

    # A text, written where it stands.
    yield from keys.press(K.Key_Escape)
    yield from keys.press(K.Key_T)
    yield from keys.press(K.Key_Return)
    yield from keys.until(lambda: isinstance(keys.focus, TextEditor))
    yield from keys.write("hello keys")
    yield from keys.press(K.Key_Escape)
    yield from keys.until(lambda: kinds() == ["rect", "text"])
    assert keys.focus is canvas
    assert [s.text for s in shapes().values() if s.kind == "text"] == ["hello keys"]

    # Chosen, moved, duplicated, in another colour; and back, and forth again.
    yield from keys.press(K.Key_Escape)
    yield from keys.until(lambda: not canvas.hand.selection)
    while not canvas.hand.selection or selected().kind != "rect":
        yield from keys.press(K.Key_N)
    before = selected()
    yield from keys.press(K.Key_Down, times=3)
    yield from keys.until(lambda: selected().y > before.y)
    yield from keys.press(K.Key_D, CTRL)
    yield from keys.until(lambda: kinds() == ["rect", "rect", "text"])
    yield from keys.until(lambda: canvas.hand.selection)
    color = selected().color
    yield from keys.press(K.Key_C)
    yield from keys.until(lambda: selected().color != color)
    recoloured = shapes()
    yield from keys.press(K.Key_Z, CTRL)
    yield from keys.until(lambda: selected().color == color)
    yield from keys.press(K.Key_Z, CTRL | SHIFT)
    yield from keys.until(lambda: shapes() == recoloured)

    # The outline: walked, something chosen in it, and closed.
    yield from keys.press(K.Key_O, CTRL | SHIFT)
    assert window.outline.isAncestorOf(keys.focus)
    yield from keys.press(K.Key_Home, CTRL)
    yield from keys.press(K.Key_Down)
    chosen = window.outline.current()
    yield from keys.press(K.Key_Return)
    assert canvas.hand.selection.ids == {chosen}
    assert keys.focus is canvas
    yield from keys.press(K.Key_O, CTRL | SHIFT)
    assert not window.outline.isVisible()
    assert keys.focus is canvas

    # A command by its name.
    yield from keys.press(K.Key_K, CTRL)
    assert keys.focus is window.palette_dialog.field
    yield from keys.write("ellip")
    yield from keys.press(K.Key_Return)
    assert canvas.hand.tool == "ellipse"
    yield from keys.until(lambda: keys.focus is canvas)

    # The history: opened, looked back in, and returned from.
    yield from keys.press(K.Key_H, CTRL)
    yield from keys.press(K.Key_H, CTRL)
    assert window.history_panel.table.isVisible()
    live = shapes()
    yield from keys.press(K.Key_Left, ALT)
    assert window.looking_back
    yield from keys.press(K.Key_Left, times=2)
    assert shapes() != live
    yield from keys.press(K.Key_Home)
    assert shapes() == {}
    yield from keys.press(K.Key_Escape)
    assert not window.looking_back
    assert shapes() == live
    assert keys.focus is canvas

    # The dialog for exporting: open, through all of its fields, and closed.
    yield from keys.press(K.Key_E, CTRL | SHIFT)
    dialog = window.exporting.dialog
    yield from keys.until(dialog.isActiveWindow)
    begun, passed = keys.focus, set[QWidget]()
    while True:
        passed.add(keys.focus)
        yield from keys.press(K.Key_Tab)
        assert dialog.isAncestorOf(keys.focus)
        if keys.focus is begun:
            break
    assert {dialog.kind, dialog.save_button, dialog.copy_button} <= passed
    yield from keys.press(K.Key_Escape)
    yield from keys.until(lambda: not dialog.isVisible())
    yield from keys.until(window.isActiveWindow)
    assert keys.focus is canvas
    yield from keys.press(K.Key_P)
    assert canvas.hand.tool == "pen"


def test_the_whole_flow_goes_without_a_mouse(loop: Loop, tmp_path: Path) -> None:
    async def program() -> None:
        async with Running(tmp_path) as window:
            await at_once(story(window))

    loop.run_until_complete(program())
