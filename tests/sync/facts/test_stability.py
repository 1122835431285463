import random
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.facts.stability import (
    AWAY,
    MAX_EARLIER,
    MAX_WAITING,
    Held,
    Report,
    Stability,
    decode_report,
    encode_report,
)

NOON = 1_790_000_000_000_000
HOUR = 3600 * 1_000_000

ANA, BO, CY = (SourceId(bytes([n]) * 32) for n in (1, 2, 3))


def report(
    sequence: int,
    promise: int,
    stored: int = 0,
    *,
    incarnation: int = 0,
    earlier: tuple[tuple[int, int], ...] = (),
) -> Report:
    return Report(incarnation, sequence, promise, stored, earlier)


def holding(heads: Mapping[SourceId, int]) -> Held:
    """What is held of everybody's first incarnation."""
    return lambda source, incarnation: 0 if incarnation else heads.get(source, 0)


NOTHING = holding({})


def ana_hears(*reports: tuple[SourceId, Report]) -> Stability:
    stability = Stability(ANA, timed=False)
    for source, each in reports:
        assert stability.heard(source, each, NOON)
    return stability


# The simulation


class Issued(NamedTuple):
    timestamp: int
    source: SourceId
    incarnation: int
    sequence: int


class Member:
    """Somebody who keeps every promise: a slow model of what a dispatcher does."""

    def __init__(self, source: SourceId, everybody: list[SourceId], ahead: int) -> None:
        self.source = source
        self.ahead = ahead
        self.last = 0
        self.incarnation = 0
        self.has: dict[tuple[SourceId, int], list[Issued]] = {}
        self.on_disk: dict[tuple[SourceId, int], int] = {}
        self.claimed = 0
        self.stability = Stability(source, timed=False)
        self.newest: dict[SourceId, tuple[int, Report]] = {}
        self.all_heard: dict[SourceId, list[Report]] = {who: [] for who in everybody}
        for who in everybody:
            self.hear(who, (0, report(0, 0)), NOON)

    def received(self, source: SourceId, incarnation: int) -> int:
        return len(self.has.get((source, incarnation), ()))

    def stored(self, source: SourceId, incarnation: int) -> int:
        return self.on_disk.get((source, incarnation), 0)

    def issue(self, now: int) -> Issued:
        self.last = max(now + self.ahead, self.last + 1)
        sequence = self.received(self.source, self.incarnation) + 1
        issued = Issued(self.last, self.source, self.incarnation, sequence)
        self.take(issued)
        return issued

    def take(self, update: Issued) -> None:
        assert update.timestamp > self.claimed, "something came in below what was final"
        chain = self.has.setdefault((update.source, update.incarnation), [])
        assert update.sequence == len(chain) + 1
        chain.append(update)
        self.last = max(self.last, update.timestamp)

    def save(self, chance: random.Random) -> None:
        for chain, updates in self.has.items():
            self.on_disk[chain] = chance.randint(self.on_disk.get(chain, 0), len(updates))

    def report(self, now: int) -> None:
        self.last = max(self.last, now + self.ahead)
        said = Report(
            self.incarnation,
            self.received(self.source, self.incarnation),
            self.last,
            self.stability.own_stored(now, self.stored),
            tuple((i, self.received(self.source, i)) for i in range(self.incarnation)),
        )
        version = self.newest[self.source][0] + 1
        self.hear(self.source, (version, decode_report(encode_report(said))), now)

    def hear(self, source: SourceId, fact: tuple[int, Report], at: int) -> None:
        """Take a fact in, if it is newer than the one that is here."""
        version, said = fact
        if source not in self.newest or version > self.newest[source][0]:
            self.stability.heard(source, said, at)
            self.newest[source] = fact
            self.all_heard[source].append(said)

    def slow_final(self, now: int) -> int:
        """Every report ever heard, and every promise of it that counts."""
        return min(
            now + MAX_AHEAD,
            *(
                max((r.promise for r in said if r.is_covered(source, self.received)), default=0)
                for source, said in self.all_heard.items()
            ),
        )


