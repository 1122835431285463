"""What a picture carries is what was drawn."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from immutables import Map
from msgspec.structs import replace

from redux_scuttlebutt.store.documents.shapes import Shape
from redux_scuttlebutt.store.documents.whiteboard import Board, whiteboard
from redux_scuttlebutt.sync.log.log import MAX_BLOB_BYTES
from redux_scuttlebutt.sync.trust.sealing import ADDED_BYTES
from redux_scuttlebutt.ui.board.export.carried import Carried, read_carried, write_carried
from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.kinds import made
from redux_scuttlebutt.ui.board.export.opening import added, opened
from redux_scuttlebutt.ui.board.export.pictures import MOST_BYTES
from support.drawings import BLOB, content, drawings, gallery, photo_bytes, stroke

pytestmark = pytest.mark.usefixtures("qapp")

SOME = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def nothing(_name: str) -> bytes | None:
    return None


def on_a_board(drawing: Carried, board: Board, top: str | None = None, **how: object) -> Board:
    """`board` after `drawing` was put on it."""
    numbers = count(1)
    result = added(drawing, top=top, new_id=lambda: f"new {next(numbers)}", **how)  # pyright: ignore[reportArgumentType]
    for action in result.actions:
        after = whiteboard.reducer(board, action)
        assert isinstance(after, Board), after
        board = after
    return board


def alike(shapes: list[Shape]) -> list[Shape]:
    """Without their places from back to front, which are others on another board."""
    return [replace(shape, z="") for shape in shapes]


@SOME
@given(drawings())
def test_a_png_gives_back_any_drawing(shapes: dict[str, Shape]) -> None:
    file = made("png", shapes, How(), nothing).data

    drawing = opened(file)

    assert isinstance(drawing, Carried)
    board = on_a_board(drawing, Board())
    assert alike(content(dict(board.shapes))) == alike(content(shapes))
    assert not board.shapes.keys() & shapes.keys()


@SOME
@given(drawings())
def test_an_svg_gives_back_any_drawing(shapes: dict[str, Shape]) -> None:
    drawing = opened(made("svg", shapes, How(), nothing).data)

    assert isinstance(drawing, Carried)
    board = on_a_board(drawing, Board())
    assert alike(content(dict(board.shapes))) == alike(content(shapes))


@SOME
@given(drawings())
def test_the_text_gives_back_any_drawing_and_is_ascii(shapes: dict[str, Shape]) -> None:
    text, _ = write_carried(shapes, nothing)

    assert text.isascii()
    assert list(read_carried(text).shapes) == content(shapes)


def test_a_long_stroke_comes_back_in_parts_that_are_one_gesture() -> None:
    points = [n for i in range(9000) for n in (i, (i * i) % 977)]
    shapes = {"long": stroke(*points, pressures=[i % 1024 for i in range(9000)])}
    drawing = opened(made("svg", shapes, How(), nothing).data)
    assert isinstance(drawing, Carried)

    result = added(drawing, top=None, new_id=lambda: "new")

    assert len(result.actions) > 2
    assert {action["meta"]["gesture"] for action in result.actions} == {"new"}
    [shape] = on_a_board(drawing, Board()).shapes.values()
    assert shape.points == shapes["long"].points
    assert shape.pressures == shapes["long"].pressures


def test_what_is_opened_lies_in_front_of_everything_there() -> None:
    there = Board(Map({"old": stroke(0, 0, 5, 5, z="b0Z")}))

    board = on_a_board(Carried(tuple(content(gallery()))), there, "b0Z")

    others = [shape for name, shape in board.shapes.items() if name != "old"]
    assert len(others) == len(gallery())
    assert min(shape.z for shape in others) > "b0Z"


def test_what_is_opened_can_be_put_somewhere() -> None:
    drawing = Carried((stroke(0, 0, 100, 50),))

    [moved] = on_a_board(drawing, Board(), by=(64, -64)).shapes.values()
    [middled] = on_a_board(drawing, Board(), middle=(0, 0)).shapes.values()

    assert (moved.x, moved.y) == (64, -64)
    assert (middled.x, middled.y) == (-50 * 64, -25 * 64)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_images_travel_along_and_are_kept_in_the_room_that_opens_them(kind: str) -> None:
    photo = photo_bytes()
    kept: list[bytes] = []

    def keep(data: bytes) -> str:
        kept.append(data)
        return "f" * 64

    file = made(kind, gallery(), How(), {BLOB: photo}.get).data
    drawing = opened(file)
    assert isinstance(drawing, Carried)
    board = on_a_board(drawing, Board(), keep=keep)

    assert kept == [photo]
    assert [shape.blob for shape in board.shapes.values() if shape.blob] == ["f" * 64]
    assert drawing.missing == 0


def test_an_image_that_is_not_here_is_told_of_and_keeps_its_name() -> None:
    result = made("png", gallery(), How(), nothing)
    drawing = opened(result.data)

    assert result.notices == ("1 images cannot be opened again from it.",)
    assert isinstance(drawing, Carried)
    assert drawing.missing == 1
    assert added(drawing, top=None, new_id=lambda: "n", keep=lambda data: "f" * 64).missing == 1


@pytest.mark.parametrize("data", [b"<svg onload='alert(1)'/>", b"", b"\x89PNG"])
def test_what_claims_to_be_an_image_and_is_none_is_not_kept(data: bytes) -> None:
    drawing = Carried(tuple(content(gallery())), {BLOB: data})
    kept: list[bytes] = []

    def keep(data: bytes) -> str:
        kept.append(data)
        return "f" * 64

    result = added(drawing, top=None, new_id=lambda: "n", keep=keep)

    assert (kept, result.missing) == ([], 1)


def test_images_beyond_the_limit_are_left_out_and_counted() -> None:
    shapes = gallery()
    shapes["other"] = replace(shapes["image"], blob="e" * 64)

    text, left_out = write_carried(shapes, lambda _: b"x" * 60, most_blobs=100)

    assert left_out == 1
    assert [len(data) for data in read_carried(text).blobs.values()] == [60]


def test_without_the_board_a_picture_is_only_that() -> None:
    file = made("png", gallery(), How(has_board=False), nothing).data

    assert b"scuttlebutt-board" not in file
    assert not isinstance(opened(file), Carried)


def test_an_image_may_weigh_what_a_room_keeps_of_one() -> None:
    assert MOST_BYTES == MAX_BLOB_BYTES - ADDED_BYTES
