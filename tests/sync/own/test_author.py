import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Timestamp
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.own.author import Author
from redux_scuttlebutt.sync.trust.strategies import NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.codec import MAX_ACTION_BYTES, encode
from redux_scuttlebutt.sync.wire.run import MAX_BODY_BYTES, MAX_UPDATES, Head, read_body
from support.runs import ANA, make_runs


def author(head: Head | None = None) -> Author:
    return Author(OPEN_ROOM, ANA, head or Head(), NullSigner(), NullCipher())


def action(size: int = 1) -> bytes:
    return encode({"type": "x", "payload": "a" * size})[0]


def test_updates_are_numbered_from_1_across_runs() -> None:
    ana = author()
    numbers: list[int] = []
    for stamp in range(1, 5):
        numbers.append(ana.next_sequence)
        ana.add(Timestamp(stamp), action())
        if stamp == 2:
            ana.close_run()

    run = ana.close_run()

    assert numbers == [1, 2, 3, 4]
    assert (run.header.first, run.last) == (3, 4)


def test_each_run_follows_on_the_one_before() -> None:
    ana = author()
    ana.add(Timestamp(1), action())
    first = ana.close_run()
    ana.add(Timestamp(2), action())

    second = ana.close_run()

    assert second.header.previous == first.hash


def test_it_goes_on_behind_the_head_it_is_given() -> None:
    [*_, last] = make_runs(ANA, 3)
    ana = author(last.head)

    ana.add(Timestamp(100), action())
    run = ana.close_run()

    assert (run.header.first, run.header.previous) == (7, last.hash)


def test_a_closed_run_is_empty_again() -> None:
    ana = author()
    assert ana.open_updates == 0

    ana.add(Timestamp(1), action())
    assert ana.open_updates == 1

    ana.close_run()
    assert ana.open_updates == 0
    with pytest.raises(IndexError):
        ana.close_run()


def test_64_updates_fill_a_run() -> None:
    ana = author()
    for stamp in range(1, MAX_UPDATES + 1):
        assert ana.has_room_for(action())
        ana.add(Timestamp(stamp), action())

    assert not ana.has_room_for(action())
    assert ana.close_run().header.updates == MAX_UPDATES
    assert ana.has_room_for(action())


def test_the_longest_action_fits_into_an_empty_run() -> None:
    longest = bytes(MAX_ACTION_BYTES)

    ana = author()

    assert ana.has_room_for(longest)
    ana.add(Timestamp(1), longest)
    assert not ana.has_room_for(longest)


@given(st.lists(st.integers(0, 48_000), min_size=1, max_size=100), st.integers(1, 2**46))
def test_as_long_as_there_is_room_the_run_fits_its_limit(sizes: list[int], step: int) -> None:
    ana = author()
    stamp = 1
    for size in sizes:
        if not ana.has_room_for(action(size)):
            break
        ana.add(Timestamp(stamp), action(size))
        stamp += step

    run = ana.close_run()

    assert len(run.body) <= MAX_BODY_BYTES
    assert len(read_body(run.header, run.body)) == run.header.updates