class World:
    def __init__(self, seed: int, members: int, *, renewing: bool) -> None:
        self.chance = random.Random(seed)
        self.now = NOON
        self.issued: list[Issued] = []
        self.renewing = renewing
        everybody = [SourceId(bytes([n + 1]) * 32) for n in range(members)]
        self.members = [
            Member(source, everybody, self.chance.randrange(-HOUR, MAX_AHEAD))
            for source in everybody
        ]

    def step(self) -> None:
        chance = self.chance
        self.now += chance.randrange(3_000_000)
        member, other = chance.sample(self.members, 2)
        deed = chance.randrange(10)
        if deed < 3:
            self.issued.append(member.issue(self.now))
        elif deed < 6:
            self.send(member, other)
        elif deed == 6:
            member.report(self.now)
        elif deed == 7:
            member.save(chance)
        elif self.renewing and chance.random() < 0.05:
            member.incarnation += 1
        else:
            self.gossip(member, other)

    def send(self, member: Member, other: Member) -> None:
        """Some runs of some chains, in the order of each."""
        for chain, updates in member.has.items():
            if self.chance.random() < 0.7:
                start = len(other.has.get(chain, ()))
                end = min(member.on_disk.get(chain, 0), start + self.chance.randrange(4))
                for update in updates[start:end]:
                    other.take(update)

    def gossip(self, member: Member, other: Member) -> None:
        for source, fact in member.newest.items():
            if self.chance.random() < 0.7:
                other.hear(source, fact, self.now)

    def check(self) -> None:
        for member in self.members:
            member.claimed = max(member.claimed, member.stability.final(self.now, member.received))
            everywhere = member.stability.stored_by_all(self.now)
            for update in self.issued:
                if update.timestamp <= everywhere:
                    for other in self.members:
                        has = other.stored(update.source, update.incarnation)
                        assert has >= update.sequence, f"{other.source[0]} has not {update}"

    def heal(self) -> None:
        """Everybody tells everybody everything, until there is nothing new to tell."""
        for _ in range(3):
            for member in self.members:
                for chain, updates in member.has.items():
                    member.on_disk[chain] = len(updates)
                member.report(self.now)
            for member in self.members:
                for other in self.members:
                    for chain, updates in member.has.items():
                        for update in updates[len(other.has.get(chain, ())) :]:
                            other.take(update)
                    for source, fact in member.newest.items():
                        other.hear(source, fact, self.now)


