"""Looks at the window at the scale of this process, and prints what is cut off, as JSON.

Run in a process of its own, because Qt reads QT_SCALE_FACTOR once.
"""

import json
import sys
import time
from collections.abc import Iterator
from math import ceil, floor

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QToolButton, QWidget

from redux_scuttlebutt.ui import theme
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
        if widget.wordWrap():
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            room = QRect(0, 0, widget.contentsRect().width(), 100_000)
            return metrics.boundingRect(room, int(flags), widget.text())
        return QRect(0, 0, metrics.horizontalAdvance(widget.text()), metrics.height())
    if isinstance(widget, QAbstractButton) and widget.text():
        text = widget.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        beside = 0 if widget.icon().isNull() else widget.iconSize().width() + 4
        if isinstance(widget, QCheckBox):
            beside = metrics.height() + 4
        if isinstance(widget, QToolButton) and not widget.icon().isNull():
            return None
        return QRect(0, 0, metrics.horizontalAdvance(text) + beside, metrics.height())
    return None


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


def main(scheme: theme.Scheme) -> None:
    application = QApplication(["scaled"])
    theme.follow(application)
    theme.choose(scheme)
    room = FakeRoom()
    room.name = "A room with a rather long name, as people give them"
    window = MainWindow(room, now=lambda: room.now)
    window.show()
    settle(application, window)
    found: dict[str, object] = {"ratio": window.devicePixelRatioF(), "lines": []}
    gaps: list[str] = []
    # Where the board begins within a pixel depends on what lies above and beside it.
    for higher in range(3):
        window.top_bar.setFixedHeight(44 + higher)
        drag(window.canvas, QPoint(-31, -67))
        settle(application, window)
        gaps += lines(window)
    found["lines"] = gaps
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
    found["cut off"] = sorted(set(texts))
    button = next(b for b in window.tools.findChildren(QAbstractButton) if b.isVisible())
    picture = button.grab()
    found["icon"] = [picture.width(), picture.devicePixelRatio()]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])  # pyright: ignore[reportArgumentType]
