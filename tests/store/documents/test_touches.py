"""What each action of the board reads and writes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redux_scuttlebutt.store.canonical import canonical_bytes
from redux_scuttlebutt.store.documents.shapes import Board
from redux_scuttlebutt.store.documents.whiteboard import whiteboard
from redux_scuttlebutt.store.footprint import NOTHING, Footprint, footprint_of
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.store.update import Update
from support.room_actions import board_actions
from support.shapes import described, keys
from support.updates import ANA, BO, CY, update

BOX = {"from": [0, 0, 64, 128], "to": [0, 0, 128, 128]}


def do(verb: str, **payload: Any) -> dict[str, Any]:
    return whiteboard.actions[verb](payload)


def add(name: str, **fields: Any) -> dict[str, Any]:
    return do("added", **described(name, **fields))


def board_history(*actions: Any) -> History[Any]:
    history = History[Any](whiteboard.reducer, Board(), verify=True)
    history.merge([update(10 * n, action) for n, action in enumerate(actions, 10)])
    return history


def late(history: History[Any], action: Any, at: int = 95, source: Any = BO) -> int:
    """How many updates were folded to bring `action` in."""
    report = history.merge([update(at, action, source)])
    assert report is not None
    return report.replayed


@pytest.mark.parametrize(
    "action",
    [
        add("late", z="Zz"),
        do("added", shapes=[described("late"), described("later")]),
    ],
)
def test_a_late_addition_replays_none_of_a_thousand_behind_it(action: Any) -> None:
    history = board_history(*(add(f"s{n}", z=z) for n, z in enumerate(keys(1000))))
    before = history.state.shapes

    assert late(history, action) == 1

    after = history.state.shapes
    assert "late" in after
    assert all(after[name] is shape for name, shape in before.items())


MANY = [
    do("moved", ids=["a"], by=[1, 2]),
    do("set", of={"a": {"color": "red"}}),
    do("extended", id="a", points=[7, 8]),
]


@pytest.mark.parametrize(
    "action",
    [
        do("set", of={"a": {"width": 7}}),
        do("set", of={"a": {"z": "a7"}, "b": {"z": "a8"}}),
        do("removed", ids=["b"]),
        do("moved", ids=["b"], by=[1, 1]),
        do("resized", ids=["b"], **BOX),
        do("split", remove=["b"], shapes=[{"id": "p", "of": "b", "points": [0, 0]}]),
    ],
)
def test_what_concerns_other_shapes_or_other_fields_replays_nothing(action: Any) -> None:
    history = board_history(add("a"), add("b"), *MANY * 200)

    assert late(history, action, 115) == 1


@pytest.mark.parametrize(
    "action",
    [
        add("a"),
        do("set", of={"a": {"color": "blue"}}),
        do("set", of={"a": {"x": 5}}),
        do("set", of={"a": {"pressures": []}}),
        do("extended", id="a", points=[1, 2]),
        do("removed", ids=["a"]),
        do("moved", ids=["a"], by=[1, 1]),
        do("resized", ids=["a"], **BOX),
        do("split", remove=["a"], shapes=[{"id": "p", "of": "a", "points": [0, 0]}]),
    ],
)
def test_what_concerns_the_same_is_folded_in_its_place(action: Any) -> None:
    history = board_history(add("a"), add("b"), *MANY * 200)

    assert late(history, action, 115) > 600


@pytest.mark.parametrize(
    "verb", ["added", "extended", "moved", "removed", "resized", "set", "split"]
)
@pytest.mark.parametrize("payload", [None, 7, [], {"ids": 5, "of": [1], "shapes": 7, "id": []}])
def test_what_is_refused_anywhere_touches_nothing(verb: str, payload: Any) -> None:
    assert footprint_of(whiteboard.reducer, whiteboard.actions[verb](payload)) == Footprint()
    assert footprint_of(whiteboard.reducer, {"type": "counter/set"}) is NOTHING


def test_a_late_undo_of_an_addition_replays_what_followed() -> None:
    first = update(10, add("a"))
    history = History[Any](whiteboard.reducer, Board(), verify=True)
    history.merge([first, update(20, add("b")), update(30, do("moved", ids=["a"], by=[1, 1]), BO)])

    report = history.merge([update(40, undo(first.name))])

    assert report is not None and report.cause == "undo"
    assert [change.after for change in report.changes] == ["undone", "refused"]
    assert history.refusal(history.updates[2]) == "deleted earlier"


SOUND_ACTIONS = [
    add("b"),
    add("c", pressures=[1, 2]),
    add("p"),
    do("added", shapes=[described("b"), described("c", "text")]),
    *(do("extended", id=name, points=[7, 8]) for name in "ab"),
    do("set", of={"a": {"color": "red"}}),
    do("set", of={"a": {"color": "blue", "width": 5}, "b": {"z": "a3"}}),
    do("set", of={"a": {"points": [9, 9, 8, 8]}}),
    do("set", of={"a": {"pressures": [5, 6]}}),
    do("set", of={"a": {"pressures": []}}),
    do("set", of={"a": {"x": 5}}),
    do("set", of={"a": {"y": 2**40}}),
    do("set", of={"a": {"matrix": [0, 2**30, -(2**30), 0]}}),
    do("set", of={"c": {"text": "mine"}}),
    *(do("moved", ids=[*names], by=[1, 2]) for names in ("a", "ab", "bc")),
    *(do("resized", ids=[*names], **BOX) for names in ("a", "ac")),
    *(do("removed", ids=[*names]) for names in ("a", "b", "bp")),
    do("split", remove=["a"], shapes=[{"id": "p", "of": "a", "points": [0, 0]}]),
    do("split", remove=["b", "c"], shapes=[{"id": "p", "of": "b", "points": [0, 0]}]),
]


def begun() -> Any:
    """A board with the shapes a and b."""
    return whiteboard.reducer(whiteboard.reducer(Board(), add("a")), add("b"))  # type: ignore[arg-type]


def folded_whole(first: Any, updates: list[Update]) -> History[Any]:
    """By a reducer that declares nothing."""
    history = History[Any](lambda state, action: whiteboard.reducer(state, action), first)
    history.merge(updates)
    return history


def assert_same(history: History[Any], whole: History[Any]) -> None:
    assert canonical_bytes(history.state) == canonical_bytes(whole.state)
    for mine, other in zip(history.updates, whole.updates, strict=True):
        assert history.refusal(mine) == whole.refusal(other)


@pytest.mark.parametrize("behind", SOUND_ACTIONS)
def test_no_late_action_passes_one_that_minds_it(behind: Any) -> None:
    first = begun()
    # Enough that minds nothing, so that amending is cheaper than folding again.
    others = [update(at, {"type": "nothing"}, CY) for at in range(30, 40)]
    for action in SOUND_ACTIONS:
        history = History[Any](whiteboard.reducer, first, verify=True)
        history.merge([update(20, behind, BO), *others])
        late_one = update(10, action)

        history.merge([late_one])

        assert_same(history, folded_whole(first, [late_one, update(20, behind, BO), *others]))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), board_actions | st.sampled_from(SOUND_ACTIONS)),
        min_size=1,
        max_size=40,
    ),
    st.lists(st.integers(1, 7), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_with_footprints_and_without_the_board_is_the_same_in_every_order(
    made: list[tuple[int, Any]], cuts: list[int], chance: Any
) -> None:
    updates = [
        update(at, action, (ANA, BO, CY)[n % 3], sequence=n + 1)
        for n, (at, action) in enumerate(made)
    ]
    first = begun()
    history = History[Any](whiteboard.reducer, first, verify=True)
    rest = list(updates)
    chance.shuffle(rest)

    while rest:
        size = cuts[len(rest) % len(cuts)]
        batch, rest = rest[:size], rest[size:]
        history.merge(batch)

    assert_same(history, folded_whole(first, updates))