@pytest.mark.parametrize("renewing", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_nothing_comes_in_below_what_was_final_and_all_have_what_all_are_said_to_have(
    seed: int, renewing: bool
) -> None:
    world = World(seed, members=2 + seed % 4, renewing=renewing)
    for _ in range(300):
        world.step()
        world.check()

    world.heal()
    world.check()

    least = min(world.now + member.ahead for member in world.members)
    for member in world.members:
        assert member.stability.final(world.now, member.received) >= least
        assert member.stability.stored_by_all(world.now) >= least


@pytest.mark.parametrize("seed", range(20))
def test_final_is_what_all_reports_ever_heard_come_to(seed: int) -> None:
    world = World(seed, members=3, renewing=False)
    for _ in range(300):
        world.step()
        for member in world.members:
            assert member.stability.final(world.now, member.received) == member.slow_final(
                world.now
            )


# Promises


def test_a_promise_counts_once_all_updates_before_it_are_here() -> None:
    stability = ana_hears((ANA, report(0, NOON)), (BO, report(2, NOON - 5)))

    assert stability.final(NOON, holding({BO: 1})) == 0
    assert stability.final(NOON, holding({BO: 2})) == NOON - 5


def test_until_then_the_newest_earlier_promise_that_counts_holds() -> None:
    stability = ana_hears(
        (ANA, report(0, NOON)),
        *((BO, report(n, NOON - 10 + n)) for n in range(5)),
    )

    assert stability.final(NOON, holding({BO: 3})) == NOON - 7


def test_what_is_on_disk_is_judged_by_itself() -> None:
    stability = ana_hears((ANA, report(0, NOON)), (BO, report(1, 10)), (BO, report(2, 20)))

    assert stability.final(NOON, holding({BO: 2})) == 20
    assert stability.own_stored(NOON, holding({BO: 1})) == 10


def test_reports_that_wait_for_updates_are_few_and_never_take_anything_back() -> None:
    stability = ana_hears((ANA, report(0, NOON)))
    for n in range(10 * MAX_WAITING):
        stability.heard(BO, report(n, n + 1), NOON)

    finals = [stability.final(NOON, holding({BO: n})) for n in range(10 * MAX_WAITING)]

    assert finals == sorted(finals)
    assert finals[: MAX_WAITING - 1] == list(range(1, MAX_WAITING))
    assert finals[-1] == 10 * MAX_WAITING


def test_promises_of_somebody_idle_take_no_room_from_those_that_wait() -> None:
    stability = ana_hears(
        (ANA, report(0, NOON)),
        *((BO, report(1, n)) for n in range(10 * MAX_WAITING)),
        *((BO, report(1 + n, NOON + n)) for n in range(1, 4)),
    )

    finals = [stability.final(NOON, holding({BO: 1 + n})) for n in range(4)]

    assert finals == [10 * MAX_WAITING - 1, NOON, NOON, NOON]
    assert stability.own_stored(NOON, holding({BO: 1})) == 10 * MAX_WAITING - 1


def test_a_promise_far_ahead_of_our_time_is_believed_for_a_minute_only() -> None:
    stability = ana_hears((ANA, report(0, NOON + HOUR)), (BO, report(0, NOON + 2 * HOUR)))

    assert stability.final(NOON, NOTHING) == NOON + MAX_AHEAD


def test_a_member_who_never_reported_that_we_are_ourselves_keeps_all_open() -> None:
    stability = ana_hears((BO, report(0, NOON)))

    assert stability.final(NOON, NOTHING) == 0
    assert stability.stored_by_all(NOON) == 0


def test_a_report_cannot_go_back() -> None:
    stability = ana_hears((ANA, report(0, NOON)), (BO, report(3, 30)))

    assert not stability.heard(BO, report(2, 40), NOON)
    assert not stability.heard(BO, report(3, 20), NOON)
    assert stability.final(NOON, holding({BO: 3})) == 30


def test_a_new_incarnation_starts_anew() -> None:
    stability = ana_hears((ANA, report(0, NOON)), (BO, report(3, 30, incarnation=0)))

    assert stability.heard(BO, report(0, 40, incarnation=1, earlier=((0, 3),)), NOON)
    assert not stability.heard(BO, report(4, 50, incarnation=0), NOON)

    assert stability.final(NOON, holding({BO: 3})) == 40


def test_a_new_incarnation_promises_nothing_before_the_end_of_the_earlier_one_is_here() -> None:
    stability = ana_hears(
        (ANA, report(0, NOON)), (BO, report(0, 40, incarnation=1, earlier=((0, 3),)))
    )

    assert stability.final(NOON, holding({BO: 2})) == 0
    assert stability.final(NOON, holding({BO: 3})) == 40


def test_a_new_incarnation_can_take_a_promise_back() -> None:
    stability = ana_hears((ANA, report(0, NOON)), (BO, report(3, NOON)))

    stability.heard(BO, report(1, 40, incarnation=1, earlier=((0, 3),)), NOON)

    assert stability.final(NOON, holding({BO: 3})) == 40


# Members


def test_whoever_was_silent_for_a_week_holds_nothing_up() -> None:
    stability = ana_hears((BO, report(0, NOON)))
    stability.heard(ANA, report(0, NOON + AWAY), NOON + AWAY)

    assert stability.members(NOON + AWAY) == [ANA, BO]
    assert stability.final(NOON + AWAY, NOTHING) == NOON
    assert stability.members(NOON + AWAY + 1) == [ANA]
    assert stability.final(NOON + AWAY + 1, NOTHING) == NOON + AWAY


def test_whoever_comes_back_counts_again() -> None:
    stability = ana_hears((BO, report(0, NOON)))
    later = NOON + 2 * AWAY
    assert stability.members(later) == [ANA]

    stability.heard(BO, report(0, later), later)

    assert stability.members(later) == [ANA, BO]


def test_who_joins_does_not_wait_for_those_who_left_long_ago() -> None:
    stability = Stability(ANA)

    stability.heard(BO, report(0, NOON - AWAY - 1), NOON)
    stability.heard(CY, report(0, NOON - AWAY), NOON)

    assert stability.members(NOON) == [ANA, CY]


def test_where_stamps_are_no_times_a_report_is_as_old_as_its_arrival() -> None:
    stability = Stability(ANA, timed=False)

    stability.heard(BO, report(0, 7), NOON)

    assert stability.members(NOON + AWAY) == [ANA, BO]
    assert stability.members(NOON + AWAY + 1) == [ANA]


def test_whoever_is_set_aside_holds_nothing_up_until_taken_back() -> None:
    stability = ana_hears((ANA, report(0, NOON, NOON)), (BO, report(5, 10, 10)))

    stability.set_aside(BO)
    stability.heard(BO, report(6, 11, 11), NOON)
    assert stability.members(NOON) == [ANA]
    assert stability.final(NOON, NOTHING) == stability.stored_by_all(NOON) == NOON

    stability.take_back(BO)
    assert stability.members(NOON) == [ANA, BO]
    assert stability.final(NOON, holding({BO: 6})) == stability.stored_by_all(NOON) == 11


def test_we_ourselves_always_count() -> None:
    stability = Stability(ANA)

    stability.set_aside(ANA)
    stability.heard(ANA, report(0, 5), NOON)

    assert stability.members(NOON + 2 * AWAY) == [ANA]
    assert stability.final(NOON + 2 * AWAY, NOTHING) == 5


def test_the_last_word_on_a_disk_counts_even_if_it_is_lower() -> None:
    stability = ana_hears((ANA, report(0, NOON, 50)), (BO, report(0, NOON, 40)))
    assert stability.stored_by_all(NOON) == stability.stored_of(BO) == 40

    stability.heard(BO, report(0, NOON + 1, 30), NOON)

    assert stability.stored_by_all(NOON) == stability.stored_of(BO) == 30
    assert stability.stored_of(CY) is None


# Bytes

reports = st.builds(
    Report,
    st.integers(2**31, 2**32 - 1),
    st.integers(0, 2**53 - 1),
    st.integers(0, 2**53 - 1),
    st.integers(0, 2**53 - 1),
    st.lists(
        st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**53 - 1)),
        unique_by=lambda head: head[0],
        max_size=MAX_EARLIER,
    ).map(lambda heads: tuple(sorted(heads))),
)


