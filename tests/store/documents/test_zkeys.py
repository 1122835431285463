"""Places from back to front that always have room between them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.documents.zkeys import (
    LONGEST_KEY,
    above,
    below,
    between,
    is_key,
    keys_between,
)

HIGHEST, LOWEST = "z" * 27, "A" + "0" * 26

digits = st.text("0123456789AVZamz", max_size=8)


@st.composite
def keys(draw: st.DrawFn) -> str:
    """Any key, often near where numbers get longer or end."""
    length = draw(st.sampled_from([1, 1, 2, 3, 25, 26]))
    head = draw(st.sampled_from([chr(96 + length), chr(91 - length)]))
    whole = draw(
        st.sampled_from(["0" * length, "z" * length, "0" * (length - 1) + "1"])
        | st.text("019AZaz", min_size=length, max_size=length)
    )
    return head + whole + draw(digits).rstrip("0")


keys_only = keys().filter(is_key)


@given(keys_only, keys_only)
def test_between_two_keys_there_is_always_another(one: str, other: str) -> None:
    if one == other:
        return
    back, front = sorted((one, other))

    middle = between(back, front)

    assert back < middle < front
    assert back.encode() < middle.encode() < front.encode()
    assert is_key(middle)


@given(keys_only)
def test_in_front_of_a_key_and_behind_it_there_is_always_another(key: str) -> None:
    assert key < above(key)
    assert below(key) < key
    assert is_key(above(key))
    assert is_key(below(key))


@given(st.none() | keys_only, st.none() | keys_only, st.integers(0, 30))
def test_many_keys_between_two_stand_in_order(
    back: str | None, front: str | None, count: int
) -> None:
    if back is not None and front is not None:
        if back == front:
            return
        back, front = sorted((back, front))

    found = keys_between(back, front, count)

    assert len(found) == count
    row = [*filter(None, [back]), *found, *filter(None, [front])]
    assert all(one < other for one, other in pairwise(row))
    assert all(map(is_key, found))


@given(st.lists(st.tuples(st.integers(0, 2**31), st.booleans()), max_size=100))
def test_keys_put_in_anywhere_never_meet(places: list[tuple[int, bool]]) -> None:
    row: list[str] = []
    for where, _ in places:
        at = where % (len(row) + 1)
        row.insert(at, between(row[at - 1] if at else None, row[at] if at < len(row) else None))

    assert all(one < other for one, other in pairwise(row))


def test_keys_in_front_of_one_another_stay_short() -> None:
    key, back = above(None), below(None)
    for _ in range(10_000):
        key, back = above(key), below(back)

    assert len(key) <= 4
    assert len(back) <= 4


def test_the_same_gap_has_room_for_hundreds() -> None:
    key, back, front = "", "a0", "a1"
    for number in range(600):
        key = between(back, front)
        back, front = (key, front) if number % 2 else (back, key)

    assert len(key) <= LONGEST_KEY


def test_a_gap_without_room_is_told() -> None:
    back = "a0"
    with pytest.raises(ValueError, match="no more room between"):
        for _ in range(1000):
            back = between(back, "a1")


@pytest.mark.parametrize(("back", "front"), [("a1", "a0"), ("a0", "a0")])
def test_the_back_must_lie_behind_the_front(back: str, front: str) -> None:
    with pytest.raises(ValueError, match="does not lie behind"):
        between(back, front)


def test_where_the_numbers_end_fractions_go_on_as_far_as_they_may() -> None:
    assert HIGHEST < above(HIGHEST) < HIGHEST + "z"
    assert LOWEST < below(LOWEST + "1") < LOWEST + "1"
    highest, lowest = HIGHEST + "z" * (LONGEST_KEY - 27), LOWEST + "0" * (LONGEST_KEY - 28) + "1"
    assert is_key(highest) and is_key(lowest)
    assert above(highest) == highest
    assert below(lowest) == lowest


@pytest.mark.parametrize(
    "text",
    ["", "a", "0", "a0 ", "a00", "a0V0", "b0", "é0", "a-", "A0", LOWEST, "a0" + "1" * 127, "a0\n"],
)
def test_what_is_no_key_is_told(text: str) -> None:
    assert not is_key(text)


@pytest.mark.parametrize("text", ["a0", "Zz", "a0V", "b00", "Y00", "a01", HIGHEST])
def test_what_is_a_key_is_told(text: str) -> None:
    assert is_key(text)
