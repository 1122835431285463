"""The column of tools, colours and widths beside the canvas.

In a low window the shapes stand behind one button, and the colours and widths behind two;
in a higher one each has a button of its own.
"""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from ...commands.keymap import KeyMap
from ...icons.icon import paint_icon
from ...theme import Theme
from ..input.commands import TOOL_NAMES, TOOL_SIGNS
from ..tools.hand import Hand
from ..tools.toolbox import TOOLS
from ..tools.widths import INKS
from .choice import SIDE, SIGN, Choice
from .flyouts import open_beside, open_inks, open_widths
from .palette import (
    color_choices,
    name_of_ink,
    name_of_width,
    paint_ink,
    paint_width,
    width_choices,
)

__all__ = ["BoardTools"]

COLUMNS, GAP, SPACE = 2, 2, 10
MARGINS = (6, 8, 6, 8)

SHAPES = ("rect", "ellipse", "line", "arrow")
"""The tools that stand behind one button where there is little room."""


class BoardTools(QWidget):
    """Buttons for `hand`, which stay true to what keys do with it."""

    image_asked = Signal()

    def __init__(self, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hand = hand
        self._keys: KeyMap | None = None
        self._shape = SHAPES[0]
        self.setAccessibleName("Board tools")

        self._tools = {tool: self._tool(tool) for tool in TOOLS}
        self._shapes = Choice("", "", partial(_paint_tool, self._shape), self, has_more=True)
        self._image = Choice("Picture", "board.image", partial(_paint_sign, "image"), self)
        self._image.setCheckable(False)
        self._keep = Choice("Keep the tool", "board.keep", partial(_paint_sign, "lock"), self)
        self._ink = Choice(
            "", "board.ink.next", self._paint_ink, self, "for the next colour", has_more=True
        )
        self._width = Choice("", "", self._paint_width, self, has_more=True)
        for button in (self._ink, self._width):
            button.setCheckable(False)
        self._group = QButtonGroup(self)
        for button in (*self._tools.values(), self._shapes):
            self._group.addButton(button)
        self._inks = color_choices(self, INKS)
        self._widths = width_choices(self, lambda: hand.pen.kind)

        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*MARGINS)
        self._column.setSpacing(SPACE)
        # What is shown follows from the height, and must not hold it.
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._grids = [QGridLayout() for _ in range(4)]
        for grid in self._grids:
            grid.setSpacing(GAP)
            self._column.addLayout(grid)
        self._column.addStretch()
        self._room = -1
        self._lay_out()

        self._connect(hand)
        self._follow()

    @property
    def buttons(self) -> list[QAbstractButton]:
        """All buttons, from the top down, those that are hidden in a low window too."""
        return [
            *self._tools.values(), self._shapes, self._image, self._keep, self._ink, self._width,
            *self._inks, *self._widths,
        ]  # fmt: skip

    def show_keys(self, keys: KeyMap) -> None:
        """Say on each button which keys do the same."""
        self._keys = keys
        for button in self.buttons:
            if isinstance(button, Choice):
                button.show_keys(keys)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), self._height(0))

    def sizeHint(self) -> QSize:
        width = MARGINS[0] + MARGINS[2] + COLUMNS * SIDE + (COLUMNS - 1) * GAP
        return QSize(width, self._height(2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # How

    def _connect(self, hand: Hand) -> None:
        for tool, button in self._tools.items():
            button.clicked.connect(partial(self._take, tool))
        self._shapes.clicked.connect(self._take_shape)
        self._shapes.more.connect(self._open_shapes)
        self._image.clicked.connect(self.image_asked)
        self._keep.clicked.connect(hand.set_keeps_tool)
        for button, open_ in ((self._ink, self._open_inks), (self._width, self._open_widths)):
            button.clicked.connect(open_)
            button.more.connect(open_)
        for ink, button in zip(INKS, self._inks, strict=True):
            button.clicked.connect(partial(self._set_ink, ink))
        for index, button in enumerate(self._widths, 1):
            button.clicked.connect(partial(self._set_width, index))
        hand.tool_changed.connect(self._follow)
        hand.keeps_changed.connect(self._follow)
        for signal in (hand.pen.ink_changed, hand.pen.width_changed, hand.pen.kind_changed):
            signal.connect(self._follow)

    def _tool(self, tool: str) -> Choice:
        name = TOOL_NAMES.get(tool, tool.capitalize())
        return Choice(name, f"board.tool.{tool}", partial(_paint_tool, tool), self)

    # Room: 0 for the least, 1 with each shape, 2 with colours and widths too.

    def _rows(self, room: int) -> list[list[Choice]]:
        tools = [b for tool, b in self._tools.items() if room or tool not in SHAPES]
        if not room:
            tools.insert(-1, self._shapes)
        rows = [[*tools, self._image, self._keep], [self._ink, self._width]]
        return [*rows, list(self._inks), list(self._widths)] if room == 2 else rows

    def _height(self, room: int) -> int:
        rows = [-(-len(buttons) // COLUMNS) for buttons in self._rows(room)]
        # The layout leaves a space after each part, shown or not.
        parts = sum(n * SIDE + (n - 1) * GAP for n in rows) + len(self._grids) * SPACE
        return MARGINS[1] + MARGINS[3] + parts

    def _lay_out(self) -> None:
        room = next((r for r in (2, 1) if self.height() >= self._height(r)), 0)
        if room == self._room:
            return
        self._room = room
        shown = self._rows(room)
        for button in (*self._tools.values(), self._shapes, *self._inks, *self._widths):
            button.setVisible(any(button in part for part in shown))
        for grid, part in zip(self._grids, shown, strict=False):
            for i, button in enumerate(part):
                grid.addWidget(button, i // COLUMNS, i % COLUMNS)
        self.updateGeometry()

    # What is chosen.

    def _take(self, tool: str) -> None:
        self._hand.take(tool)
        self._follow()

    def _take_shape(self) -> None:
        if self._hand.tool == self._shape:
            self._open_shapes()
        self._take(self._shape)

    def _set_ink(self, ink: str) -> None:
        self._hand.inking.set_ink(ink)
        self._follow()

    def _set_width(self, index: int) -> None:
        self._hand.inking.set_width(index)
        self._follow()

    def _open_shapes(self) -> None:
        buttons = [self._tool(shape) for shape in SHAPES]
        for shape, button in zip(SHAPES, buttons, strict=True):
            button.setChecked(shape == self._hand.tool)
            button.clicked.connect(partial(self._take, shape))
        open_beside(self._shapes, "Shapes", len(SHAPES), buttons, self._keys)

    def _open_inks(self) -> None:
        open_inks(self._ink, self._hand.pen, self._set_ink, self._keys)

    def _open_widths(self) -> None:
        open_widths(self._width, self._hand.pen, self._set_width, self._keys)

    def _follow(self) -> None:
        """Show as chosen what the hand has."""
        hand, pen = self._hand, self._hand.pen
        if hand.tool in SHAPES:
            self._shape = hand.tool
        self._shapes.become(
            TOOL_NAMES[self._shape],
            f"board.tool.{self._shape}",
            partial(_paint_tool, self._shape),
        )
        is_grouped = hand.tool in SHAPES and not self._room
        (self._shapes if is_grouped else self._tools[hand.tool]).setChecked(True)
        self._keep.setChecked(hand.keeps_tool)
        self._ink.rename(f"Colour: {name_of_ink(pen.ink)}")
        self._width.rename(name_of_width(pen.kind, pen.width))
        self._ink.update()
        self._width.update()
        for index, button in enumerate(self._widths, 1):
            button.rename(name_of_width(pen.kind, index))
            button.setChecked(index == pen.width)
            button.update()
        for ink, button in zip(INKS, self._inks, strict=True):
            button.setChecked(ink == pen.ink)

    def _paint_ink(self, painter: QPainter, theme: Theme) -> None:
        paint_ink(self._hand.pen.ink, painter, theme)

    def _paint_width(self, painter: QPainter, theme: Theme) -> None:
        paint_width(self._hand.pen.kind, self._hand.pen.width, painter, theme)


def _paint_sign(sign: str, painter: QPainter, theme: Theme) -> None:
    paint_icon(painter, sign, QRectF(0, 0, SIGN, SIGN), theme.text)


def _paint_tool(tool: str, painter: QPainter, theme: Theme) -> None:
    _paint_sign(TOOL_SIGNS.get(tool, tool), painter, theme)