@given(reports)
def test_a_report_comes_back_as_it_was(said: Report) -> None:
    assert decode_report(encode_report(said)) == said


def test_of_very_many_incarnations_the_latest_are_named() -> None:
    said = report(0, 0, incarnation=100, earlier=tuple((n, 1) for n in range(100)))

    assert decode_report(encode_report(said)).earlier == said.earlier[-MAX_EARLIER:]


@pytest.mark.parametrize(
    "value",
    [
        (2**32, 0, 0, 0),
        (0, 2**53, 0, 0),
        (0, 0, 2**53, 0),
        (0, 0, 0, 2**53),
        (0, 0, 0, -1),
        (0, 0, 0),
        (0, 0, 0.0, 0),
        (0, 0, True, 0),
        (0, 0, 0, 0, ((0, 1),)),
        (2, 0, 0, 0, ((1, 1), (0, 1))),
        (2, 0, 0, 0, ((1, 1), (1, 1))),
        (99, 0, 0, 0, tuple((n, 0) for n in range(MAX_EARLIER + 1))),
        {"incarnation": 0},
        "report",
    ],
)
def test_what_is_no_report_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"standing|incarnations"):
        decode_report(msgspec.msgpack.encode(value))


@given(st.binary(max_size=40))
def test_any_bytes_are_a_report_or_refused(value: bytes) -> None:
    try:
        said = decode_report(value)
    except ValueError:
        return
    assert 0 <= said.promise < 2**53
