from itertools import count

from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui.board.layers.stage import Stage
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.pictures import Pictures
from redux_scuttlebutt.ui.theme import LIGHT
from support.board import board_of, line
from support.figures import BLOB, file_of, of_kind

INK = LIGHT.inks["ink"]


def staged(board: Board) -> Stage:
    stage = Stage(LIGHT)
    stage.resize(400, 300, 1.0)
    stage.show(board.shapes)
    assert stage.settle(budget=60)[1]
    return stage


def color_at(stage: Stage, x: int, y: int) -> QColor:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    stage.draw(painter, QRectF(0, 0, 400, 300))
    painter.end()
    return image.pixelColor(x, y)


def test_what_is_lifted_is_shown_where_it_is_carried() -> None:
    stage = staged(board_of(line(100, 100), line(100, 200)))

    stage.lift(["a"])
    stage.carry(64 * 64, 32 * 64)
    stage.settle(budget=60)

    assert color_at(stage, 190, 132) == INK
    assert color_at(stage, 110, 100) == LIGHT.paper
    assert color_at(stage, 110, 200) == INK


def test_what_is_lifted_stays_as_it_was_whatever_happens_on_the_board() -> None:
    board = board_of(line(100, 100))
    stage = staged(board)
    stage.lift(["a"])

    stage.show(board.shapes.set("a", replace(board.shapes["a"], x=64 * 200)))
    stage.lift(["a"])
    stage.settle(budget=60)
    assert color_at(stage, 110, 100) == INK
    assert color_at(stage, 310, 100) == LIGHT.paper

    stage.drop()
    stage.settle(budget=60)
    assert color_at(stage, 110, 100) == LIGHT.paper
    assert color_at(stage, 310, 100) == INK


def test_faint_things_are_faint() -> None:
    stage = staged(board_of(line(100, 100)))

    stage.lift(["a"], opacity=0.25)
    stage.settle(budget=60)

    assert INK.lightness() < color_at(stage, 110, 100).lightness() < LIGHT.paper.lightness()


def test_until_the_new_zoom_is_painted_the_old_picture_is_stretched() -> None:
    stage = staged(board_of(line(100, 100)))

    stage.look(View(2.0, 0, 0))

    assert color_at(stage, 220, 200) == INK
    assert color_at(stage, 110, 100) == LIGHT.paper
    assert stage.settle(budget=60)[1]
    assert color_at(stage, 220, 200) == INK


def test_a_large_board_is_taken_over_in_slices_and_shown_as_it_comes() -> None:
    now = count()
    stage = Stage(LIGHT, lambda: float(next(now)))
    stage.resize(400, 300, 1.0)
    shapes = {f"s{n}": line(10, 5 + n % 290, z=n) for n in range(1000)}

    stage.expect(shapes)
    stage.catch_up(budget=2)
    assert 0 < len(stage.figures) < len(shapes)
    assert color_at(stage, 20, 5) == INK
    assert not stage.is_settled

    turns = 1
    while stage.figures.is_behind:
        stage.catch_up(budget=2)
        turns += 1
    assert turns > 10
    assert len(stage.figures) == len(shapes)
    assert stage.is_settled


def test_what_is_lifted_is_not_settled_before_it_is_painted() -> None:
    stage = staged(board_of(line(100, 100)))
    assert stage.is_settled

    stage.lift(["a"])
    assert not stage.is_settled

    stage.settle(budget=60)
    assert stage.is_settled


def test_a_picture_is_shown_when_it_has_come_also_where_it_was_lifted() -> None:
    files: dict[str, bytes] = {}
    pictures = Pictures(files.get)
    stage = Stage(LIGHT, pictures=pictures)
    pictures.arrived.connect(stage.picture_arrived)
    stage.resize(400, 300, 1.0)
    stage.show({"a": of_kind("image", 0, 0, 100, 80), "b": of_kind("image", 200, 0, 300, 80)})
    stage.lift(["b"])
    assert stage.settle(budget=60)[1]
    assert color_at(stage, 10, 70) == LIGHT.paper

    files[BLOB] = file_of("#3060c0")
    pictures.look_again(BLOB)
    assert not stage.is_settled
    assert stage.settle(budget=60)[1]

    assert color_at(stage, 10, 70) == color_at(stage, 210, 70) == QColor("#3060c0")
    assert color_at(stage, 150, 70) == LIGHT.paper
