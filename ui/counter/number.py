"""The counter's value in big digits."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from ..words import thousands

__all__ = ["BigNumber"]

POINTS = 96
SMALL_POINTS = 48
ROOM_FOR_BIG = 340
DIGITS_AT_FULL_SIZE = 7


class BigNumber(QLabel):
    """As large as there is room for, and never wider than the smallest window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = ROOM_FOR_BIG
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = QFont(self.font())
        font.setPointSize(POINTS)
        font.setWeight(QFont.Weight.Light)
        font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width, so that it does not jitter
        self.setFont(font)

    def show_value(self, value: int) -> None:
        text = thousands(value)
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"Counter: {value}")
            self._fit()

    def fit_into(self, height: int) -> None:
        """Take a size that suits a page `height` pixels high."""
        self._room = height
        self._fit()

    def _fit(self) -> None:
        most = POINTS if self._room >= ROOM_FOR_BIG else SMALL_POINTS
        digits = max(len(self.text()), DIGITS_AT_FULL_SIZE)
        points = min(most, POINTS * DIGITS_AT_FULL_SIZE // digits)
        font = QFont(self.font())
        font.setPointSize(most)
        # As high as with few digits, or the buttons below would move as one counts.
        self.setFixedHeight(QFontMetrics(font).height())
        font = self.font()
        if font.pointSize() != points:
            font.setPointSize(points)
            self.setFont(font)
