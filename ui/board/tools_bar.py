"""The column of tools, colours and widths beside the canvas."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from ..theme import Theme, current
from .icons import SIGNS, paint_dot, paint_swatch
from .tools.hand import Hand
from .tools.toolbox import TOOLS
from .tools.widths import INKS, WIDTHS

__all__ = ["BoardTools"]

TOOL_NAMES: dict[str, tuple[str, str]] = {
    "select": ("Select", "V"),
    "lasso": ("Lasso", "Shift+V"),
    "hand": ("Hand", "H or hold Space"),
    "pen": ("Pen", "P"),
    "eraser": ("Eraser", "E"),
}

WIDTH_NAMES = ("Finest", "Fine", "Medium", "Broad", "Broadest")

SIDE, SIGN = 32, 24
COLUMNS = 2


class _Choice(QAbstractButton):
    """A button that paints its own sign, in the colours of the theme of the moment."""

    def __init__(
        self, name: str, tip: str, paint: Callable[[QPainter, Theme], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._paint = paint
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        # A click must not take the keyboard from the canvas; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(SIDE, SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, e: QPaintEvent) -> None:
        del e
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse() or self.isDown():
            fill = QColor(theme.accent)
            fill.setAlphaF(0.22 if self.isChecked() else 0.1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(ground, 7, 7)
        if self.isChecked() or self.hasFocus():
            width = 2 if self.hasFocus() else 1.5
            painter.setPen(QPen(theme.text if self.hasFocus() else theme.accent, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, 7, 7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate((SIDE - SIGN) / 2, (SIDE - SIGN) / 2)
        self._paint(painter, theme)


class BoardTools(QWidget):
    """Buttons for `hand`, which stay true to what keys do with it."""

    def __init__(self, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hand = hand
        self._groups: list[QButtonGroup] = []
        self.setAccessibleName("Board tools")

        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(10)
        self._tools = self._add(
            [
                _Choice(name, f"{name} ({key})", partial(_paint_tool, tool), self)
                for tool, (name, key) in TOOL_NAMES.items()
            ],
            lambda i: hand.take(TOOLS[i]),
        )
        self._inks = self._add(
            [
                _Choice(
                    f"{ink.capitalize()} colour",
                    f"{ink.capitalize()} (C for the next colour)",
                    partial(_paint_ink, ink),
                    self,
                )
                for ink in INKS
            ],
            lambda i: hand.pen.set_ink(INKS[i]),
        )
        self._widths = self._add(
            [
                _Choice(f"{name} line", f"{name} line ({key})", partial(_paint_width, width), self)
                for key, (name, width) in enumerate(zip(WIDTH_NAMES, WIDTHS, strict=True), 1)
            ],
            lambda i: hand.pen.set_width(i + 1),
        )
        column.addStretch()

        hand.tool_changed.connect(self._follow)
        hand.pen.ink_changed.connect(self._follow)
        hand.pen.width_changed.connect(self._follow)
        self._follow()

    def _add(self, buttons: Sequence[_Choice], choose: Callable[[int], None]) -> Sequence[_Choice]:
        """Put a group of buttons below the others, of which one is chosen."""
        grid = QGridLayout()
        grid.setSpacing(2)
        group = QButtonGroup(self)
        for i, button in enumerate(buttons):
            group.addButton(button, i)
            grid.addWidget(button, i // COLUMNS, i % COLUMNS)
        group.idClicked.connect(choose)
        self._groups.append(group)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(grid)
        return buttons

    def _follow(self) -> None:
        """Show as chosen what the hand has."""
        hand, pen = self._hand, self._hand.pen
        for buttons, index in (
            (self._tools, TOOLS.index(hand.tool)),
            (self._inks, INKS.index(pen.ink) if pen.ink in INKS else None),
            (self._widths, pen.width - 1),
        ):
            if index is not None:
                buttons[index].setChecked(True)


def _paint_tool(tool: str, painter: QPainter, theme: Theme) -> None:
    SIGNS[tool](painter, theme.text)


def _paint_ink(ink: str, painter: QPainter, theme: Theme) -> None:
    paint_swatch(painter, theme.inks[ink], theme.muted)


def _paint_width(width: float, painter: QPainter, theme: Theme) -> None:
    # The finest are told apart only if they are a little larger than they draw.
    paint_dot(painter, 2 + width, theme.text)
