"""Looks at the window at the scale of this process, and prints what is cut off, as JSON.

Run in a process of its own, because Qt reads QT_SCALE_FACTOR once.
"""

import json
import sys
import time
from collections.abc import Iterator
from math import ceil, floor

from immutables import Map
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QToolButton, QWidget

from redux_scuttlebutt.store.documents.whiteboard import UNIT, Board, Shape
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.main_window import BOARD, COUNTER, MainWindow
from redux_scuttlebutt.ui.ports import Standing, Waiting
from support.room import ANA, BO, FakeRoom, stroke

__all__ = ["cut_off", "lines"]


def cut_off(window: QWidget, hint: QWidget | None = None) -> Iterator[str]:
    """Every visible text below `window` that has less room than it needs.

    The `hint` of the status bar gives its room to everything else, by design.
    """
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget is hint or widget.visibleRegion().isEmpty():
            continue
        needed = _needed(widget)
        if needed is None:
            continue
        room = widget.contentsRect()
        if needed.width() > room.width() or needed.height() > room.height():
            text = getattr(widget, "text", str)()
            yield (
                f"{type(widget).__name__} {text!r} has {room.width()}×{room.height()},"
                f" needs {needed.width()}×{needed.height()}"
            )


def _needed(widget: QWidget) -> QRect | None:
    metrics = QFontMetrics(widget.font())
    if isinstance(widget, QLabel) and widget.text():
        text = widget.text() if _buddy(widget) is None else _spoken(widget.text())
        if widget.wordWrap():
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            room = QRect(0, 0, widget.contentsRect().width(), 100_000)
            return metrics.boundingRect(room, int(flags), text)
        return QRect(0, 0, metrics.horizontalAdvance(text), metrics.height())
    if isinstance(widget, QAbstractButton) and widget.text():
        text = _spoken(widget.text())
        beside = 0 if widget.icon().isNull() else widget.iconSize().width() + 4
        if isinstance(widget, QCheckBox):
            beside = metrics.height() + 4
        if isinstance(widget, QToolButton) and not widget.icon().isNull():
            return None
        return QRect(0, 0, metrics.horizontalAdvance(text) + beside, metrics.height())
    return None


def _buddy(label: QLabel) -> QWidget | None:
    """What `label` names and has a key for, if there is such a thing."""
    return label.buddy()


