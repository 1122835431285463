import datetime
import math
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import immutables
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.wire.codec import MAX_ACTION_BYTES, MAX_DEPTH, SHALLOW, check, encode

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
actions: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"type": st.text()}, optional={"payload": values, "meta": values}
)


class Colour(StrEnum):
    INK = "ink"


class Size(IntEnum):
    BIG = 7


def nested(levels: int, inside: Any) -> dict[str, Any]:
    """An action with that many levels of containers, itself the first."""
    value: Any = inside
    for _ in range(levels - 1):
        value = [value]
    return {"type": "nested", "payload": value}


def here(value: Any) -> Any:
    return value


def deep(value: Any) -> Any:
    return [0, {"deep": value}]


@given(actions)
def test_what_passes_reads_back_equal_and_may_be_sent(action: dict[str, Any]) -> None:
    encoded, decoded = encode(action)

    assert decoded == action
    assert encode(decoded) == (encoded, decoded)
    check(decoded)


@pytest.mark.parametrize("name", ["増える", "עברית", "मराठी", "🖋️", "é", "é", "\x00", ""])
def test_names_from_any_script_pass(name: str) -> None:
    action = {"type": name or "said", name: [name, {name: name}]}

    assert encode(action)[1] == action


def test_whole_numbers_fractions_and_truth_keep_their_kind() -> None:
    _, decoded = encode({"type": "kinds", "payload": [True, 1, 1.0, -0.0, False, 0, None]})

    kinds: list[type] = [type(value) for value in decoded["payload"]]
    assert kinds == [bool, int, float, float, bool, int, type(None)]
    assert math.copysign(1, decoded["payload"][3]) == -1


def test_keys_keep_their_order() -> None:
    _, decoded = encode({"type": "x", "b": 1, "a": 2, "meta": {"z": 1, "y": 2}})

    assert list(decoded) == ["type", "b", "a", "meta"]
    assert list(decoded["meta"]) == ["z", "y"]


def test_what_is_decoded_shares_nothing_with_the_original() -> None:
    points = [1, 2]
    _, decoded = encode({"type": "drawn", "payload": points})

    points.append(3)

    assert decoded["payload"] == [1, 2]


@pytest.mark.parametrize(
    "meta", [MappingProxyType({"a": 1}), immutables.Map(a=1)], ids=["frozen", "persistent"]
)
def test_any_mapping_counts_as_an_object(meta: Any) -> None:
    assert encode({"type": "x", "meta": meta})[1] == {"type": "x", "meta": {"a": 1}}
    assert encode(MappingProxyType({"type": "x"}))[1] == {"type": "x"}


def test_names_of_an_enumeration_travel_as_what_they_are_equal_to() -> None:
    _, decoded = encode({"type": Colour.INK, "payload": [Size.BIG, Colour.INK]})

    assert decoded == {"type": "ink", "payload": [7, "ink"]}
    assert [type(value) for value in decoded["payload"]] == [int, str]


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        datetime.date(2026, 1, 1),
        b"bytes",
        bytearray(b"bytes"),
        (1, 2),
        {1, 2},
        Decimal("1.5"),
        1j,
        object(),
        len,
        {1: "one"},
        {None: 1},
        {b"key": 1},
    ],
    ids=repr,
)
@pytest.mark.parametrize("wrap", [here, deep])
def test_what_would_change_on_the_way_is_refused_by_name(value: Any, wrap: Any) -> None:
    with pytest.raises(TypeError, match=r"cannot be sent|must be text"):
        encode({"type": "x", "payload": wrap(value)})


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        2**53,
        -(2**53),
        2**64,
        10**400,
        "\ud800",
        "a\udfffb",
        {"\ud800": 1},
    ],
    ids=ascii,
)
@pytest.mark.parametrize("wrap", [here, deep])
def test_what_has_no_json_is_refused(value: Any, wrap: Any) -> None:
    with pytest.raises(ValueError):
        encode({"type": "x", "payload": wrap(value)})


