"""A presence as bytes: bounded, and refused where anything in it is odd."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.documents.fields import LONGEST_ID, MOST, MOST_POINTS
from redux_scuttlebutt.ui.presence.coding import (
    MAX_PRESENCE_BYTES,
    decode_presence,
    encode_presence,
)
from redux_scuttlebutt.ui.presence.presence import (
    MOST_SELECTED,
    MOST_TRAIL,
    Drawing,
    GoingOn,
    Moving,
    Pointing,
    Presence,
    Resizing,
    Sight,
    Typing,
)

STROKE = Drawing("s", "stroke", "ink", 192, (0, 0, 64, -64, 70, -60), start=5, pressures=(1, 2, 3))
BOX = (0, 0, 640, 0)


@pytest.mark.parametrize(
    "doing",
    [
        None,
        STROKE,
        Drawing("r", "rect", "#ff0000", 1, (-MOST, MOST, MOST, -MOST)),
        Moving(-5, 2 * MOST),
        Resizing(BOX, (1, 2, 3, 4), 0, -1),
        Typing("t", 1, 2, 640, "blue", "増える ünd\nso"),
        Pointing(7, (1, 1), start=MOST_POINTS - 1),
    ],
)
def test_what_is_told_is_what_is_understood(doing: GoingOn | None) -> None:
    presence = Presence(
        "board", Sight(-3, 4, 1, 2), (-1, 1), "pen", ("a", "b"), doing, follows=b"B" * 32, call=9
    )

    assert decode_presence(encode_presence(presence)) == presence


def test_a_fast_stroke_takes_a_kilobyte() -> None:
    points = tuple(n * 500 % 4001 for n in range(2 * MOST_TRAIL))
    value = encode_presence(Presence("board", going_on=Drawing("s", "stroke", "ink", 9, points)))

    assert len(value) < 1700


@pytest.mark.parametrize("ids", [0, MOST_SELECTED])
@pytest.mark.parametrize(
    "doing",
    [
        Drawing(
            "s" * LONGEST_ID,
            "stroke",
            "#123456",
            1,
            (-MOST, MOST, MOST, -MOST) * (MOST_TRAIL // 2),
            pressures=(1000,) * MOST_TRAIL,
        ),
        Pointing(2**52, (-MOST, MOST, MOST, -MOST) * (MOST_TRAIL // 2)),
        Typing("t" * LONGEST_ID, MOST, MOST, 1, "#123456", "\U0001f600" * 500),
        Moving(2 * MOST, 2 * MOST),
    ],
)
def test_the_longest_presence_fits_and_is_still_understood(doing: GoingOn, ids: int) -> None:
    selection = tuple("増" * (LONGEST_ID - 2) + f"{number:02}" for number in range(ids))

    value = encode_presence(Presence("board", selection=selection, going_on=doing))
    understood = decode_presence(value)

    assert len(value) <= MAX_PRESENCE_BYTES
    assert understood is not None
    assert type(understood.going_on) is type(doing)


def test_a_line_that_was_cut_to_fit_still_says_where_its_part_begins() -> None:
    far = (-MOST, MOST, MOST, -MOST) * (MOST_TRAIL // 2)
    pressures = tuple(range(MOST_TRAIL))
    line = Drawing("s", "stroke", "ink", 1, far, pressures=pressures)
    presence = Presence("board", selection=("a" * 36,) * MOST_SELECTED, going_on=line)

    understood = decode_presence(encode_presence(presence))

    assert understood is not None
    part = understood.going_on
    assert isinstance(part, Drawing)
    assert part.start > 0
    assert part.points == far[2 * part.start :]
    assert part.pressures == pressures[part.start :]


def test_half_a_surrogate_pair_in_a_text_is_no_reason_to_tell_nothing() -> None:
    value = encode_presence(Presence("board", going_on=Typing("t", 0, 0, 1, "ink", "a\ud83d")))

    assert decode_presence(value) == Presence("board", going_on=Typing("t", 0, 0, 1, "ink", "a?"))


def written(**changes: Any) -> bytes:
    fields: dict[str, Any] = {
        "page": "board",
        "sight": [0, 0, 1, 1],
        "cursor": [0, 0],
        "tool": "",
        "selection": [],
        "going_on": None,
        "is_looking_back": False,
        "is_quiet": False,
        "follows": None,
        "call": 0,
    }
    return msgspec.msgpack.encode(list({**fields, **changes}.values()))


def drawn(*, points: list[Any], start: int = 0, pressures: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"going_on": ["draw", "s", "stroke", "ink", 1, points, start, pressures]}


ODD: list[dict[str, Any]] = [
    {"page": "a" * 17},
    {"page": 7},
    {"sight": [0, 0, 0, 1]},
    {"sight": [0, 0, 1]},
    {"sight": [0.5, 0, 1, 1]},
    {"cursor": [MOST + 1, 0]},
    {"cursor": [0, 0, 0]},
    {"cursor": [float("nan"), 0]},
    {"selection": ["a"] * (MOST_SELECTED + 1)},
    {"selection": [""]},
    {"selection": ["a" * (LONGEST_ID + 1)]},
    {"going_on": ["dance"]},
    {"going_on": ["move", 1]},
    {"going_on": ["type", "t", 0, 0, 0, "ink", ""]},
    drawn(points=[]),
    drawn(points=[1]),
    drawn(points=[0, 0, 1]),
    drawn(points=[0, 0] * (MOST_TRAIL + 1)),
    drawn(points=[MOST, 0, 1, 0]),
    drawn(points=[0, -MOST, 0, -1]),
    drawn(points=[0, 0, 1, 1], pressures=(1,)),
    drawn(points=[0, 0], pressures=(1024,)),
    drawn(points=[0, 0], start=MOST_POINTS),
    drawn(points=[0, 0], start=-1),
    {"going_on": ["laser", 1, [], 0]},
    {"is_quiet": 1},
    {"follows": b"short"},
    {"call": -1},
]


@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_not_understood(odd: dict[str, Any]) -> None:
    assert decode_presence(written()) is not None
    assert decode_presence(written(**odd)) is None


@pytest.mark.parametrize(
    "value", [b"", b"\xc1", b"\x90", b"\x91\xa1\xff", b"\x91" * 3000, bytes(MAX_PRESENCE_BYTES + 1)]
)
def test_what_is_no_presence_at_all_is_not_understood(value: bytes) -> None:
    assert decode_presence(value) is None


def test_what_is_longer_than_a_presence_may_be_is_not_even_read() -> None:
    value = written()[:-1] + msgspec.msgpack.encode(1) + b"\xc0" * MAX_PRESENCE_BYTES

    assert decode_presence(value) is None


def test_a_later_version_may_say_more_behind_what_we_know() -> None:
    assert decode_presence(written(more=["new"])) == decode_presence(written())


@given(st.binary(max_size=300))
def test_whatever_bytes_come_nothing_is_raised(value: bytes) -> None:
    understood = decode_presence(value)

    assert understood is None or decode_presence(encode_presence(understood)) is not None
