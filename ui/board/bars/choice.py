"""The buttons beside the board: each paints its own sign, in the colours of the moment."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from ...commands.command import CommandId
from ...commands.keymap import KeyMap
from ...theme import Theme, current

__all__ = ["SIDE", "SIGN", "Choice", "Paint"]

SIDE, SIGN = 32, 24

CORNER = 5
"""So many pixels are the sides of the mark that tells of more behind a button."""

Paint = Callable[[QPainter, Theme], None]
"""Paints a sign into a square of `SIGN` by `SIGN`."""


class Choice(QAbstractButton):
    """A button with a sign.

    Args:
        name: what it is called.
        command_id: what does the same by keys, if anything does.
        keys_are: what those keys do, where it is not quite the same.
        has_more: there is more behind it, which `more` asks for.
    """

    more = Signal()

    def __init__(
        self,
        name: str,
        command_id: CommandId,
        paint: Paint,
        parent: QWidget,
        keys_are: str = "",
        *,
        has_more: bool = False,
    ) -> None:
        super().__init__(parent)
        self._command_id = command_id
        self._keys_are = keys_are
        self._paint = paint
        self._has_more = has_more
        self._keys: KeyMap | None = None
        self.setCheckable(True)
        self.rename(name)
        # A click must not take the keyboard from the canvas; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(SIDE, SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def become(self, name: str, command_id: CommandId, paint: Paint) -> None:
        """Stand for something else from now on."""
        self._command_id, self._paint = command_id, paint
        self.rename(name)
        self.update()

    def rename(self, name: str) -> None:
        """Be called something else."""
        self.setAccessibleName(name)
        self._tell()

    def show_keys(self, keys: KeyMap) -> None:
        """Say which keys do the same."""
        self._keys = keys
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def keyPressEvent(self, e: QKeyEvent) -> None:
        if self._has_more and e.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.more.emit()
        else:
            super().keyPressEvent(e)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._has_more:
            self.more.emit()
        else:
            super().contextMenuEvent(event)

    def changeEvent(self, e: QEvent) -> None:
        super().changeEvent(e)
        if e.type() is QEvent.Type.PaletteChange:
            self.update()

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
        if self._has_more:
            x, y = SIDE - 4.0, SIDE - 4.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.text)
            corner = (QPointF(x, y), QPointF(x - CORNER, y), QPointF(x, y - CORNER))
            painter.drawPolygon(QPolygonF(corner))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate((SIDE - SIGN) / 2, (SIDE - SIGN) / 2)
        self._paint(painter, theme)

    def _tell(self) -> None:
        name = self.accessibleName()
        keys = self._keys.shown(self._command_id) if self._keys and self._command_id else ""
        shown = f"{keys} {self._keys_are}".rstrip() if keys else ""
        self.setToolTip(f"{name} ({shown})" if shown else name)