@pytest.mark.parametrize(
    "action",
    [None, "INCREMENT", 7, ["type"], len, {}, {"type": None}, {"type": 7}, {"type": b"x"}],
    ids=repr,
)
def test_what_is_no_action_is_refused(action: Any) -> None:
    with pytest.raises(TypeError):
        encode(action)


def test_a_cycle_is_refused() -> None:
    action: dict[str, Any] = {"type": "x"}
    action["payload"] = [action]

    with pytest.raises(ValueError, match="holds itself"):
        encode(action)


@pytest.mark.parametrize("inside", [1, "text", None], ids=repr)
def test_nesting_up_to_16_passes_and_beyond_is_refused(inside: Any) -> None:
    deepest = nested(MAX_DEPTH, inside)
    assert encode(deepest)[1] == deepest
    check(deepest)

    with pytest.raises(ValueError, match="16 deep"):
        encode(nested(MAX_DEPTH + 1, inside))
    with pytest.raises(ValueError, match="16 deep"):
        check(nested(MAX_DEPTH + 1, inside))


@pytest.mark.parametrize("inside", [[], {}], ids=repr)
def test_an_empty_container_counts_as_a_level(inside: Any) -> None:
    assert encode(nested(MAX_DEPTH - 1, inside))[1] == nested(MAX_DEPTH - 1, inside)

    for refuse in (encode, check):
        with pytest.raises(ValueError, match="16 deep"):
            refuse(nested(MAX_DEPTH, inside))


def test_48_kib_pass_and_a_byte_more_is_refused() -> None:
    base = len(encode({"type": "x", "payload": "a" * 1000})[0]) - 1000
    longest = "a" * (MAX_ACTION_BYTES - base)

    assert len(encode({"type": "x", "payload": longest})[0]) == MAX_ACTION_BYTES
    with pytest.raises(ValueError, match="49153 bytes long, at most 49152"):
        encode({"type": "x", "payload": longest + "a"})


def test_the_action_is_only_read() -> None:
    action = {"type": "x", "meta": MappingProxyType({"a": [1]}), "payload": [1, {"b": 2}]}
    before = repr(action)

    encode(action)

    assert repr(action) == before


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"type": 7},
        {"type": "x", "payload": b"bytes"},
        {"type": "x", "payload": {1: 2}},
        {"type": "x", "payload": {"a": [datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)]}},
        {"type": "x", "payload": [2**53]},
        {"type": "x", "payload": [0, -(2**53)]},
        {"type": "x", "payload": [0.5, math.nan]},
        {"type": "x", "payload": {"a": math.inf}},
    ],
    ids=repr,
)
def test_what_somebody_else_encoded_is_held_to_the_same(action: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        check(action)
    with pytest.raises((TypeError, ValueError)):
        encode(action)


wild: st.SearchStrategy[Any] = st.recursive(
    scalars | st.floats() | st.integers(-(2**63), 2**64 - 1) | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(0, 9), inner),
    max_leaves=10,
)


@given(wild)
def test_what_the_quick_look_lets_pass_the_thorough_one_does_too(value: Any) -> None:
    written = msgspec.msgpack.encode({"type": "x", "payload": value})
    thorough = msgspec.msgpack.decode(written)
    try:
        quick = msgspec.msgpack.decode(written, type=SHALLOW)
    except msgspec.ValidationError:
        return

    assert repr(quick) == repr(thorough)
    check(quick)


@pytest.mark.parametrize("levels", range(1, 6))
def test_the_quick_look_lets_pass_what_actions_hold_as_a_rule(levels: int) -> None:
    written = msgspec.msgpack.encode(nested(levels, [None, True, 2**53 - 1, -0.5, {"a": "増"}]))

    assert msgspec.msgpack.decode(written, type=SHALLOW) == msgspec.msgpack.decode(written)
