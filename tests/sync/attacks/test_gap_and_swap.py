"""Bob leaves out, repeats or reorders what Amy did (attack 3)."""

from itertools import combinations, permutations

import pytest

from redux_scuttlebutt.sync.wire.run import Head, Run
from support.sealed import AMY, BOB, amys, member
from support.wire import Stranger

RUNS = amys(4)
LETTERS = "abcd"

SELECTIONS = [
    order
    for count in range(1, len(RUNS) + 1)
    for some in combinations(range(len(RUNS)), count)
    for order in permutations(some)
]


@pytest.mark.parametrize("apart", [False, True], ids=["one batch", "one by one"])
def test_gap_and_swap(apart: bool) -> None:
    """However her runs are left out and put in order: she said the beginning, or nothing."""
    for order in SELECTIONS:
        bob = member(BOB)
        stranger = Stranger(bob.dispatcher, AMY.source).greet()

        for part in [[n] for n in order] if apart else [list(order)]:
            stranger.send(*(RUNS[n] for n in part))

        said = bob.state or ""
        head = bob.dispatcher.received.get(RUNS[0].chain, Head())
        assert LETTERS.startswith(said), order
        assert head.sequence == len(said), order
        assert bob.dispatcher.forks == set(), "nobody is accused of what Bob left out"


def test_what_was_left_out_is_taken_in_once_it_comes() -> None:
    bob = member(BOB)
    stranger = Stranger(bob.dispatcher, AMY.source).greet()

    stranger.send(RUNS[0], RUNS[2], RUNS[3])
    assert bob.state == "a"
    stranger.send(RUNS[1], RUNS[2], RUNS[3])

    assert bob.state == LETTERS


def test_the_place_of_one_run_cannot_be_given_to_another() -> None:
    """Each header is signed with the place and the one before; both changed are forgeries."""
    bob = member(BOB)
    swapped = RUNS[1].header._replace(first=1, previous=RUNS[0].header.previous)
    stranger = Stranger(bob.dispatcher, AMY.source).greet()

    stranger.send(Run.build(swapped, RUNS[1].body, RUNS[1].signature))

    assert stranger.session.over == "a run whose signature is not its source's"
    assert bob.log == []
