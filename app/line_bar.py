"""The small bar with which the demo's line is made slow, or cut."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from .line import Line

__all__ = ["LineBar"]

MOST_MS = 5000


class LineBar(QWidget):
    """Controls `line`; `redial` is called when it is whole again."""

    closed = Signal()

    def __init__(self, line: Line, redial: Callable[[], object]) -> None:
        super().__init__()
        self._line = line
        self._redial = redial
        self._cutting: Awaitable[object] | None = None
        # On a small screen it lies over the windows, and a click into one would hide it.
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("The line between Ana and Bo")
        self.lag = QSlider(Qt.Orientation.Horizontal)
        self.lag.setRange(0, MOST_MS)
        self.lag.setPageStep(500)
        self.lag.setMinimumWidth(260)
        self.lag.setAccessibleName("Lag of the line in milliseconds")
        self.lag.setValue(round(line.lag * 1000))
        self._milliseconds = QLabel()
        self._milliseconds.setMinimumWidth(
            self._milliseconds.fontMetrics().horizontalAdvance("5000 ms ")
        )
        self.cut = QPushButton("&Cut the line")
        self.cut.setCheckable(True)
        self.cut.setMinimumHeight(28)
        label = QLabel("&Lag")
        label.setBuddy(self.lag)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        for widget in (label, self.lag, self._milliseconds, self.cut):
            row.addWidget(widget)
        self.lag.valueChanged.connect(self._set_lag)
        self.cut.toggled.connect(self._set_cut)
        self._set_lag(self.lag.value())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _set_lag(self, milliseconds: int) -> None:
        self._line.lag = milliseconds / 1000
        self._milliseconds.setText(f"{milliseconds} ms")

    def _set_cut(self, is_cut: bool) -> None:
        self.cut.setText("&Join the line" if is_cut else "&Cut the line")
        if is_cut:
            self._cutting = self._line.cut()  # kept, or what runs in it might be collected
        else:
            self._line.join()
            self._redial()
