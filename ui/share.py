"""Invite somebody, or join: one link to copy out, one field that takes what others sent."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from .words import plain

__all__ = ["ShareDialog"]


class ShareDialog(QDialog):
    """Not modal, and kept between uses. `asked_to_connect` carries the text of the field."""

    asked_to_connect = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Share")
        self.setMinimumWidth(440)
        self.link = QLineEdit()
        self.link.setReadOnly(True)
        self.link.setAccessibleName("Invite link")
        self.copy_button = QPushButton("&Copy")
        self.copy_button.setAccessibleName("Copy the invite link")
        self.copy_button.clicked.connect(self.copy_link)
        self.field = QLineEdit()
        self.field.setPlaceholderText("a link, or an address like study-pc:7531")
        self.field.setAccessibleName("Link or address to connect to")
        self.join_button = QPushButton("C&onnect")
        self.join_button.setAccessibleName("Connect to this link or address")
        self.join_button.setDefault(True)
        self.join_button.clicked.connect(self._ask)
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setAccessibleName("Why that does not work")
        self.problem.hide()

        invite = QLabel("&Invite somebody with this link")
        invite.setBuddy(self.link)
        join = QLabel("&Reach somebody whose link or address you have")
        join.setBuddy(self.field)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 14, 16, 16)
        grid.setVerticalSpacing(6)
        grid.addWidget(invite, 0, 0, 1, 2)
        grid.addWidget(self.link, 1, 0)
        grid.addWidget(self.copy_button, 1, 1)
        grid.setRowMinimumHeight(2, 10)
        grid.addWidget(join, 3, 0, 1, 2)
        grid.addWidget(self.field, 4, 0)
        grid.addWidget(self.join_button, 4, 1)
        grid.addWidget(self.problem, 5, 0, 1, 2)

    def invite(self, link: str) -> None:
        """Show the link, ready to be copied."""
        self._show(link)
        self.copy_button.setFocus()

    def join(self, link: str) -> None:
        """Show the field, ready to be typed into."""
        self._show(link)
        self.field.setFocus()
        self.field.selectAll()

    def copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self.link.text())
        self.copy_button.setText("Copied ✓")

    def refuse(self, reason: str) -> None:
        """Say under the field why its text does not work."""
        self.problem.setText(plain(reason))
        self.problem.show()
        self.field.setFocus()

    def _show(self, link: str) -> None:
        self.link.setText(link)
        self.link.setCursorPosition(0)
        self.copy_button.setText("&Copy")
        self.problem.hide()
        self.show()
        self.raise_()
        self.activateWindow()

    def _ask(self) -> None:
        self.problem.hide()
        text = self.field.text().strip()
        if text:
            self.asked_to_connect.emit(text)
