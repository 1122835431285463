"""Asks what to export and how, and shows what will come of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..store.documents.shapes import Shape
from . import theme
from .board.export.frame import How, NothingDrawn, chosen, frame_of
from .board.export.kinds import KINDS
from .board.export.pdf import MOST_PAGES, PAPERS, tiles_of
from .board.export.png import image_of, scale_of, size_of
from .board.shapes.figures import Figures
from .words import count, thousands

__all__ = ["ExportDialog"]

PREVIEW = (300, 220)
"""Pixels."""

SETTLE_MS = 60
"""Who walks through a list of choices sees the last of them pictured."""

SCALES = ("1×", "2×", "3×", "4×")
COLOURS = ("Light", "Dark")
PAGES = {
    "drawing": "One, as large as the drawing",
    "a4": "Sheets of A4, to be glued",
    "letter": "Sheets of Letter, to be glued",
}
SMALLEST_FIELD = 30


class ExportDialog(QDialog):
    """Not modal, and kept between uses.

    `asked_to_save` carries the kind of file, the shapes and how; `asked_to_copy` the
    latter two.
    """

    asked_to_save = Signal(str, object, object)
    asked_to_copy = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export picture")
        self._shapes: Mapping[str, Shape] = {}
        self._selected: frozenset[str] = frozenset()
        self._title = ""
        self._figures = Figures()
        self.what = _choice("What to export")
        self.kind = _choice("Kind of file", KINDS.values())
        self.scale = _choice("How large", SCALES)
        self.colours = _choice("In which colours", COLOURS)
        self.page = _choice("Pages", PAGES.values())
        self.transparent = QCheckBox("&Without paper")
        self.transparent.setToolTip("Leaves the ground transparent")
        self.board = QCheckBox("&Can be opened again")
        self.board.setToolTip("The file carries the drawing itself, and not only its picture")
        self.board.setChecked(True)
        for switch in (self.transparent, self.board):
            switch.setMinimumHeight(SMALLEST_FIELD)
        self.preview = QLabel()
        self.preview.setAccessibleName("Preview")
        self.preview.setFixedSize(*PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_words = QLabel()
        self.size_words.setAccessibleName("Size")
        self.size_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_words.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setAccessibleName("Why that does not work")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._form = QFormLayout()
        self._timer = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._timer.timeout.connect(self._show_preview)
        self._lay_out()
        self._connect()

    def ask(self, shapes: Mapping[str, Shape], selected: Iterable[str], title: str) -> None:
        """Show the dialog for `shapes`, of which some may be selected."""
        self._shapes, self._title = shapes, title
        self._selected = frozenset(selected)
        there = [shape_id for shape_id in self._selected if shape_id in shapes]
        self.what.clear()
        self.what.addItem(f"Everything ({count(len(shapes), 'shape')})")
        if there:
            self.what.addItem(f"The selection ({count(len(there), 'shape')})")
            self.what.setCurrentIndex(1)
        self.colours.setCurrentIndex(int(theme.current().name == "dark"))
        self.problem.hide()
        self._take()
        self._show_preview()
        self.show()
        self.raise_()
        self.kind.setFocus()

    @property
    def how(self) -> How:
        """As it is chosen now."""
        return How(
            scale=self.scale.currentIndex() + 1,
            theme=theme.DARK if self.colours.currentIndex() else theme.LIGHT,
            is_transparent=self.transparent.isChecked(),
            page=list(PAGES)[self.page.currentIndex()],
            has_board=self.board.isChecked(),
            title=self._title,
        )

    @property
    def kind_chosen(self) -> str:
        """The suffix of the file that is asked for."""
        return list(KINDS)[self.kind.currentIndex()]

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """What is to be exported; perhaps nothing."""
        try:
            return chosen(self._shapes, self._selected if self.what.currentIndex() > 0 else None)
        except NothingDrawn:
            return {}

    def refuse(self, reason: str) -> None:
        """Say why that does not work."""
        self.problem.setText(reason)
        self.problem.show()

    # How

    def _take(self) -> None:
        """Have other shapes, or perhaps others."""
        self._figures = Figures(self.shapes)
        self._changed()

    def _changed(self) -> None:
        """Offer what goes with the kind of file, and picture it soon."""
        kind = self.kind_chosen
        self._form.setRowVisible(self.scale, kind != "svg")
        self._form.setRowVisible(self.page, kind == "pdf")
        self._form.setRowVisible(self.board, kind != "pdf")
        self.problem.hide()
        self._timer.start()

    def _show_preview(self) -> None:
        self._timer.stop()
        is_there = bool(self._figures)
        for button in (self.save_button, self.copy_button):
            button.setEnabled(is_there)
        if not is_there:
            self.preview.setPixmap(QPixmap())
            self.preview.setText("There is nothing drawn yet")
            self.size_words.setText("")
            return
        how = self.how
        frame = frame_of(self._figures, how.margin)
        ratio = self.devicePixelRatioF()
        wide, high = PREVIEW
        scale = min(1.0, wide / frame.width, high / frame.height) * ratio
        pixmap = QPixmap.fromImage(image_of(self._figures, frame, scale, replace(how, title="")))
        pixmap.setDevicePixelRatio(ratio)
        self.preview.setPixmap(pixmap)
        words = f"{thousands(frame.width)} × {thousands(frame.height)} pixels"
        if self.kind_chosen == "png":
            fitting = scale_of(frame, how.scale)
            wide, high = size_of(frame, fitting)
            words = f"{thousands(wide)} × {thousands(high)} pixels"
            if fitting < how.scale:
                words += f": made at {fitting:.2g}×, as large as a picture may be"
        elif self.kind_chosen == "pdf" and how.page in PAPERS:
            sheets = tiles_of(frame, how.page, how.scale).count
            words = count(sheets, "sheet")
            if sheets > MOST_PAGES:
                words += f"; at most {MOST_PAGES} are made"
        self.size_words.setText(words)
        self.preview.setAccessibleDescription(words)

    def _ask(self, ask: Callable[[], None]) -> None:
        if self.shapes:
            self.problem.hide()
            ask()

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._take)
        for choice in (self.kind, self.scale, self.colours, self.page):
            choice.currentIndexChanged.connect(self._changed)
        for switch in (self.transparent, self.board):
            switch.toggled.connect(self._changed)
        self.save_button.clicked.connect(
            lambda: self._ask(
                lambda: self.asked_to_save.emit(self.kind_chosen, self.shapes, self.how)
            )
        )
        self.copy_button.clicked.connect(
            lambda: self._ask(lambda: self.asked_to_copy.emit(self.shapes, self.how))
        )

    def _lay_out(self) -> None:
        form = self._form
        for text, field in (
            ("W&hat:", self.what),
            ("&Kind:", self.kind),
            ("Si&ze:", self.scale),
            ("C&olours:", self.colours),
            ("&Pages:", self.page),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            label.setMinimumHeight(SMALLEST_FIELD)
            form.addRow(label, field)
        form.addRow("", self.transparent)
        form.addRow("", self.board)
        shown = QVBoxLayout()
        shown.addWidget(self.preview)
        shown.addWidget(self.size_words)
        shown.addStretch(1)
        across = QHBoxLayout()
        across.addLayout(form)
        across.addSpacing(12)
        across.addLayout(shown)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole
        self.save_button = QPushButton("&Save…")
        self.save_button.setAccessibleName("Save the picture")
        self.copy_button = QPushButton("Cop&y")
        self.copy_button.setAccessibleName("Copy the picture")
        buttons.addButton(self.save_button, role.ActionRole)
        buttons.addButton(self.copy_button, role.ActionRole)
        for button in buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
                button.setMinimumHeight(SMALLEST_FIELD)
        self.save_button.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(across)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)


def _choice(name: str, items: Iterable[str] = ()) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.addItems(list(items))
    choice.setMinimumHeight(SMALLEST_FIELD)
    choice.setMinimumWidth(220)
    return choice
