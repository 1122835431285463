from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.ui.board.tools.stacking import (
    Row,
    keys_over,
    lowered,
    lowest,
    raised,
    topmost,
)
from support.shapes import keys

names = "abcdefgh"
chosen = st.sets(st.sampled_from(names), min_size=1)
pairs = st.sets(st.tuples(st.sampled_from(names), st.sampled_from(names)))


def row_of(order: str) -> Row:
    return list(zip(keys(len(order)), order, strict=True))


def placed(row: Row, action: dict[str, Any] | None) -> Row:
    """The row once `action` is done."""
    of: dict[str, dict[str, str]] = action["payload"]["of"] if action else {}
    return sorted((of.get(i, {"z": z})["z"], i) for z, i in row)


def after(row: Row, action: dict[str, Any] | None) -> str:
    """The order from back to front once `action` is done."""
    return "".join(shape_id for _, shape_id in placed(row, action))


def always(one: str, other: str) -> bool:
    del one, other
    return True


def test_one_step_is_over_or_under_the_next_that_overlaps() -> None:
    row = row_of("abcd")

    assert after(row, raised(row, "a", always)) == "bacd"
    assert after(row, raised(row, "a", lambda _, other: other == "c")) == "bcad"
    assert raised(row, "a", lambda _one, _other: False) is None
    assert after(row, lowered(row, "d", lambda _, other: other == "b")) == "adbc"
    assert raised(row, "d", always) is None


def test_several_go_together_and_those_in_front_already_stay() -> None:
    row = row_of("abcd")

    assert after(row, raised(row, "ab", always)) == "cabd"
    assert after(row, raised(row, "ac", always)) == "bacd"
    assert after(row, topmost(row, "ac")) == "bdac"
    assert after(row, lowest(row, "bd")) == "bdac"
    assert topmost(row, "cd") is None and lowest(row, "ab") is None


@given(chosen, pairs)
def test_neither_the_chosen_nor_the_others_change_places_among_themselves(
    ids: set[str], pairs: set[tuple[str, str]]
) -> None:
    row = row_of(names)

    for action in (
        raised(row, ids, lambda a, b: (a, b) in pairs),
        lowered(row, ids, lambda a, b: (a, b) in pairs),
        topmost(row, ids),
        lowest(row, ids),
    ):
        order = after(row, action)
        assert [i for i in order if i in ids] == sorted(ids)
        assert [i for i in order if i not in ids] == sorted(set(names) - ids)


def test_keys_stay_short_however_often_something_goes_forward_and_back() -> None:
    row = row_of("abc")
    for _ in range(500):
        for step in (raised, lowered):
            action = step(row, "a", always)
            assert action is not None
            row = placed(row, action)

    assert max(len(z) for z, _ in row) <= 4


def test_copies_lie_directly_in_front_of_the_frontmost() -> None:
    row = row_of("abc")

    one, two = keys_over(row, "ab", 2)

    assert row[1][0] < one < two < row[2][0]


def test_where_there_is_no_more_room_ids_decide() -> None:
    full = ("a0" + "0" * 125 + "1", "a0" + "0" * 125 + "2")

    assert keys_over([(full[0], "a"), (full[1], "b")], "a", 2) == [full[0]] * 2
