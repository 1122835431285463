"""A small panel beside a button, with more to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QWidget

__all__ = ["Flyout"]

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Flyout(QFrame):
    """Closes as soon as one of its buttons is clicked; arrows go from one to the next.

    Args:
        beside: the button that it belongs to.
        columns: so many buttons stand side by side.
    """

    def __init__(self, beside: QWidget, name: str, columns: int) -> None:
        super().__init__(beside, Qt.WindowType.Popup)
        self._beside = beside
        self._columns = columns
        self._buttons: list[QAbstractButton] = []
        self._places: list[tuple[int, int]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(6, 6, 6, 6)
        self._grid.setSpacing(2)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(name)
        self.setWindowTitle(name)

    @property
    def buttons(self) -> Sequence[QAbstractButton]:
        return self._buttons

    def add(self, buttons: Sequence[QAbstractButton]) -> None:
        """Put buttons into it, from left to right and from the top down."""
        for button in buttons:
            row, column = divmod(len(self._buttons), self._columns)
            self._grid.addWidget(button, row, column)
            self._places.append((column, row))
            self._buttons.append(button)
            button.clicked.connect(self.close)

    def open(self) -> None:
        """Show it beside its button, with the keyboard on what is chosen now."""
        self.adjustSize()
        corner = self._beside.mapToGlobal(QPoint(self._beside.width() + 4, 0))
        screen = self._beside.screen().availableGeometry()
        x = min(corner.x(), screen.right() - self.width())
        y = min(corner.y(), screen.bottom() - self.height())
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        chosen = [button for button in self._buttons if button.isChecked()]
        for button in (chosen or self._buttons)[:1]:
            button.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key()))
        focused = [button for button in self._buttons if button.hasFocus()]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused:
            focused[0].click()
        elif step is not None and focused:
            self._go(self._buttons.index(focused[0]), *step)
        else:
            super().keyPressEvent(event)

    def _go(self, index: int, right: int, down: int) -> None:
        """Give the keyboard to a button beside, above or below the one of this index."""
        places = self._places
        column, row = places[index]
        beside = (column + right, row + down)
        if beside in places:
            self._buttons[places.index(beside)].setFocus(Qt.FocusReason.TabFocusReason)
