"""How each field of a shape is written, and what is refused."""

from typing import Any

import pytest
from immutables import Map

from redux_scuttlebutt.store.documents.fields import (
    FIELDS,
    INKS,
    LONGEST_TEXT,
    MOST,
    MOST_SCALE,
    MOST_WIDTH,
    PRESSURE,
    as_fields,
    id_of,
    ids_of,
    numbers_of,
)
from redux_scuttlebutt.store.reducer import Refused

HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("z", "a0", "a0"),
        ("points", [1, -2], (1, -2)),
        ("points", [MOST, -MOST, 0, 0], (MOST, -MOST, 0, 0)),
        ("pressures", [], ()),
        ("pressures", [0, PRESSURE], (0, PRESSURE)),
        *(("color", ink, ink) for ink in INKS),
        ("color", "#09afc3", "#09afc3"),
        ("width", 1, 1),
        ("width", MOST_WIDTH, MOST_WIDTH),
        ("x", -MOST, -MOST),
        ("y", MOST, MOST),
        ("matrix", [], ()),
        ("matrix", [0, MOST_SCALE, -MOST_SCALE, 0], (0, MOST_SCALE, -MOST_SCALE, 0)),
        ("text", "", ""),
        ("text", "増える\n", "増える\n"),
        ("text", "x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
        ("size", [1, MOST], (1, MOST)),
        ("blob", HASH, HASH),
        ("type", "image/svg+xml", "image/svg+xml"),
    ],
)
def test_a_sound_value_is_read(name: str, value: Any, read: Any) -> None:
    assert FIELDS[name](value) == read


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("z", None, "the place z is None, expected a key such as 'a0'"),
        ("z", "", "the place z is ''"),
        ("z", "a00", "the place z is 'a00'"),
        ("z", 5, "the place z is 5"),
        ("points", None, "points are a list"),
        ("points", [], "points are a list"),
        ("points", "ab", "points are a list"),
        ("points", {}, "points are a list"),
        ("points", [[1, 2], [3, 4]], "points are a list"),
        ("points", [[1, 2], "x"], "points are a list"),
        ("points", [1.0, 2], "points are a list"),
        ("points", [float("nan"), 2], "points are a list"),
        ("points", [True, 2], "points are a list"),
        ("points", [1, None], "points are a list"),
        ("points", [1, 2, 3], "these are 3 numbers"),
        ("points", [MOST + 1, 0], "a coordinate lies beyond"),
        ("points", [0, -MOST - 1], "a coordinate lies beyond"),
        ("pressures", None, "pressures are a list"),
        ("pressures", [0.5], "pressures are a list"),
        ("pressures", [False], "pressures are a list"),
        ("pressures", [[1]], "pressures are a list"),
        ("pressures", [PRESSURE + 1], "pressure goes from 0 to 1023"),
        ("pressures", [5, -1], "pressure goes from 0 to 1023"),
        ("color", "", "the colour is ''"),
        ("color", ["red"], "the colour is ['red']"),
        ("color", "pink", "expected #rrggbb or one of ink, red"),
        ("color", "#FF0000", "the colour is '#FF0000'"),
        ("color", "#ff0000\n", "the colour is"),
        ("color", "#ff000", "the colour is"),
        ("width", 0, "the width is 0, expected 1 to"),
        ("width", True, "the width is True"),
        ("width", 1.5, "the width is 1.5"),
        ("width", MOST_WIDTH + 1, "the width is"),
        ("x", MOST + 1, "a coordinate is"),
        ("y", 0.0, "a coordinate is 0.0"),
        ("matrix", None, "the matrix is None, expected four"),
        ("matrix", {}, "the matrix is {}"),
        ("matrix", [1, 2, 3], "the matrix is [1, 2, 3]"),
        ("matrix", [1.0, 0, 0, 1], "the matrix is"),
        ("matrix", [1, 2, 2, 4], "too large or flat"),
        ("matrix", [MOST_SCALE + 1, 0, 0, 1], "too large or flat"),
        ("text", None, "the text is None"),
        ("text", ["a"], "the text is ['a']"),
        ("text", "\ud800", "half a character"),
        ("text", "é" * (LONGEST_TEXT // 2 + 1), "4098 bytes long, at most 4096"),
        ("size", [0, 1], "expected a width and a height of 1 and more"),
        ("size", [1], "the size is [1], expected 2 whole numbers"),
        ("size", [1, MOST + 1], "a coordinate of the size lies beyond"),
        ("blob", HASH.upper(), "the blob is"),
        ("blob", HASH[1:], "the blob is"),
        ("blob", None, "the blob is None"),
        ("type", "text/html", "the type is 'text/html'"),
        ("type", "image/png; x", "the type is"),
        ("type", 1, "the type is 1"),
    ],
)
def test_a_value_of_any_other_form_is_refused(name: str, value: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        FIELDS[name](value)

    assert reason in refused.value.reason


def test_an_id_is_short_enough_to_be_named_in_any_action() -> None:
    assert id_of("x" * 100) == "x" * 100
    with pytest.raises(Refused, match="101 characters, at most 100"):
        id_of("x" * 101)


@pytest.mark.parametrize("value", [None, "", 7, ["a"]])
def test_an_id_is_a_text(value: Any) -> None:
    with pytest.raises(Refused, match="the id is"):
        id_of(value)


@pytest.mark.parametrize("ids", [None, [], "a", {"a": 1}, [7], ["a", ""], ["a", None], [["a"]]])
def test_ids_are_a_list_of_texts(ids: Any) -> None:
    with pytest.raises(Refused):
        ids_of(ids)


def test_ids_count_once() -> None:
    assert ids_of(["b", "a", "b"]) == ["b", "a"]


@pytest.mark.parametrize("value", [None, [], [1], [1, 2, 3], [1.0, 2], [True, 2], "ab", (1, 2)])
def test_so_many_whole_numbers_are_so_many(value: Any) -> None:
    with pytest.raises(Refused, match="expected 2 whole numbers"):
        numbers_of(value, "it", 2)


def test_any_mapping_is_an_object_and_nothing_else() -> None:
    assert dict(as_fields(Map({"a": 1}), "it")) == {"a": 1}
    with pytest.raises(Refused, match=r"it is \[\], expected an object"):
        as_fields([], "it")
