"""The field in which a text of the board is written, as large and as it is painted there.

Its document is laid out with letters of one size, as all text of the board is, and shown
scaled. So lines break where the painted text breaks them, at every zoom.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ....store.documents.fields import LONGEST_TEXT
from ...theme import current
from ..shapes.letters import LETTER, text_font
from .caret import Caret
from .limit import Limit

__all__ = ["TextEditor"]

CARET = 2
"""How wide the caret is, in pixels of the screen."""

ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""With Ctrl, they end the text, as Esc does."""


class TextEditor(QTextEdit):
    """Edits plain text; keeps it within what a text may hold.

    Attributes:
        scale: how many pixels of the screen one unit of the document is.
        offset: where the document begins, in pixels from the upper left.
        ink: the colour of the letters.
        caret: whether it shows just now.
    """

    done = Signal()
    filled = Signal()
    """There was no room for all that was typed or pasted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.offset = QPointF()
        self.ink = QColor()
        self.setAcceptRichText(False)
        self.setAccessibleName("Text on the board")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFont(text_font(LETTER))
        self.document().setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setUseDesignMetrics(True)
        option.setTabStopDistance(2 * LETTER)
        self.document().setDefaultTextOption(option)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            # All of it is always shown: the field is as large as the text.
            bar.rangeChanged.connect(self._hold_still)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self._limit = Limit(self.document(), LONGEST_TEXT)
        self._limit.reached.connect(self.filled)
        self.document().documentLayout().update.connect(self._repaint)
        self.caret = Caret(self)
        self.caret.changed.connect(self._repaint)
        self.cursorPositionChanged.connect(self.caret.show)
        self.selectionChanged.connect(self._repaint)

    @property
    def text(self) -> str:
        """What is written, with what an input method has not finished yet."""
        return self.toPlainText()

    def begin(self, text: str) -> None:
        """Have this written there, with the caret at its end, and nothing to undo."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def set_wrap(self, wrap: float | None) -> None:
        """Let lines be so wide, in units of the document; None for no limit."""
        if wrap is None:
            self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        else:
            self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
            self.setLineWrapColumnOrWidth(max(1, round(wrap)))
            self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def room(self) -> QSize:
        """How many pixels the text and its caret take."""
        size = self.document().size() * self.scale
        letter = LETTER * self.scale
        # What an italic or an input method reaches out, and a caret behind the last letter.
        width, height = max(size.width(), letter) + letter, size.height() + letter / 2
        return QSize(round(width + self.offset.x()), round(height + self.offset.y()))

    # Scaled: what is painted, pointed at and told to input methods.

    def paintEvent(self, e: QPaintEvent) -> None:
        del e
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.offset)
        painter.scale(self.scale, self.scale)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self.ink)  # pyright: ignore
        cursor = self.textCursor()
        if cursor.hasSelection():
            chosen = QAbstractTextDocumentLayout.Selection()
            chosen.cursor = cursor  # pyright: ignore
            fill = QColor(current().accent)
            fill.setAlphaF(0.3)
            chosen.format.setBackground(fill)  # pyright: ignore
            context.selections = [chosen]  # pyright: ignore
        self.document().documentLayout().draw(painter, context)
        if self.hasFocus() and self.caret.shows:
            rect = QRectF(self.cursorRect())
            width = CARET / self.scale
            painter.fillRect(QRectF(rect.left(), rect.top(), width, rect.height()), self.ink)
        painter.end()

    def mousePressEvent(self, e: QMouseEvent) -> None:
        super().mousePressEvent(self._scaled(e))

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        super().mouseMoveEvent(self._scaled(e))

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        super().mouseReleaseEvent(self._scaled(e))

    def mouseDoubleClickEvent(self, e: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._scaled(e))

    def wheelEvent(self, e: QWheelEvent) -> None:
        # The board moves, and the text with it.
        e.ignore()

    def inputMethodQuery(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, property: Qt.InputMethodQuery
    ) -> object:
        found: object = super().inputMethodQuery(property)
        if property in (
            Qt.InputMethodQuery.ImCursorRectangle,
            Qt.InputMethodQuery.ImAnchorRectangle,
        ):
            rect = QRectF(self.cursorRect())
            return QRectF(self.offset + rect.topLeft() * self.scale, rect.size() * self.scale)
        return found

    # Keys.

    def event(self, e: QEvent) -> bool:
        if e.type() is QEvent.Type.ShortcutOverride and isinstance(e, QKeyEvent):
            chords = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            if not e.modifiers() & chords or e.key() in ENDS:
                # What writes here must not mean something to the window.
                e.accept()
                return True
        return super().event(e)

    def keyPressEvent(self, e: QKeyEvent) -> None:
        is_ctrl = bool(e.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if e.key() == Qt.Key.Key_Escape or (e.key() in ENDS and is_ctrl):
            self.done.emit()
        else:
            super().keyPressEvent(e)
        # Whatever has done nothing here must do nothing on the board either.
        e.accept()

    def keyReleaseEvent(self, e: QKeyEvent) -> None:
        super().keyReleaseEvent(e)
        e.accept()

    def focusInEvent(self, e: QFocusEvent) -> None:
        super().focusInEvent(e)
        self.caret.begin()

    def focusOutEvent(self, e: QFocusEvent) -> None:
        super().focusOutEvent(e)
        self.caret.end()
        stays = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if e.reason() not in stays:
            self.done.emit()

    # How

    def _scaled(self, e: QMouseEvent) -> QMouseEvent:
        return QMouseEvent(
            e.type(),
            (e.position() - self.offset) / self.scale,
            e.globalPosition(),
            e.button(),
            e.buttons(),
            e.modifiers(),
        )

    def _hold_still(self) -> None:
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setRange(0, 0)

    def _repaint(self) -> None:
        # Qt would paint parts of it, counted in units of the document.
        self.viewport().update()
