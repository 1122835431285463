"""Asks what to export and how, and shows what will come of it."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
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
from .board.export.carried import Blob
from .board.export.frame import How, NothingDrawn, chosen
from .board.export.kinds import KINDS
from .board.shapes.figures import Figures
from .board.shapes.pictures import Pictures
from .export_preview import ExportPreview
from .words import count

__all__ = ["ExportDialog"]

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

    Args:
        blob: the bytes of images, for the preview.
    """

    asked_to_save = Signal(str, object, object)
    asked_to_copy = Signal(object, object)

    def __init__(self, parent: QWidget | None = None, blob: Blob = lambda _: None) -> None:
        super().__init__(parent)
        self._blob = blob
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
        self.preview = ExportPreview()
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
        self._figures = Figures(self.shapes, Pictures(self._blob))
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
        self.preview.show_figures(self._figures, self.kind_chosen, self.how)
        for button in (self.save_button, self.copy_button):
            button.setEnabled(bool(self._figures))

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
        across = QHBoxLayout()
        across.addLayout(form)
        across.addSpacing(12)
        across.addWidget(self.preview)
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
