"""A switch of a few words, one of which holds: [ Board | Counter ]."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from . import theme
from .contrast import faint

__all__ = ["Switch"]

RADIUS = 6.0


class Switch(QWidget):
    """Emits `chosen` with the number of the word that was pressed."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, word in enumerate(words):
            segment = _Segment(word, number == 0, number == len(words) - 1)
            segment.setAccessibleName(f"{name}: {word}")
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self._group.idClicked.connect(self.chosen)
        self.show_chosen(0)

    def show_chosen(self, number: int) -> None:
        self._group.button(number).setChecked(True)

    def button(self, number: int) -> QAbstractButton:
        return self._group.button(number)


class _Segment(QAbstractButton):
    """One word; the outer ones have round corners."""

    def __init__(self, word: str, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self.setText(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._is_first, self._is_last = is_first, is_last

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 32, max(metrics.height() + 12, 28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Corners outside of the widget are cut off, so the inner ones come out square.
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        box.setLeft(box.left() - (0 if self._is_first else 12))
        box.setRight(box.right() + (0 if self._is_last else 12))
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS, RADIUS)
        chosen = self.isChecked()
        weak = theme.mixed(colors.text, colors.panel, 0.03 if self.underMouse() else 0.0)
        painter.fillPath(path, theme.mixed(colors.accent, colors.paper, 0.16) if chosen else weak)
        painter.setPen(QPen(faint(colors.text, colors.panel), 1))
        painter.drawPath(path)
        if not self._is_first:
            painter.drawLine(0, 0, 0, self.height())
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 4, 4)
        painter.setPen(colors.accent if chosen else colors.text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