def _spoken(text: str) -> str:
    """`text` without the signs that say which of its letters is a key."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def lines(window: MainWindow) -> list[str]:
    """Where an empty board is not paper: gaps between what it is made of."""
    paper = theme.current().paper.rgb()
    canvas, image = window.canvas, window.grab().toImage()
    ratio = image.devicePixelRatio()
    corner = canvas.mapTo(window, QPoint(0, 0))
    left, top = ceil(corner.x() * ratio) + 2, ceil(corner.y() * ratio) + 2
    right = floor((corner.x() + canvas.width()) * ratio) - 2
    bottom = floor((corner.y() + canvas.height()) * ratio) - 2
    x, y = left + 20, top + 20  # beside the first words
    found = [f"row {n}" for n in range(top, bottom) if image.pixel(x, n) != paper]
    return found + [f"column {n}" for n in range(left, right) if image.pixel(n, y) != paper]


def blurred(application: QApplication, window: MainWindow) -> list[str]:
    """Where ink has soft edges though they lie on pixels of the screen.

    Four pixels at 100 % are 5, 6 and 8 of the screen at 1.25, 1.5 and 2; so all edges are at
    multiples of four.
    """
    canvas, colors = window.canvas, theme.current()
    wide, left, right = 8, 40, 200
    level, upright = _straight((left, 60), (right, 60), wide), _straight((80, 100), (80, 260), wide)
    canvas.show_board(Board(Map({"level": level, "upright": upright})))
    canvas.look(View())
    settle(application, window)
    image = window.grab().toImage()
    ratio = image.devicePixelRatio()
    corner = canvas.mapTo(window, QPoint(0, 0))
    from_left, from_top = round(corner.x() * ratio), round(corner.y() * ratio)
    paper, ink = colors.paper.rgb(), colors.inks["ink"].rgb()

    def across(x: int, y: int, *, is_down: bool) -> list[int]:
        """The colours of the pixels around the line, from 20 before its middle to 20 behind."""
        far = round(20 * ratio)
        x, y = from_left + round(x * ratio), from_top + round(y * ratio)
        steps = range(-far, far)
        return [image.pixel(x, y + n) if is_down else image.pixel(x + n, y) for n in steps]

    sharp = [paper] * round(16 * ratio) + [ink] * round(8 * ratio) + [paper] * round(16 * ratio)
    found: list[str] = []
    for name, seen in {
        "level": across(140, 60, is_down=True),
        "upright": across(80, 180, is_down=False),
    }.items():
        if seen != sharp:
            shades = [QColor(pixel).name() for pixel in seen if pixel not in (paper, ink)]
            found.append(f"the {name} line has {seen.count(ink)} pixels of ink, and {shades}")
    canvas.show_board(Board())
    return found


def _straight(start: tuple[int, int], end: tuple[int, int], wide: int) -> Shape:
    """A line between two places in pixels at 100 %."""
    points = tuple(n * UNIT for n in (*start, *end))
    return Shape("line", points, "ink", wide * UNIT, "a0")


def drag(canvas: QWidget, by: QPoint) -> None:
    """Move the board, so that its tiles meet somewhere in the middle."""
    start, button = canvas.rect().center(), Qt.MouseButton.MiddleButton
    QTest.mousePress(canvas, button, pos=start)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, button, pos=start + by)


def settle(application: QApplication, window: MainWindow) -> None:
    end = time.monotonic() + 30
    while not window.canvas.is_settled and time.monotonic() < end:
        application.processEvents()
    for _ in range(5):
        application.processEvents()


def main(scheme: theme.Scheme, *, has_contrast: bool) -> None:
    application = QApplication(["scaled"])
    if has_contrast:
        theme._is_contrast_wanted = lambda: True  # pyright: ignore[reportPrivateUsage]
    theme.follow(application)
    theme.choose(scheme)
    room = FakeRoom()
    room.name = "A room with a rather long name, as people give them"
    window = MainWindow(room, now=lambda: room.now)
    window.show()
    settle(application, window)
    found: dict[str, object] = {"ratio": window.devicePixelRatioF(), "lines": []}
    gaps: list[str] = []
    soft: list[str] = []
    # Where the board begins within a pixel depends on what lies above and beside it.
    for higher in range(3):
        window.top_bar.setFixedHeight(44 + higher)
        drag(window.canvas, QPoint(-31, -67))
        settle(application, window)
        gaps += lines(window)
        soft += blurred(application, window)
    found["lines"] = gaps
    found["blurred"] = soft
    window.top_bar.setFixedHeight(44)
    room.receive(BO, {"type": "counter/incremented"})
    late = room.make(ANA, {"type": "counter/incremented"})
    for number in range(4):
        room.receive(BO, stroke(f"s{number}", at=(0, 100 * number)))
    room.deliver(late)
    room.standing = Standing("behind", "Bo lacks 12 of yours · receiving 120 of 480")
    room.waiting = Waiting(3, until=room.now)
    room.is_protected = False
    room.notices.append("This data was restored or copied; what you do counts apart from now on.")
    window.refresh()
    texts: list[str] = []
    for size in (window.minimumSize(), window.minimumSize() * 1.5):
        window.resize(size)
        for page in (BOARD, COUNTER):
            window.show_page(page)
            settle(application, window)
            texts += cut_off(window, window.status.hint)
    window.show_page(BOARD)
    window.show_outline(True)
    window.history_panel.go_to(1)
    window.open_key_sheet()
    window.key_sheet.choose("board.tool.pen")
    window.key_sheet.change.click()
    settle(application, window)
    texts += cut_off(window, window.status.hint)
    texts += cut_off(window.key_sheet, window.status.hint)
    window.key_sheet.hide()
    window.open_palette()
    window.exporting.export()
    window.sharing.invite()
    settle(application, window)
    for dialog in (window.palette_dialog, window.exporting.dialog, window.sharing.dialog):
        texts += cut_off(dialog)
    found["cut off"] = sorted(set(texts))
    button = next(b for b in window.tools.findChildren(QAbstractButton) if b.isVisible())
    picture = button.grab()
    found["icon"] = [picture.width(), picture.devicePixelRatio()]
    found["paper"] = window.canvas.palette().base().color().name()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], has_contrast="contrast" in sys.argv)  # pyright: ignore[reportArgumentType]
