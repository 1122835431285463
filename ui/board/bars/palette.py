"""Buttons for colours and widths."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QConicalGradient, QFont, QPainter
from PySide6.QtWidgets import QColorDialog, QWidget

from ...theme import Theme, current
from ..input.commands import WIDTH_NAMES
from ..shapes.paint import ink_of, round_pen
from ..tools.widths import INKS
from .choice import SIGN, Choice
from .icons import paint_dot, paint_swatch

__all__ = [
    "ask_for_color",
    "color_choices",
    "name_of_ink",
    "name_of_width",
    "paint_any_color",
    "paint_ink",
    "paint_width",
    "width_choices",
]

SIZE_NAMES = ("Smallest", "Small", "Medium", "Large", "Largest")

DOTS = (3.5, 5.0, 7.0, 11.0, 18.0)
LETTERS = (9, 12, 15, 19, 24)
"""How large a width looks on its button: so that all are told apart, and the largest fits."""


def name_of_ink(ink: str) -> str:
    """A colour as people read it."""
    return ink.capitalize() if ink in INKS else ink.upper()


def name_of_width(kind: str, index: int) -> str:
    """A width of the pen, the marker or the text as people read it."""
    names = SIZE_NAMES if kind == "text" else WIDTH_NAMES
    return f"{names[index - 1]} {'text' if kind == 'text' else 'line'}"


def color_choices(parent: QWidget, inks: Iterable[str]) -> Sequence[Choice]:
    """A button for each colour."""
    return [
        Choice(
            f"{name_of_ink(ink)} colour",
            "board.ink.next",
            partial(paint_ink, ink),
            parent,
            "for the next colour",
        )
        for ink in inks
    ]


def width_choices(parent: QWidget, kind: Callable[[], str]) -> Sequence[Choice]:
    """A button for each width of what `kind` names at the time, such as "pen" or "text"."""

    def paint(index: int, painter: QPainter, theme: Theme) -> None:
        paint_width(kind(), index, painter, theme)

    return [
        Choice(name_of_width(kind(), index), f"board.width.{index}", partial(paint, index), parent)
        for index in range(1, len(DOTS) + 1)
    ]


def ask_for_color(parent: QWidget, before: str, take: Callable[[str], object]) -> None:
    """Let somebody mix a colour of their own; `take` gets it as #rrggbb."""
    dialog = QColorDialog(ink_of(current(), before), parent)
    dialog.setWindowTitle("Colour of your own")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(color: QColor) -> None:
        take(color.name())

    dialog.colorSelected.connect(chosen)
    dialog.open()


def paint_ink(ink: str, painter: QPainter, theme: Theme) -> None:
    """Paint a pot of ink on a button."""
    paint_swatch(painter, ink_of(theme, ink), theme.muted)


def paint_any_color(painter: QPainter, theme: Theme) -> None:
    """Paint what stands for a colour of one's own on a button."""
    middle = SIGN / 2
    wheel = QConicalGradient(middle, middle, 0)
    for part in range(7):
        wheel.setColorAt(part / 6, QColor.fromHsvF(part / 6 % 1, 0.7, 0.9))
    painter.setPen(round_pen(theme.muted, 1))
    painter.setBrush(wheel)
    painter.drawEllipse(QRectF(4, 4, 16, 16))
    painter.setPen(round_pen(theme.paper, 2))
    painter.drawLine(QPointF(middle - 4, middle), QPointF(middle + 4, middle))
    painter.drawLine(QPointF(middle, middle - 4), QPointF(middle, middle + 4))


def paint_width(kind: str, index: int, painter: QPainter, theme: Theme) -> None:
    """Paint a dot, or a letter, on a button."""
    if kind == "text":
        font = QFont()
        font.setPixelSize(LETTERS[index - 1])
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawText(QRectF(0, 0, SIGN, SIGN), Qt.AlignmentFlag.AlignCenter, "A")
    else:
        paint_dot(painter, DOTS[index - 1], theme.text)
