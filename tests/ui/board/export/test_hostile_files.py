"""Files that somebody sends to be opened: whatever is in them, an error says what is wrong."""

import base64
import json
import tracemalloc
import zlib
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.export.carried import MOST_TEXT, Carried, NotReadable, read_carried
from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.kinds import made
from redux_scuttlebutt.ui.board.export.opening import NAMESPACE, opened
from redux_scuttlebutt.ui.board.export.pictures import Picture
from redux_scuttlebutt.ui.board.export.png_board import board_in_png, png_with_board
from support.drawings import gallery, photo_bytes
from support.shapes import SOUND

pytestmark = pytest.mark.usefixtures("qapp")

MEGA = 2**20


def text_of(*shapes: Any, **beside: Any) -> bytes:
    return json.dumps({"format": 1, "shapes": shapes, "blobs": {}} | beside).encode()


def svg_of(packed: bytes) -> bytes:
    inside = base64.b64encode(packed).decode()
    return f'<svg><metadata><board xmlns="{NAMESPACE}">{inside}</board></metadata></svg>'.encode()


def a_shape(kind: str = "stroke", **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **SOUND[kind], **fields}


@cache
def a_file(kind: str) -> bytes:
    return made(kind, gallery(), How(), lambda _: None).data


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "damaged"),
        (b"[1, 2]", "damaged"),
        (b'{"shapes": []}', "damaged"),
        (text_of(format=2), "made by a newer version"),
        (text_of({"kind": "stroke"}), "Shape 1 .* has no color"),
        (text_of(a_shape(), a_shape(width=-1)), "Shape 2 .* the width is -1"),
        (text_of({"kind": "poem"}), "the kind is"),
        (text_of(a_shape(points=[1.5, 2])), "damaged"),
        (text_of(a_shape(points=[True, 2])), "damaged"),
        (text_of(a_shape(points=[2**50, 2])), "lies beyond"),
        (text_of(a_shape(script="x")), "damaged"),
        (text_of(a_shape(id="taken")), "damaged"),
        (text_of(a_shape("text", text="\ud800")), "damaged"),
        (text_of(a_shape("image", type="text/html")), "the type is"),
        (text_of(blobs={"a": "not base64!"}), "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"format": 1, "shapes": ' + b"[" * 100_000, "damaged"),
    ],
)
def test_a_text_that_is_no_drawing_says_why(text: bytes, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        read_carried(text)


def test_nothing_of_a_drawing_with_one_bad_shape_is_read() -> None:
    with pytest.raises(NotReadable):
        opened(png_with_board(photo_bytes(), text_of(a_shape(), {"kind": "stroke"})))


@pytest.mark.parametrize(
    "file", [b"", b"hello", b"%PDF-1.4", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", bytes(1000)]
)
def test_a_file_of_others_is_not_ours(file: bytes) -> None:
    with pytest.raises(NotReadable, match="neither a picture nor a board"):
        opened(file)


def test_an_svg_of_others_says_what_can_be_done() -> None:
    with pytest.raises(NotReadable, match="save it as PNG first"):
        opened(b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>')


def test_entities_that_multiply_are_not_followed() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 50}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{levels}]><svg>&a11;</svg>'

    with pytest.raises(NotReadable, match="no whole SVG"):
        opened(bomb.encode())


def test_a_file_that_an_svg_names_is_not_read() -> None:
    file = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    board = f'<svg><board xmlns="{NAMESPACE}">&x;</board></svg>'

    with pytest.raises(NotReadable):
        opened((file + board).encode())


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_small_file_that_unpacks_to_much_is_given_up_early(kind: str) -> None:
    bomb = zlib.compress(bytes(MOST_TEXT + MEGA), 9)
    if kind == "svg":
        file = svg_of(bomb)
    else:
        named = b"zTXtscuttlebutt-board 1/1\0\0" + bomb
        crc = zlib.crc32(named).to_bytes(4, "big")
        chunk = (len(named) - 4).to_bytes(4, "big") + named + crc
        picture = photo_bytes()
        file = picture[:-12] + chunk + picture[-12:]
    assert len(file) < MEGA

    tracemalloc.start()
    try:
        with pytest.raises(NotReadable, match="more than"):
            opened(file)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < (2 * MOST_TEXT + 8 * MEGA if kind == "svg" else 16 * MEGA)


@pytest.mark.parametrize("place", ["2/2", "0/1", "1/999", "x/1", "1", "-1/1", "1/1/1", "٣/٣"])
def test_parts_that_do_not_fit_are_refused(place: str) -> None:
    png = png_with_board(photo_bytes(), text_of(a_shape()))
    named = b"zTXtscuttlebutt-board " + place.encode() + b"\0\0" + zlib.compress(b"{}")
    chunk = (len(named) - 4).to_bytes(4, "big") + named + zlib.crc32(named).to_bytes(4, "big")
    at = png.index(b"zTXt") - 4

    with pytest.raises(NotReadable):
        opened(png[:at] + chunk + png[-12:])


def test_a_flipped_bit_is_noticed() -> None:
    png = bytearray(png_with_board(photo_bytes(), text_of(a_shape())))
    png[png.index(b"zTXt") + 40] ^= 1

    with pytest.raises(NotReadable, match="checksum"):
        board_in_png(bytes(png))


def test_a_long_text_is_cut_into_chunks_that_every_reader_takes() -> None:
    text = json.dumps(list(range(2_000_000))).encode()

    png = png_with_board(photo_bytes(), text)

    assert png.count(b"zTXtscuttlebutt-board") > 2
    assert board_in_png(png) == text


@pytest.mark.parametrize("kind", ["png", "svg"])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_cut_off_or_changed_there_is_a_result_or_a_reason(
    kind: str, data: st.DataObject
) -> None:
    file = bytearray(a_file(kind))
    for _ in range(data.draw(st.integers(0, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(file)))

    try:
        found = opened(bytes(file[:cut]) if data.draw(st.booleans()) else bytes(file))
    except NotReadable as error:
        assert str(error)
    else:
        assert isinstance(found, Carried | Picture)
