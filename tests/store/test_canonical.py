"""One sequence of bytes for one state, on every machine."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from redux_scuttlebutt.store.canonical import canonical_bytes, state_hash, to_plain


class Struct(msgspec.Struct):
    b: int
    a: Any = None


@dataclass
class Record:
    b: int
    a: Any = None


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def shuffled(value: Any) -> Any:
    """The same value, its mappings made in another order."""
    if isinstance(value, dict):
        return Map({key: shuffled(value[key]) for key in reversed(list(value))})  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if isinstance(value, list):
        return tuple(shuffled(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
    return value


@given(plain)
def test_neither_the_order_of_making_nor_the_kind_of_mapping_matters(value: Any) -> None:
    assert canonical_bytes(shuffled(value)) == canonical_bytes(value)


@given(plain, plain)
def test_equal_bytes_mean_equal_states(one: Any, other: Any) -> None:
    if canonical_bytes(one) == canonical_bytes(other):
        assert repr(sort(one)) == repr(sort(other))


def sort(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sort(value[key]) for key in sorted(value)}  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    return [sort(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


@pytest.mark.parametrize("record", [Struct(1, [2]), Record(1, [2]), {"b": 1, "a": [2]}])
def test_a_record_is_a_mapping_from_field_to_value(record: Any) -> None:
    assert canonical_bytes(record) == canonical_bytes(Map({"a": (2,), "b": 1}))
    assert to_plain(record) == {"a": [2], "b": 1}


def test_the_bytes_are_messagepack_in_its_shortest_form() -> None:
    state = {"b": Map({"z": 1, "y": True}), "a": frozenset({300, 2})}

    a, b = "a1619202cd012c", "a16282a179c3a17a01"
    assert canonical_bytes(state).hex() == "82" + a + b


def test_the_hash_is_the_same_in_another_process_whatever_its_hash_seed() -> None:
    code = (
        "from redux_scuttlebutt.store.canonical import state_hash;"
        "print(state_hash({'set': frozenset('abcdefgh'), 'a': {'増える': 1.5, 'b': None}}))"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert hashes == {state_hash({"a": {"b": None, "増える": 1.5}, "set": set("hgfedcba")})}


@pytest.mark.parametrize("pair", [(1, 1.0), (0.0, -0.0), ("a", b"a"), (None, False), (1, True)])
def test_what_is_written_differently_hashes_differently(pair: tuple[Any, Any]) -> None:
    one, other = pair

    assert state_hash(one) != state_hash(other)


def test_a_hash_is_256_bits_in_lower_case_hexadecimal() -> None:
    assert len(state_hash(0)) == 64
    assert state_hash(0) == state_hash(0).lower()


@pytest.mark.parametrize("value", [object(), {"a": [object()]}, lambda: None, 1j, UTC])
def test_what_has_no_canonical_form_is_named(value: Any) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_bytes(value)
    with pytest.raises(TypeError, match="no canonical form"):
        to_plain(value)


def test_an_integer_of_more_than_64_bits_has_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonical_bytes({"a": 2**64})


def test_half_a_surrogate_pair_has_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonical_bytes("\ud800")


@pytest.mark.parametrize("mapping", [{1: "a"}, Map({None: "a"}), {"a": {(1, 2): 3}}])
def test_keys_are_strings(mapping: Any) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(mapping)


def test_a_plain_state_is_made_of_dicts_lists_and_scalars() -> None:
    assert to_plain({"a": (1, (2,))}) == {"a": [1, [2]]}
