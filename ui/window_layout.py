"""Where the parts of the main window stand. Splitters only: floating docks break on Wayland."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QSplitterHandle,
    QVBoxLayout,
    QWidget,
)

__all__ = ["beside", "columns", "in_tab_order", "rows", "scrolled", "scrolled_beside", "stacked"]


def stacked(*widgets: QWidget, grows: QWidget) -> QWidget:
    """`widgets` from top to bottom without gaps; `grows` takes what is left."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is grows else 0)
    return holder


def beside(left: QWidget, right: QWidget) -> QWidget:
    """`left` as wide as it wants to be, and `right` beside it."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(left)
    layout.addWidget(right, 1)
    return holder


def columns(main: QWidget, side: QWidget, sizes: Sequence[int]) -> QSplitter:
    """`main` and `side` with a line to drag between them; `main` grows with the window."""
    return _divided(Qt.Orientation.Horizontal, main, side, sizes)


def rows(main: QWidget, bottom: QWidget, sizes: Sequence[int]) -> QSplitter:
    """`main` over `bottom`, with a line to drag between them; `main` grows with the window."""
    return _divided(Qt.Orientation.Vertical, main, bottom, sizes)


def scrolled(tall: QWidget) -> QScrollArea:
    """`tall` as high as it wants to be, in as much room as there is."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(tall.sizeHint().width())
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(tall)
    return area


def scrolled_beside(tall: QWidget) -> QScrollArea:
    """As `scrolled`, just as wide as `tall`: a bar to scroll with stands beside it."""
    area = scrolled(tall)
    bar, width = area.verticalScrollBar(), tall.sizeHint().width()

    def make_room(_least: int, most: int) -> None:
        area.setFixedWidth(width + (bar.sizeHint().width() if most else 0))

    bar.rangeChanged.connect(make_room)
    make_room(0, bar.maximum())
    return area


def in_tab_order(*widgets: QWidget) -> None:
    """Let Tab go from one to the next."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)


class _Divided(QSplitter):
    """Draws its line itself: below a style sheet, widgets would miss changes of the palette."""

    def createHandle(self) -> QSplitterHandle:
        return _Line(self.orientation(), self)


class _Line(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self.palette().mid())


def _divided(
    orientation: Qt.Orientation, main: QWidget, other: QWidget, sizes: Sequence[int]
) -> QSplitter:
    splitter = _Divided(orientation)
    splitter.addWidget(main)
    splitter.addWidget(other)
    splitter.setStretchFactor(0, 1)
    splitter.setChildrenCollapsible(False)
    splitter.setSizes(list(sizes))
    splitter.setHandleWidth(1)
    return splitter
