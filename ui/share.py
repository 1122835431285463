"""Invite somebody, or join: one link to copy out, one field that takes what others sent."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from .addresses import addresses_in, is_of_this_computer_only
from .words import breakable, plain

__all__ = ["ShareDialog"]

PATIENCE_MS = 5000
"""Who is there answers sooner; after this we say that nobody did."""

ONLY_HERE = "This link works on this computer only; start with --listen to be reached from others"


class ShareDialog(QDialog):
    """Not modal, and kept between uses. `asked_to_connect` carries the text of the field.

    As high as its words need at its width, which no layout sees to for a window.
    """

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
        self.only_here = _note("Who the link is for")
        self.only_here.setText(ONLY_HERE)
        self.problem = _note("Why that does not work")
        self.progress = _note("How connecting goes")
        self.patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self.patience.timeout.connect(self._say_nobody_answered)
        self._awaited = ""
        self._lay_out()
        self.resize(self.minimumWidth(), 0)

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
        self._end_waiting()
        self.problem.setText(breakable(plain(reason)))
        self.problem.show()
        self._fit()
        self.field.setFocus()

    def wait_for(self, text: str, *, is_linked: bool) -> None:
        """Say that whoever is at `text`, an address or a link, is being called.

        Args:
            is_linked: somebody else is connected already.
        """
        where = breakable(plain(", ".join(addresses_in(text)) or text, 80))
        self._awaited = f"Nobody {'else ' if is_linked else ''}has answered at {where} yet"
        self.problem.hide()
        self.progress.setText(f"Connecting to {where}…")
        self.progress.show()
        self.patience.start()
        self._fit()

    def answered(self) -> None:
        """Somebody is there: close, if that is what is being waited for."""
        if not self.progress.isHidden():
            self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._end_waiting()

    def _show(self, link: str) -> None:
        self.link.setText(link)
        self.link.setCursorPosition(0)
        self.copy_button.setText("&Copy")
        self.only_here.setVisible(is_of_this_computer_only(link))
        self.problem.hide()
        self._end_waiting()
        self._fit()
        self.show()
        self.raise_()
        self.activateWindow()

    def _ask(self) -> None:
        self.problem.hide()
        self._end_waiting()
        self._fit()
        text = self.field.text().strip()
        if text:
            self.asked_to_connect.emit(text)

    def _say_nobody_answered(self) -> None:
        self.progress.setText(f"{self._awaited}; it goes on trying")
        self._fit()

    def _end_waiting(self) -> None:
        self.patience.stop()
        self.progress.hide()

    def _fit(self) -> None:
        """Be as high as the words in it need now."""
        self._keep_height()
        self.resize(self.width(), self.minimumHeight())

    def _keep_height(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            least = layout.totalMinimumSize().height()
            # Without a note there is nothing to wrap, and this says -1.
            self.setMinimumHeight(max(layout.totalHeightForWidth(self.width()), least, 0))

    def _lay_out(self) -> None:
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
        grid.addWidget(self.only_here, 2, 0, 1, 2)
        grid.setRowMinimumHeight(3, 10)
        grid.addWidget(join, 4, 0, 1, 2)
        grid.addWidget(self.field, 5, 0)
        grid.addWidget(self.join_button, 5, 1)
        grid.addWidget(self.problem, 6, 0, 1, 2)
        grid.addWidget(self.progress, 7, 0, 1, 2)


def _note(name: str) -> QLabel:
    """A text of any length, hidden until there is something to say."""
    note = QLabel()
    note.setTextFormat(Qt.TextFormat.PlainText)
    note.setWordWrap(True)
    note.setAccessibleName(name)
    note.hide()
    return note
