"""Words laid out in lines: where they break, how much room they take, and painting them.

All text is laid out with letters of one size, without hinting, and scaled from there. So
its lines break alike at every zoom, and its letters are sharp at every zoom.
"""

import re
import unicodedata
from collections.abc import Iterator
from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from .geometry import Box

__all__ = ["LETTER", "Writing", "text_font", "text_size"]

LETTER = 100
"""So many units of its own are the letters of a `Writing` high."""

MOST_LINES = 500
"""Of a longer text no more is shown: 4096 letters below each other would take 40 ms."""

FARTHEST = 10_000 * LETTER
"""Where no line has to end; Qt counts in 1/64 units, up to 2**31."""

BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


def text_font(height: float) -> QFont:
    """The font of all text on the board, with letters so many pixels high, whole ones."""
    font = QFont()
    font.setPixelSize(max(1, round(height)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Coloured edges would look different on a clear layer and in a picture.
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    return font


def text_size(text: str, height: float, wrap: float | None = None) -> tuple[int, int]:
    """How wide and high `text` is in units of the board.

    Args:
        height: of its letters.
        wrap: how wide a line may be; None for no limit, and then the text in a box as
            wide as this says breaks nowhere.
    """
    scale = height / LETTER
    writing = Writing(text, None if wrap is None else wrap / scale)
    # A bit more, or rounding might take away what the last word needs.
    return ceil((writing.width + 1 / 16) * scale), ceil(writing.height * scale)


class Writing:
    """A text as it is laid out, with letters that are `LETTER` high.

    Args:
        wrap: how wide a line may be; None for no limit.

    Attributes:
        width, height: what it takes; a word that is alone in its line may need more than `wrap`.
    """

    def __init__(self, text: str, wrap: float | None) -> None:
        font = text_font(LETTER)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setUseDesignMetrics(True)
        option.setTabStopDistance(2 * LETTER)
        limit = FARTHEST if wrap is None else min(wrap, FARTHEST)
        # As high as a line with words in it, which Qt makes a whole number.
        blank = ceil(QFontMetricsF(font).lineSpacing())
        self._parts: list[_Part] = []
        self.width, self.height = 0.0, 0.0
        lines = 0
        for words in BREAK.split(text):
            if lines >= MOST_LINES:
                break
            if not words:
                self.height += blank
                lines += 1
                continue
            part = _Part(words, font, option, limit, self.height, MOST_LINES - lines)
            lines += part.layout.lineCount()
            self._parts.append(part)
            self.width, self.height = max(self.width, part.width), part.bottom
        # What is read from the right begins there, if only the longest line says where.
        end = self.width if wrap is None else max(self.width, limit)
        for part in self._parts:
            if part.is_from_right:
                part.align(end)

    def draw(self, painter: QPainter, color: QColor, clip: Box) -> None:
        """Paint the lines that `clip` shows something of."""
        painter.setPen(color)
        clip = clip.grown(LETTER)
        rect = QRectF(QPointF(*clip[:2]), QPointF(*clip[2:]))
        for part in self._near(clip):
            part.layout.draw(painter, QPointF(0, 0), [], rect)

    def lines(self, clip: Box) -> Iterator[QRectF]:
        """Where the words of each line are that `clip` shows."""
        for part in self._near(clip):
            for n in range(part.layout.lineCount()):
                yield part.layout.lineAt(n).naturalTextRect()

    def written(self) -> Iterator[tuple[str, QPointF]]:
        """The words of each line, and where they begin on its baseline."""
        for part in self._parts:
            # Qt counts in UTF-16.
            words = part.layout.text().encode("utf-16-le", "surrogatepass")
            for n in range(part.layout.lineCount()):
                line = part.layout.lineAt(n)
                start, length = line.textStart(), line.textLength()
                here = words[2 * start : 2 * (start + length)].decode("utf-16-le", "ignore")
                yield here, QPointF(line.naturalTextRect().left(), line.y() + line.ascent())

    def _near(self, clip: Box) -> "Iterator[_Part]":
        return (p for p in self._parts if p.top <= clip.bottom and clip.top <= p.bottom)


class _Part:
    """What is between two line breaks; it decides for itself from where it is read."""

    def __init__(
        self, words: str, font: QFont, option: QTextOption, limit: float, top: float, most: int
    ) -> None:
        self.layout = QTextLayout(words, font)
        self.layout.setTextOption(option)
        self.layout.setCacheEnabled(True)
        self.is_from_right = _is_from_right(words)
        self.top = self.bottom = top
        self.width = 0.0
        self.layout.beginLayout()
        for _ in range(most):
            line = self.layout.createLine()
            if not line.isValid():
                break
            line.setLeadingIncluded(True)
            line.setLineWidth(limit)
            line.setPosition(QPointF(0, self.bottom))
            self.bottom += line.height()
            self.width = max(self.width, line.naturalTextWidth())
        self.layout.endLayout()

    def align(self, end: float) -> None:
        """Have every line end where the text begins."""
        for n in range(self.layout.lineCount()):
            line = self.layout.lineAt(n)
            line.setPosition(QPointF(end - line.naturalTextWidth(), line.y()))


def _is_from_right(words: str) -> bool:
    """Whether the first letter that has a direction is read from the right (UAX 9, P2)."""
    for letter in words:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
