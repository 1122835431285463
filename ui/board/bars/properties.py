"""Colour, width and feel of what is selected, or of what is in the hand."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ...theme import Theme
from ...words import count
from ..input.commands import TOOL_NAMES
from ..shapes.figure import Figure
from ..tools.hand import Hand
from ..tools.pen import FIRMNESS, MOST_CUSTOM
from ..tools.styling import index_of
from ..tools.widths import INKS
from .choice import Choice, Paint
from .palette import (
    ask_for_color,
    color_choices,
    name_of_ink,
    name_of_width,
    paint_any_color,
    paint_ink,
    width_choices,
)

__all__ = ["Properties"]

COLUMNS = 5

NO_COLOR = "Place for a colour of your own"

MOST_ALIKE = 500
"""Of more that is selected nobody asks whether it is alike: it would take time each frame."""

KIND_NAMES = {
    "stroke": "stroke",
    "marker": "marker stroke",
    "rect": "rectangle",
    "ellipse": "ellipse",
    "line": "line",
    "arrow": "arrow",
    "text": "text",
    "image": "picture",
}


class Properties(QWidget):
    """Shows, and changes by `hand`, what the selection looks like, or what is drawn next.

    There is nothing to see of it where neither has a colour or a width.
    """

    def __init__(self, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hand = hand
        self.setAccessibleName("Properties")
        # It may be wider than its column, which scrolls only downwards.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.title = QLabel()
        self.title.setAccessibleName("What these properties are of")
        self.inks = [*color_choices(self, INKS), *self._customs()]
        self.more = Choice("Colour of your own", "", paint_any_color, self)
        self.more.setCheckable(False)
        self._kind = "pen"
        self.widths = width_choices(self, lambda: self._kind)

        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addLayout(_grid([*self.inks[: len(INKS)], self.more, *self.inks[len(INKS) :]]))
        column.addLayout(_grid(self.widths))
        self.feel = self._feel()
        column.addWidget(self.feel)

        for button in self.inks:
            button.clicked.connect(partial(self._set_ink, button))
        self.more.clicked.connect(lambda: ask_for_color(self, hand.pen.ink, hand.inking.set_ink))
        for index, button in enumerate(self.widths, 1):
            button.clicked.connect(partial(self._set_width, index))
        pen = hand.pen
        for signal in (
            hand.tool_changed, hand.selection.changed, hand.shown, hand.scribe.changed,
            pen.ink_changed, pen.width_changed, pen.kind_changed, pen.custom_changed,
            pen.feel_changed,
        ):  # fmt: skip
            signal.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show what the selection, or else the hand, has."""
        hand, pen = self._hand, self._hand.pen
        selected = len(hand.selection.ids)
        figures = hand.selected if selected <= MOST_ALIKE else []
        styled = [f for f in figures if f.shape.color]
        writing = hand.scribe.writing
        is_of_pen = not selected and bool(hand.held.nib or writing)
        self.setVisible(bool(styled) or is_of_pen or selected > MOST_ALIKE)
        if writing is not None:
            self.title.setText(KIND_NAMES["text"].capitalize())
            inks, kinds = {writing.shape.color}, {"text"}
            indices = {index_of(writing.shape)}
        elif is_of_pen:
            self.title.setText(TOOL_NAMES.get(hand.tool, hand.tool.capitalize()))
            inks, indices, kinds = {pen.ink}, {pen.width}, {pen.kind}
        else:
            self.title.setText(_named(figures) if figures else count(selected, "object"))
            inks = {f.shape.color for f in styled}
            indices = {index_of(f.shape) for f in styled}
            kinds = {str(f.shape.kind) for f in styled}
        self._kind = "text" if kinds == {"text"} else "pen"
        for name, button in zip(self._ink_names, self.inks, strict=True):
            button.setVisible(bool(name))
            button.rename(f"{name_of_ink(name)} colour" if name else NO_COLOR)
            button.setChecked(inks == {name})
        for number, button in enumerate(self.widths, 1):
            button.rename(name_of_width(self._kind, number))
            button.setChecked(indices == {number})
            button.update()
        self.feel.setVisible(is_of_pen and not writing and hand.tool in ("pen", "marker"))
        self.streamline.setValue(pen.streamline)
        self.firmness.setCurrentIndex(list(FIRMNESS).index(pen.firmness))
        self.updateGeometry()

    # How

    @property
    def _ink_names(self) -> list[str]:
        custom = self._hand.pen.custom
        return [*INKS, *custom, *[""] * (MOST_CUSTOM - len(custom))]

    def _customs(self) -> Sequence[Choice]:
        """Places for the colours of one's own."""
        return [Choice(NO_COLOR, "", self._painting(n), self) for n in range(MOST_CUSTOM)]

    def _painting(self, number: int) -> Paint:
        def paint(painter: QPainter, theme: Theme) -> None:
            custom = self._hand.pen.custom
            if number < len(custom):
                paint_ink(custom[number], painter, theme)

        return paint

    def _feel(self) -> QWidget:
        """How the pen follows the hand."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        self.streamline = QSlider(Qt.Orientation.Horizontal)
        self.streamline.setRange(0, 100)
        self.streamline.setMinimumHeight(28)
        self.streamline.setAccessibleName("Streamline")
        self.streamline.setToolTip("How much a line is steadied")
        self.streamline.valueChanged.connect(self._hand.pen.set_streamline)
        self.firmness = QComboBox()
        self.firmness.addItems([name.capitalize() for name in FIRMNESS])
        self.firmness.setMinimumHeight(28)
        self.firmness.setAccessibleName("Pressure")
        self.firmness.setToolTip("How hard a pen on a tablet has to be pressed")
        self.firmness.activated.connect(self._set_firmness)
        for row, (name, widget) in enumerate(
            (("Streamline", self.streamline), ("Pressure", self.firmness))
        ):
            label = QLabel(name)
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        return holder

    def _set_ink(self, button: Choice) -> None:
        self._hand.inking.set_ink(self._ink_names[self.inks.index(button)])
        self.follow()

    def _set_width(self, index: int) -> None:
        self._hand.inking.set_width(index)
        self.follow()

    def _set_firmness(self, index: int) -> None:
        self._hand.pen.set_firmness(list(FIRMNESS)[index])


def _grid(buttons: Sequence[QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(2)
    for i, button in enumerate(buttons):
        grid.addWidget(button, i // COLUMNS, i % COLUMNS)
    grid.setColumnStretch(COLUMNS, 1)
    return grid


def _named(figures: Sequence[Figure]) -> str:
    """What is selected: "2 texts", "arrow", "5 objects"."""
    kinds = {figure.shape.kind for figure in figures}
    name = KIND_NAMES[kinds.pop()] if len(kinds) == 1 else "object"
    return count(len(figures), name) if len(figures) > 1 else name.capitalize()
