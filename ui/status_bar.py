"""The bar at the bottom: a hint, how we stand, rewinds, zoom, and whether all is saved."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from . import theme
from .ports import Standing
from .words import count, plain, thousands

__all__ = ["StatusBar"]

PATIENCE_MS = 300
"""Saving that takes no longer than this is not worth a word."""

WIDEST = 400
"""Pixels of words on the pill, which would widen the window otherwise."""

GLYPHS = {"alone": "○", "in_step": "✓", "behind": "⇅", "offline": "⚠", "problem": "!"}


class StatusBar(QWidget):
    """Shows what it is told; the pill and the rewinds can be pressed."""

    pill_pressed = Signal()
    rewinds_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(30)
        self.hint = QLabel()
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setMinimumWidth(40)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.unprotected = QLabel("⚠ Not protected: this room has no key")
        self.unprotected.setToolTip("Whoever reaches this room can read it, and write in any name")
        self.unprotected.hide()
        self.pill = QPushButton()
        self.pill.setFlat(True)
        self.pill.clicked.connect(self.pill_pressed)
        self.rewinds = QPushButton()
        self.rewinds.setFlat(True)
        self.rewinds.clicked.connect(self.rewinds_pressed)
        self.zoomed = 1.0
        self.zoom = QLabel("100 %")
        self.zoom.setAccessibleName("Zoom")
        self.saved = QLabel()
        self._standing = Standing("alone", "")
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._say_saved(False))

        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(14)
        row.addWidget(self.hint, 1)
        for widget in (self.unprotected, self.pill, self.rewinds, self.zoom, self.saved):
            row.addWidget(widget)
        self._say_saved(True)
        self.show_rewinds(0)

    def show_hint(self, text: str) -> None:
        self.hint.setText(plain(text))
        self.hint.setToolTip("")

    def show_standing(self, standing: Standing) -> None:
        """The pill: a sign, the words, a colour."""
        self._standing = standing
        words = plain(standing.text)
        shown = f"{GLYPHS[standing.kind]} {words}"
        shown = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideMiddle, WIDEST)
        self.pill.setText(shown.replace("&", "&&"))
        self.pill.setAccessibleName(words)
        self._color()

    def show_protection(self, is_protected: bool) -> None:
        """Say so where the room has no key."""
        self.unprotected.setHidden(is_protected)

    def show_rewinds(self, number: int) -> None:
        self.rewinds.setText(f"↶ {thousands(number)}")
        words = f"{count(number, 'rewind')} because something came late, since opening"
        self.rewinds.setToolTip(words)
        self.rewinds.setAccessibleName(words)

    def show_zoom(self, zoom: float) -> None:
        self.zoomed = zoom
        self.zoom.setText(f"{zoom * 100:.0f} %")

    def show_unsaved(self, number: int) -> None:
        """How many of our own updates are not on disk yet."""
        if number == 0:
            self._patience.stop()
            self._say_saved(True)
        elif not self._patience.isActive() and self.saved.text().startswith("saved"):
            self._patience.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()

    def _say_saved(self, is_saved: bool) -> None:
        self.saved.setText("saved ✓" if is_saved else "saving…")
        self.saved.setToolTip(
            "Everything you did is on this disk" if is_saved else "Writing to the disk"
        )

    def _color(self) -> None:
        colors = theme.current()
        by_kind: dict[str, QColor] = {
            "alone": colors.muted,
            "in_step": colors.good,
            "behind": colors.accent,
            "offline": colors.past,
            "problem": colors.bad,
        }
        palette = QPalette(self.pill.palette())
        color = by_kind[self._standing.kind]
        if palette.color(QPalette.ColorRole.ButtonText) != color:
            palette.setColor(QPalette.ColorRole.ButtonText, color)
            self.pill.setPalette(palette)
        _paint(self.unprotected, colors.bad)


def _paint(label: QLabel, color: QColor) -> None:
    palette = QPalette(label.palette())
    if palette.color(QPalette.ColorRole.WindowText) != color:
        palette.setColor(QPalette.ColorRole.WindowText, color)
        label.setPalette(palette)
