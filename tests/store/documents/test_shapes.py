"""What lies on the whiteboard, and how an action describes it."""

from typing import Any, get_args

import pytest

from redux_scuttlebutt.store.canonical import canonical_bytes, state_hash
from redux_scuttlebutt.store.documents.fields import MOST_POINTS
from redux_scuttlebutt.store.documents.shapes import (
    KINDS,
    Kind,
    Shape,
    changed,
    description,
    points_of,
    read,
    read_shape,
)
from redux_scuttlebutt.store.reducer import Refused
from support.shapes import SOUND, described


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_shape_is_described_by_is_read_as_the_same_shape(kind: Kind) -> None:
    pressed = {"pressures": [7, 9]} if kind == "stroke" else {}
    placed = {"x": 3, "y": -4, "matrix": [2**30, 0, 5, 2**30], **pressed}
    for fields in ({}, placed):
        _, shape = read_shape(described("a", kind, **fields))

        assert read_shape({"id": "a", **description(shape)}) == ("a", shape)


@pytest.mark.parametrize("kind", KINDS)
def test_a_shape_of_each_kind_is_read_as_it_is_described(kind: Kind) -> None:
    name, shape = read_shape(described("a", kind))

    assert (name, shape.kind) == ("a", kind)
    for field, value in SOUND[kind].items():
        read_value = getattr(shape, field)
        assert (list(read_value) if isinstance(value, list) else read_value) == value
    assert (shape.x, shape.y, shape.matrix) == (0, 0, ())


def test_there_are_those_kinds() -> None:
    assert tuple(KINDS) == get_args(Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_needed(kind: Kind) -> None:
    for field in SOUND[kind]:
        fields = described("a", kind)
        del fields[field]
        with pytest.raises(Refused, match=f"the {kind} has no {field}"):
            read_shape(fields)


@pytest.mark.parametrize("kind", [None, "polygon", ["stroke"], 7, ""])
def test_an_unknown_kind_is_refused_with_those_there_are(kind: Any) -> None:
    with pytest.raises(Refused, match="expected one of stroke, marker, rect"):
        read_shape(described("a") | {"kind": kind})


def test_a_copy_can_lie_as_its_original_does() -> None:
    placed = {"x": 5, "y": -6, "matrix": [0, 1, -1, 0]}

    _, shape = read_shape(described("a", "rect", **placed))

    assert (shape.x, shape.y, shape.matrix) == (5, -6, (0, 1, -1, 0))


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("rect", {"text": "a"}, "a shape of the kind 'rect' has no text"),
        ("rect", {"pressures": []}, "a shape of the kind 'rect' has no pressures"),
        ("image", {"color": "red"}, "a shape of the kind 'image' has no color"),
        ("stroke", {"fill": "red"}, "a shape has no 'fill', only z, points"),
        ("line", {"points": [0, 0]}, "the line has 1 points, expected 2"),
        ("text", {"points": [0, 0, 1, 1]}, "the text has 2 points, expected 1"),
        ("stroke", {"pressures": [1]}, "there are 1 pressures for 2 points"),
        ("stroke", {"points": [0] * (2 * MOST_POINTS + 2)}, "has 65537 points, at most 65536"),
    ],
)
def test_what_a_kind_does_not_have_is_refused(
    kind: Kind, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_shape(described("a", kind, **fields))

    assert reason in refused.value.reason


def test_a_shape_changes_only_to_what_its_kind_can_have() -> None:
    _, shape = read_shape(described("a", "marker"))

    assert changed(shape, read({"color": "blue"})).color == "blue"
    with pytest.raises(Refused, match="has no blob"):
        changed(shape, read({"blob": "0" * 64}))
    with pytest.raises(Refused, match="has no 'kind'"):
        read({"kind": "stroke"})


def test_points_can_be_had_one_by_one() -> None:
    plain, pressed = Shape("stroke", (1, 2, 3, 4), "ink", 64, "a0"), described("a")
    pressed["pressures"] = [9, 8]

    assert points_of(plain) == [(1, 2), (3, 4)]
    assert points_of(read_shape(pressed)[1]) == [(0, 0, 9), (64, 128, 8)]


def test_equal_shapes_have_equal_bytes_however_they_came_to_be() -> None:
    one = read_shape(described("a"))[1]
    other = changed(changed(one, read({"color": "blue"})), read({"color": "ink"}))

    assert canonical_bytes(one) == canonical_bytes(other)
    assert state_hash(one) == "28a31ff38c5e457dd406cfee19fc4b60bcc82b2cb0764a0cbcf24cd3351386e9"
