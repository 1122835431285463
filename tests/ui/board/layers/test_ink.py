from itertools import pairwise
from math import sin

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.ui.board.layers.ink import PIECE, Ink, WetLayer
from redux_scuttlebutt.ui.board.layers.sheet import painting
from redux_scuttlebutt.ui.board.layers.stage import Stage
from redux_scuttlebutt.ui.board.shapes.kinds import figure_for
from redux_scuttlebutt.ui.board.shapes.paint import paint_figures, place_painter
from redux_scuttlebutt.ui.board.tools.pointer import Pointer
from redux_scuttlebutt.ui.board.tools.stroke import Stroke
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Theme
from support.figures import different


def test_the_pieces_make_up_the_whole_stroke_without_gaps() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    ink = Ink(stroke)
    for n in range(1, 5 * PIECE):
        stroke.move(Pointer(n * 200.0, 3000 * sin(n / 9)))
        ink.grow()

    figures = ink.figures

    assert len(figures) == 5
    ends = [(f.points[0], f.points[-1]) for f in figures]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert ends[0][0] == (0, 0)


def test_what_changes_with_a_point_does_not_grow_with_the_stroke() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    ink = Ink(stroke)
    for n in range(1, 50 * PIECE):
        stroke.move(Pointer(n * 200.0, 0))
        changed = ink.grow()

        assert changed is not None
        assert changed.right - changed.left < 3 * PIECE * 200


def test_made_straight_a_stroke_takes_its_curve_back() -> None:
    stroke = Stroke("x", "red", 192, 64, Pointer(0, 0))
    ink = Ink(stroke)
    for n in range(1, 3 * PIECE):
        stroke.move(Pointer(n * 200.0, 9000))
        ink.grow()

    stroke.move(Pointer(1000, 0, shift=True))
    changed = ink.grow()

    assert [f.shape.points for f in ink.figures] == [(0, 0, 1000, 0)]
    assert changed is not None and changed.right > 10_000 and changed.bottom >= 9000


def test_a_long_stroke_is_shown_whole_and_each_piece_is_painted_once() -> None:
    stage = Stage(LIGHT)
    stage.resize(400, 200, 1.0)
    stroke = Stroke("x", "red", 192, 64, Pointer(640, 6400))
    ink, wet = Ink(stroke), WetLayer()
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(LIGHT.paper)

    for n in range(1, 10 * PIECE):
        stroke.move(Pointer(640 + n * 90.0, 6400))
        ink.grow()
        with painting(image) as painter:
            wet.draw(painter, QRectF(0, 0, 400, 200), ink, stage)

    red = LIGHT.inks["red"]
    drawn = int(ink.pieces[-1].extent.right / 64) - 2
    assert all(image.pixelColor(x, 100) == red for x in range(12, drawn))
    assert wet.painted == len(ink.pieces)


def test_another_stroke_begins_on_a_dry_layer() -> None:
    stage = Stage(LIGHT)
    stage.resize(400, 200, 1.0)
    wet = WetLayer()
    for y in (50, 150):
        stroke = Stroke("x", "red", 192, 64, Pointer(0, y * 64))
        for n in range(1, 2 * PIECE):
            stroke.move(Pointer(n * 300.0, y * 64))
        ink = Ink(stroke)
        ink.grow()
        image = QImage(400, 200, QImage.Format.Format_RGB32)
        image.fill(LIGHT.paper)
        with painting(image) as painter:
            wet.draw(painter, QRectF(0, 0, 400, 200), ink, stage)

    assert image.pixelColor(50, 50) == LIGHT.paper
    assert image.pixelColor(50, 150) == LIGHT.inks["red"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_the_marker_in_hand_looks_as_it_will_on_the_board(theme: Theme, ratio: float) -> None:
    stage = Stage(theme)
    stage.resize(240, 160, ratio)
    stroke = Stroke("x", "yellow", 1280, 64, Pointer(1280, 5120))
    ink, wet = Ink(stroke), WetLayer()
    for n in range(1, 4 * PIECE):
        stroke.move(Pointer(1280 + n * 120.0, 5120 + 2500 * sin(n / 9)))
        ink.grow()
    shown, expected = [
        QImage(round(240 * ratio), round(160 * ratio), QImage.Format.Format_RGB32) for _ in range(2)
    ]
    for image in (shown, expected):
        image.setDevicePixelRatio(ratio)
        image.fill(theme.paper)

    with painting(shown) as painter:
        for left in (0, 80, 160):
            rect = QRectF(left, 0, 80, 160)
            painter.setClipRect(rect)
            wet.mix(painter, rect, ink, stage)
    points = tuple(round(n) for x, y, _ in stroke.samples for n in (x, y))
    done = figure_for("x", Shape("marker", points, "yellow", 1280, "a0"))
    with painting(expected) as painter:
        place_painter(painter, stage.view)
        paint_figures(painter, [done], theme, stage.view.scale * ratio)

    assert len(ink.pieces) == 3
    assert wet.painted == 3
    # Where pieces meet, the smooth line knows one neighbour less.
    assert different(shown, expected, 24) < 60
    tint = expected.pixelColor(round(20 * ratio), round(80 * ratio))
    assert tint != theme.paper
    assert shown.pixelColor(round(20 * ratio), round(80 * ratio)) == tint
