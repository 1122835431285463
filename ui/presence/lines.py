"""Lines over the upper edge: whom we follow, and who asks us to come. Neither takes the focus."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .. import theme
from ..theme import Look
from ..words import plain
from .plates import readable_on

__all__ = ["CallLine", "FollowLine", "Lines"]

FROM_EDGE, HIGH, RADIUS = 12, 30, 8


class FollowLine(QPushButton):
    """ "● Following Bo · Esc" in Bo's colour; pressed, that ends."""

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self.setMinimumHeight(HIGH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip("Follow no longer (Esc)")
        self.setAccessibleName("Follow no longer")
        self.hide()

    def show_followed(self, name: str, look: Look) -> None:
        """Say whom we follow."""
        self._look = look
        # Isolated, a name that is read from the right turns nothing around.
        self.setText(f"{look.mark}  Following \u2068{plain(name, 40)}\u2069 · Esc")
        self.setAccessibleName(f"Following {plain(name, 40)}, press to stop")
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = readable_on(self._look.color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color)
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink)
        if self.hasFocus():
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -4, -4), RADIUS - 3, RADIUS - 3)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class CallLine(QWidget):
    """ "▲ Bo asks everybody to come", with what one can say to that."""

    accepted = Signal()
    ignored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Somebody asks you to come")
        self.mark = QLabel()
        self.label = QLabel()
        for label in (self.mark, self.label):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.come = QPushButton("Go there  Enter")
        self.come.setAccessibleName("Go there")
        self.ignore = QPushButton("Ignore")
        self.come.clicked.connect(self.accepted)
        self.ignore.clicked.connect(self.ignored)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 6, 5)
        row.setSpacing(8)
        for widget in (self.mark, self.label, self.come, self.ignore):
            row.addWidget(widget)
        for button in (self.come, self.ignore):
            button.setMinimumHeight(28)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def show_call(self, name: str, look: Look) -> None:
        """Say who asks."""
        palette = self.mark.palette()
        palette.setColor(self.mark.foregroundRole(), look.color)
        self.mark.setPalette(palette)
        self.mark.setText(look.mark)
        self.label.setText(f"\u2068{plain(name, 40)}\u2069 asks everybody to come")
        self.setAccessibleDescription(self.label.text())
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.muted)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)


class Lines(QWidget):
    """Both of them, over the upper edge of `below`.

    Args:
        top: how many pixels there something else takes up.
    """

    def __init__(self, below: QWidget, top: Callable[[], int] = lambda: 0) -> None:
        super().__init__(below)
        self._below = below
        self._top = top
        self.follow = FollowLine()
        self.call = CallLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for line in (self.follow, self.call):
            column.addWidget(line, alignment=Qt.AlignmentFlag.AlignHCenter)
        below.installEventFilter(self)
        self.hide()

    def place(self) -> None:
        """Stand where they belong, if there is anything to say."""
        is_needed = not (self.follow.isHidden() and self.call.isHidden())
        self.setVisible(is_needed)
        if is_needed:
            self.raise_()
            layout = self.layout()
            assert layout is not None
            layout.activate()
            size = self.sizeHint().boundedTo(self._below.size())
            left = (self._below.width() - size.width()) // 2
            self.setGeometry(left, FROM_EDGE + self._top(), size.width(), size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._below and event.type() is QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)
