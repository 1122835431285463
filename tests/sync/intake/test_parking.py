from collections.abc import Sequence

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp, Update
from redux_scuttlebutt.store.update import Sequence as Number
from redux_scuttlebutt.sync.intake import parking
from redux_scuttlebutt.sync.intake.parking import Parking
from redux_scuttlebutt.sync.wire.run import Chain
from support.replica import ANA, BO, CY

FEW = 4
TURN = 3


def update(number: int, by: SourceId = BO) -> Update:
    action = {"type": "typed", "payload": "a"}
    return Update(Timestamp(100 + number), by, Incarnation(0), Number(number), action)


class Kept:
    """Parking before a disk that holds everything."""

    def __init__(self, own: SourceId | None = None) -> None:
        self.disk: dict[Chain, list[Update]] = {}
        self.left_out = 0
        self.parking = Parking(self._reread, own, self._count)

    def park(self, *updates: Update) -> None:
        for one in updates:
            self.disk.setdefault(Chain(*one[1:3]), []).append(one)
        self.parking.park(updates)

    def due(self, before: int) -> list[Update]:
        return self.parking.take_due(lambda stamp: stamp < before)

    def _reread(self, chain: Chain, after: int, last: int) -> Sequence[Update]:
        found = [u for u in self.disk.get(chain, []) if after < u.sequence <= last]
        return found[:TURN]

    def _count(self, count: int) -> None:
        self.left_out += count


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "MAX_PARKED", FEW)


def test_updates_come_when_their_time_has_come_in_the_order() -> None:
    kept = Kept()
    kept.park(update(2), update(3))
    kept.park(update(1, ANA))

    assert kept.parking.first == 101
    assert kept.due(103) == [update(1, ANA), update(2)]
    assert (len(kept.parking), kept.parking.first) == (1, 103)


def test_of_one_source_only_so_many_are_in_memory_and_all_are_counted() -> None:
    kept = Kept()

    kept.park(*map(update, range(1, 21)))

    assert len(kept.parking) == 20
    assert len(kept.parking.of(BO)) == FEW
    assert kept.left_out == 20 - FEW


def test_what_was_left_on_disk_comes_in_its_time_too() -> None:
    kept = Kept()
    kept.park(*map(update, range(1, 21)))
    kept.park(update(1, ANA))

    taken = [one for before in range(102, 125) for one in kept.due(before)]

    assert sorted(taken) == sorted([update(1, ANA), *map(update, range(1, 21))])
    assert len(kept.parking) == 0


def test_all_at_once_may_be_due() -> None:
    kept = Kept()
    kept.park(*map(update, range(1, 21)))

    assert kept.due(1000) == list(map(update, range(1, 21)))


def test_gaps_among_what_was_left_on_disk_hide_nothing() -> None:
    kept = Kept()
    numbers = [*range(1, 8), 9, 12, 13, 20]

    kept.park(*map(update, numbers))

    assert len(kept.parking) == len(numbers)
    assert len(kept.parking.of(BO)) == FEW
    assert kept.due(1000) == list(map(update, numbers))


@pytest.mark.parametrize("after", [6, 7, 8, 9, 12, 20])
def test_what_is_withdrawn_behind_a_gap_does_not_come(after: int) -> None:
    kept = Kept()
    numbers = [*range(1, 8), 9, 12, 13, 20]
    kept.park(*map(update, numbers))

    kept.parking.withdraw(Chain(BO, Incarnation(0)), after)

    assert kept.due(1000) == [update(number) for number in numbers if number <= after]


def test_one_source_takes_no_room_from_another() -> None:
    kept = Kept()

    kept.park(*map(update, range(1, 10)))
    kept.park(*(update(n, CY) for n in range(1, FEW + 1)))

    assert len(kept.parking.of(CY)) == FEW


def test_our_own_are_all_kept_in_memory() -> None:
    kept = Kept(own=BO)

    kept.park(*map(update, range(1, 21)))

    assert len(kept.parking.of(BO)) == 20


def test_what_is_not_on_disk_yet_is_asked_for_again() -> None:
    kept = Kept()
    kept.park(*map(update, range(1, 7)))
    whole, kept.disk = kept.disk, {}
    assert len(kept.due(1000)) == FEW
    assert len(kept.parking) == 2

    kept.disk = whole
    kept.parking.read_again()

    assert kept.due(1000) == [update(5), update(6)]


@pytest.mark.parametrize("after", [0, 2, 4, 5, 6])
def test_what_is_withdrawn_does_not_come_in_memory_or_not(after: int) -> None:
    kept = Kept()
    kept.park(*map(update, range(1, 7)))
    kept.park(update(1, ANA))

    gone = kept.parking.withdraw(Chain(BO, Incarnation(0)), after)

    assert sorted(gone) == [update(n) for n in range(after + 1, FEW + 1)]
    assert len(kept.parking) == after + 1
    assert sorted(kept.due(1000)) == sorted([update(1, ANA), *map(update, range(1, after + 1))])
