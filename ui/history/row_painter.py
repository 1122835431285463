"""Paints one row of the history in one call, from one tuple."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...store.update import Name
from .. import theme
from ..contrast import MARK, WORDS, faint, readable
from .model import HistoryModel, Row

__all__ = ["ROW_HEIGHT", "RowPainter"]

ROW_HEIGHT = 26
PAD = 8
NOTCH = 4
REACHES = {"here": "◌", "some": "◔", "settled": "●", "held": "▣"}


class RowPainter(QStyledItemDelegate):
    """`glyph | # | ▲ Bo | drew a stroke, 62 points | ↶7 · 3.2 s | 14:02:07`.

    `looked_at` is the row shown on the canvas while somebody looks back: rows behind it
    have not happened there, and are faded. `fresh` are updates that came late just now:
    their rows are tinted, so that one sees where they went.
    """

    def __init__(self, model: HistoryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.looked_at: int | None = None
        self.fresh: frozenset[Name] = frozenset()

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(320, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = self._model.row(index.row())
        colors = theme.current()
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType,reportUnknownMemberType]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType,reportUnknownMemberType]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType,reportUnknownMemberType]
        painter.save()
        ground = self._ground(row, bool(state & QStyle.StateFlag.State_Selected))
        if ground != colors.paper:
            painter.fillRect(rect, ground)
        self._paint_edge(painter, rect, row)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        faded = self.looked_at is not None and row.place > self.looked_at and not row.aside

        digits = metrics.horizontalAdvance("0")
        left, right = rect.left() + NOTCH + PAD, rect.right() - PAD
        cells = _Cells(painter, metrics, rect, ground, faded)
        cells.left(left, 2 * digits, _glyph(row), _glyph_color(row))
        left += 2 * digits + PAD // 2
        number = "" if row.aside else str(row.place)
        cells.right(left + 7 * digits, 7 * digits, number, colors.muted)
        left += 7 * digits + PAD * 2
        if row.source is not None:
            look = theme.look(row.source)
            cells.left(left, 2 * digits, look.mark, look.color, MARK)
            left += 2 * digits + 2
            cells.left(left, 12 * digits, row.who, colors.text)
            left += 12 * digits + PAD
        right = cells.right(right, 9 * digits, row.time, colors.muted) - PAD
        if row.late:
            right = self._badge(painter, metrics, rect, right, row) - PAD
        what = f"{row.what} · {row.reason}" if row.reason else row.what
        if row.undone:
            font = QFont(font)
            font.setStrikeOut(True)
            painter.setFont(font)
        quiet = row.undone or row.control or row.source is None or bool(row.reason)
        color = colors.bad if row.aside else colors.muted if quiet else colors.text
        cells.left(left, right - left, what, color)
        painter.restore()

    def _ground(self, row: Row, selected: bool) -> QColor:
        colors = theme.current()
        if row.aside:
            return theme.mixed(colors.bad, colors.paper, 0.14)
        if row.place == self.looked_at:
            return theme.mixed(colors.past, colors.paper, 0.22)
        if row.source is not None and self._is_fresh(row.place):
            return theme.mixed(theme.look(row.source).color, colors.paper, 0.25)
        return theme.mixed(colors.accent, colors.paper, 0.18) if selected else colors.paper

    def _paint_edge(self, painter: QPainter, rect: QRect, row: Row) -> None:
        colors = theme.current()
        if row.aside:
            painter.fillRect(QRect(rect.left(), rect.top(), NOTCH, rect.height()), colors.bad)
        elif row.depth and row.source is not None:
            # The notch tells whose late action it is; the later, the stronger.
            strength = 0.4 if row.depth < 10 else 0.7 if row.depth < 100 else 1.0
            color = faint(theme.look(row.source).color, colors.paper, share=strength)
            notch = QRect(rect.left(), rect.top() + 2, NOTCH, rect.height() - 4)
            painter.fillRect(notch, color)

    def _is_fresh(self, place: int) -> bool:
        update = self._model.update_at(place) if self.fresh else None
        return update is not None and update.name in self.fresh

    def _badge(
        self, painter: QPainter, metrics: QFontMetrics, rect: QRect, right: int, row: Row
    ) -> int:
        colors = theme.current()
        width = metrics.horizontalAdvance(row.late) + 2 * PAD
        box = QRect(right - width, rect.top() + 4, width, rect.height() - 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mixed(colors.past, colors.paper, 0.12))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(colors.past)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, row.late)
        return box.left()


class _Cells:
    """Texts in the line of one row, cut off where they do not fit."""

    def __init__(
        self, painter: QPainter, metrics: QFontMetrics, rect: QRect, ground: QColor, faded: bool
    ) -> None:
        self._painter, self._metrics, self._rect = painter, metrics, rect
        self._ground = ground
        # On paper all of them can be read; most rows lie on paper.
        is_plain = not faded and ground == theme.current().paper
        self._color = _as_it_is if is_plain else faint if faded else readable

    def left(self, x: int, width: int, text: str, color: QColor, least: float = WORDS) -> None:
        shown = self._color(color, self._ground, least)
        self._draw(x, width, text, shown, Qt.AlignmentFlag.AlignLeft)

    def right(self, x: int, width: int, text: str, color: QColor) -> int:
        """Draws up to `x`; returns where the cell begins."""
        shown = self._color(color, self._ground, WORDS)
        self._draw(x - width, width, text, shown, Qt.AlignmentFlag.AlignRight)
        return x - width

    def _draw(self, x: int, width: int, text: str, color: QColor, side: Qt.AlignmentFlag) -> None:
        if not text or width <= 0:
            return
        box = QRect(x, self._rect.top(), width, self._rect.height())
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        self._painter.setPen(color)
        self._painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


def _as_it_is(color: QColor, _ground: QColor, _least: float) -> QColor:
    return color


def _glyph(row: Row) -> str:
    if row.reason or row.aside:
        return "⊘"
    if row.control:
        return "↶"
    return REACHES[row.reach.kind] if row.reach is not None else ""


def _glyph_color(row: Row) -> QColor:
    colors = theme.current()
    return colors.bad if row.reason or row.aside else colors.muted
