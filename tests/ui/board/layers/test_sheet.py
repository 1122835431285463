from itertools import count

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from redux_scuttlebutt.ui.board.layers.sheet import CHUNK, Sheet
from redux_scuttlebutt.ui.board.layers.tiling import Tiling
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.stroke import StrokeFigure
from redux_scuttlebutt.ui.theme import LIGHT
from support.board import line


def sheet_of(figures: list[StrokeFigure], rect: QRect, cells: list[tuple[int, int]]) -> Sheet:
    blank = QImage(256, 256, QImage.Format.Format_RGB32)
    blank.fill(LIGHT.paper)
    return Sheet(Tiling(View(), 1.0), (0, 0), rect, cells, figures, blank)


def test_what_is_painted_over_two_tiles_is_cut_for_each() -> None:
    cells = [(0, 0), (1, 0)]
    sheet = sheet_of([StrokeFigure("a", line(200, 100, length=100))], QRect(0, 0, 512, 256), cells)

    assert sheet.paint(LIGHT, 1.0, lambda: 0.0)

    ink = LIGHT.inks["ink"]
    assert sheet.cut((0, 0)).pixelColor(250, 100) == ink
    assert sheet.cut((1, 0)).pixelColor(300 - 256 - 5, 100) == ink
    assert sheet.cut((1, 0)).pixelColor(100, 100) == LIGHT.paper


def test_it_stops_when_time_is_up_and_goes_on_where_it_was() -> None:
    figures = [StrokeFigure(str(n), line(10, n)) for n in range(CHUNK + 1)]
    sheet = sheet_of(figures, QRect(0, 0, 256, 256), [(0, 0)])
    ticks = count()

    assert not sheet.paint(LIGHT, 0.0, lambda: float(next(ticks)))
    assert sheet.painted == CHUNK
    assert sheet.paint(LIGHT, 0.0, lambda: float(next(ticks)))
    assert sheet.painted == len(figures)


def test_where_there_is_nothing_nothing_is_copied_before_it_is_painted_on() -> None:
    sheet = sheet_of([], QRect(0, 0, 256, 256), [(0, 0)])

    assert sheet.paint(LIGHT, 0.0, lambda: 1.0)

    assert sheet.is_empty
    assert sheet.cut((0, 0)).pixelColor(9, 9) == LIGHT.paper
