"""Who somebody really is: the words of their key, to be compared with their own screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..store.update import SourceId
from . import theme
from .ports import Person
from .words import breakable, called, plain

__all__ = ["PersonCard"]

WIDTH = 420


class PersonCard(QDialog):
    """Shows one person.

    `judged(source, matches)` when somebody has compared the words, or takes that back.
    """

    judged = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: SourceId | None = None
        self.setMinimumWidth(WIDTH)
        self.name = _label(1.3)
        self.warning = _label()
        self.question = _label()
        self.words = _label(1.25)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.advice = _label()
        self.match = QPushButton("They &match")
        self.forget = QPushButton("&Forget that")
        self.close_button = QPushButton("&Close")
        self.match.clicked.connect(lambda: self._judge(True))
        self.forget.clicked.connect(lambda: self._judge(False))
        self.close_button.clicked.connect(self.reject)

        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for label in (self.name, self.warning, self.question, self.words, self.advice):
            column.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.match, self.forget, self.close_button):
            row.addWidget(button)
        column.addLayout(row)

    def show_person(self, person: Person) -> None:
        """Show who `person` is; stays until closed."""
        self.update_person(person)
        self.open()
        self.close_button.setFocus()

    def update_person(self, person: Person) -> None:
        """Show `person` as they are now."""
        self._source = person.source
        name = called(person.name, person.source)
        look = theme.look(person.source)
        self.setWindowTitle(f"{name} · who is this?")
        self.name.setText(f"{look.mark}  {name}")
        _paint(self.name, look.color.name())
        self.warning.setText(breakable(f"! This one {plain(person.warning)}."))
        self.warning.setVisible(bool(person.warning))
        _paint(self.warning, theme.current().bad.name())
        words = person.fingerprint.split()
        self.words.setText("\n".join(("  ".join(words[:3]), "  ".join(words[3:]))))
        self.words.setAccessibleName(f"Six words: {person.fingerprint}")
        self.question.setText(_question(person, name))
        self.advice.setText(_advice(person, name))
        self.match.setVisible(not person.is_me and not person.is_verified)
        self.forget.setVisible(person.is_verified)

    @property
    def source(self) -> SourceId | None:
        """Who is shown."""
        return self._source

    def _judge(self, matches: bool) -> None:
        self.accept()
        if self._source is not None:
            self.judged.emit(self._source, matches)


def _question(person: Person, name: str) -> str:
    if person.is_me:
        return "Your words. Somebody else finds the same under your name:"
    if person.is_verified:
        return f"You compared these words with {name}’s screen, and they matched:"
    return f"Compare these words with {name}’s screen:"


def _advice(person: Person, name: str) -> str:
    if person.is_me:
        return "Names can be taken by anybody; these words come from the key of this device."
    if person.is_verified:
        return f"What this device shows as {name}’s was signed with the key that has these words."
    return (
        f"{name} clicks on their own name to see them. Compare side by side or by telephone, not"
        " by a message, which somebody else could write. If they differ, this is somebody else."
    )


def _label(scale: float = 1.0) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if scale != 1.0:
        font = QFont(label.font())
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setWeight(QFont.Weight.DemiBold)
        label.setFont(font)
    return label


def _paint(label: QLabel, color: str) -> None:
    palette = QPalette(label.palette())
    palette.setColor(QPalette.ColorRole.WindowText, color)
    label.setPalette(palette)
