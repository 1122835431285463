"""A marker's stroke while it is drawn."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.theme import Scheme
from support.board import Drawing, board_of, line

LOOP = [(50, 100), (100, 100), (200, 100), (200, 50), (120, 50), (120, 100), (120, 200)]


def shown(drawing: Drawing) -> QImage:
    drawing.settle()
    return drawing.canvas.grab().toImage()


def apart(one: QImage, other: QImage, x: int, y: int) -> int:
    """How much two pictures differ in a pixel, 0 to 255."""
    a, b = one.pixelColor(x, y), other.pixelColor(x, y)
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_marker_looks_while_it_is_drawn_as_it_does_afterwards(
    empty: Drawing, scheme: Scheme
) -> None:
    theme.choose(scheme)
    empty.show(board_of(line(40, 100, length=200)))
    empty.key(Qt.Key.Key_M)
    places = [
        (x0 + (x1 - x0) * n / 20, y0 + (y1 - y0) * n / 20)
        for (x0, y0), (x1, y1) in pairwise(LOOP)
        for n in range(20)
    ]
    paper = shown(empty)
    empty.drag(*places, (120, 200), release=False)
    before = shown(empty)

    QTest.mouseRelease(empty.canvas, Qt.MouseButton.LeftButton, pos=empty.screen(120, 200))
    after = shown(empty)

    middles = [(150, 50), (70, 100), (120, 100), (150, 100), (120, 160), (120, 130)]
    for place in (empty.screen(*middle) for middle in middles):
        assert apart(before, after, place.x(), place.y()) <= 2
    # On bare paper, and where it crosses itself, it tints alike.
    once, twice = empty.screen(120, 160), empty.screen(120, 92)
    assert before.pixelColor(once) == before.pixelColor(twice)
    assert before.pixelColor(once) != paper.pixelColor(once)
