"""What will come of an export: a small picture of it, and how large it will be."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from .board.export.frame import Frame, How, frame_of
from .board.export.pdf import MOST_PAGES, PAPERS, tiles_of
from .board.export.png import image_of, scale_of, size_of
from .board.shapes.figures import Figures
from .words import count, thousands

__all__ = ["ExportPreview", "size_in_words"]

WIDTH, HEIGHT = 300, 220
"""Pixels."""


class ExportPreview(QWidget):
    """A picture, and words below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = QLabel()
        self.picture.setAccessibleName("Preview")
        self.picture.setFixedSize(WIDTH, HEIGHT)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_words = QLabel()
        self.size_words.setAccessibleName("Size")
        self.size_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picture)
        layout.addWidget(self.size_words)
        layout.addStretch(1)

    def show_figures(self, figures: Figures, kind: str, how: How) -> None:
        """Show what a file of the `kind` would; perhaps there is nothing."""
        if not figures:
            self.picture.setPixmap(QPixmap())
            self.picture.setText("There is nothing drawn yet")
            self.size_words.setText("")
            return
        frame = frame_of(figures, how.margin)
        ratio = self.devicePixelRatioF()
        scale = min(1.0, WIDTH / frame.width, HEIGHT / frame.height) * ratio
        pixmap = QPixmap.fromImage(image_of(figures, frame, scale, replace(how, title="")))
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)
        words = size_in_words(frame, kind, how)
        self.size_words.setText(words)
        self.picture.setAccessibleDescription(words)


def size_in_words(frame: Frame, kind: str, how: How) -> str:
    """How large a file of the `kind` will show the drawing, in pixels or sheets."""
    if kind == "png":
        fitting = scale_of(frame, how.scale)
        wide, high = size_of(frame, fitting)
        words = f"{thousands(wide)} × {thousands(high)} pixels"
        if fitting < how.scale:
            words += f": made at {fitting:.2g}×, as large as a picture may be"
        return words
    if kind == "pdf" and how.page in PAPERS:
        sheets = tiles_of(frame, how.page, how.scale).count
        words = count(sheets, "sheet")
        return words + f"; at most {MOST_PAGES} are made" if sheets > MOST_PAGES else words
    return f"{thousands(frame.width)} × {thousands(frame.height)} pixels"
