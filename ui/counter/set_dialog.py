"""Asks for the number to set the counter to."""

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

__all__ = ["SetDialog"]


class SetDialog(QDialog):
    """Emits `chosen` with a whole number; shown with `open`, so that nothing waits for it."""

    chosen = Signal(object)  # an int, which Qt would cut to 32 bits

    def __init__(self, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Set the counter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit(str(value))
        self.field.setValidator(
            QRegularExpressionValidator(QRegularExpression(r"[-+−]?\d{1,16}"), self.field)
        )
        self.field.selectAll()
        label = QLabel("New &value:")
        label.setBuddy(self.field)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self.field)
        layout.addWidget(buttons)

    def accept(self) -> None:
        if self.field.hasAcceptableInput():
            self.chosen.emit(int(self.field.text().replace("−", "-")))
            super().accept()
