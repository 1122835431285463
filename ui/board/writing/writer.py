"""Puts the field to write in where the text is, and tells the scribe what is written."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ...theme import current
from ..layers.stage import Stage
from ..shapes.figure import matrix_of
from ..shapes.letters import LETTER
from ..shapes.paint import ink_of
from .editor import TextEditor
from .scribe import Scribe
from .writing import LIMIT_HINT, Writing

__all__ = ["Writer"]

GRIP, LEAST_GRIP = 28, 28
"""So many pixels wide and at least high is what the width of a text is dragged by."""

LEAST_WRAP = 2
"""A text is never narrower than so many times the height of its letters."""


class Writer(QObject):
    """Shows `scribe`'s text above `canvas` as long as there is one."""

    def __init__(self, canvas: QWidget, stage: Stage, scribe: Scribe) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._stage = stage
        self._scribe = scribe
        self._editor: TextEditor | None = None
        self._grip: _Grip | None = None
        scribe.changed.connect(self._show)

    @property
    def is_open(self) -> bool:
        return self._editor is not None

    def place(self) -> None:
        """Stand where the text is, after the view has changed."""
        writing = self._scribe.writing
        if writing is None or self._editor is None or self._grip is None:
            return
        editor, view = self._editor, self._stage.view
        matrix = matrix_of(writing.shape)
        letter = writing.shape.width * abs(matrix.determinant()) ** 0.5
        editor.scale = view.scale * letter / LETTER
        editor.ink = ink_of(self._stage.theme, writing.shape.color)
        wrap = None if writing.wrap is None else writing.wrap * LETTER / writing.shape.width
        editor.set_wrap(wrap)
        at = QPointF(*view.to_screen(*writing.place))
        corner = QPoint(int(at.x()), int(at.y()))
        editor.offset = at - QPointF(corner)
        room = editor.room()
        editor.setGeometry(corner.x(), corner.y(), room.width(), room.height())
        editor.viewport().update()
        wide = editor.document().size().width() if wrap is None else wrap
        height = max(round(editor.document().size().height() * editor.scale), LEAST_GRIP)
        self._grip.setGeometry(round(at.x() + wide * editor.scale), corner.y(), GRIP, height)
        self._grip.raise_()

    def _show(self, writing: Writing | None) -> None:
        if writing is None:
            self._close()
            return
        if self._editor is None:
            self._open(writing)
        elif self._editor.text != writing.text:
            self._editor.begin(writing.text)
        self.place()

    def _open(self, writing: Writing) -> None:
        editor = self._editor = TextEditor(self._canvas)
        self._grip = _Grip(self._canvas, self._drag, self._fit)
        # A press on it must not end the text, as one elsewhere does.
        self._grip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grip.setFocusProxy(editor)
        editor.begin(writing.text)
        editor.textChanged.connect(self._put)
        editor.done.connect(self._scribe.end)
        editor.filled.connect(lambda: self._scribe.told.emit(LIMIT_HINT))
        self.place()
        editor.show()
        self._grip.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        editor, grip = self._editor, self._grip
        self._editor = self._grip = None
        if editor is None or grip is None:
            return
        had_focus = editor.hasFocus()
        editor.blockSignals(True)
        for widget in (editor, grip):
            widget.hide()
            widget.deleteLater()
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self) -> None:
        writing = self._scribe.writing
        if self._editor is not None and writing is not None:
            self._scribe.put(self._editor.text, writing.wrap)
            self.place()

    def _drag(self, x: int) -> None:
        """Have lines end at this pixel of the window."""
        writing = self._scribe.writing
        if writing is None or self._editor is None:
            return
        left, _ = self._stage.view.to_screen(*writing.place)
        wrap = (x - left) / self._editor.scale * writing.shape.width / LETTER
        least = LEAST_WRAP * writing.shape.width
        self._scribe.put(writing.text, round(max(wrap, least)))
        self.place()

    def _fit(self) -> None:
        """Have lines end where the words do."""
        writing = self._scribe.writing
        if writing is not None:
            self._scribe.put(writing.text, None)
            self.place()


class _Grip(QWidget):
    """What the width of a text is dragged by; a double click fits it to the words again."""

    def __init__(
        self, canvas: QWidget, drag: Callable[[int], object], fit: Callable[[], object]
    ) -> None:
        super().__init__(canvas)
        self._drag, self._fit = drag, fit
        self._from: int | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName("Width of the text")
        self.setToolTip("Drag = width of the text · double click = as wide as its words")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._drag(self.mapToParent(event.position().toPoint()).x() - self._from)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        del event
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().accent)
        painter.drawRoundedRect(QRectF(6, 2, 4, self.height() - 4), 2, 2)
