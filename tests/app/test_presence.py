"""Presences through the bulletin: told only where somebody looks, and never logged."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from redux_scuttlebutt.app.pace import AWAY_SECONDS, REST_SECONDS
from redux_scuttlebutt.app.presence import MOST_PRESENT, REFUSED, Presences
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.room import ReplicaRoom
from redux_scuttlebutt.store.documents import counter
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.bulletin import PRESENCE, PRESENCE_SECONDS
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.ui.presence.coding import encode_presence
from redux_scuttlebutt.ui.presence.presence import Drawing, Presence
from support.presence_world import PresenceWorld, Somebody
from support.replica import ANA, BO, replica
from support.virtual_time import VirtualTime
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]
Pair = tuple[Replica, Replica]

HERE, THERE = Presence("board", cursor=(0, 0)), Presence("board", cursor=(640, 64))
QUIET = Presence("board", is_quiet=True)


def at(number: int) -> Presence:
    return Presence("board", cursor=(number, 0))


@pytest.fixture(params=[False, True], ids=["without a key", "with a key"])
def world(request: pytest.FixtureRequest) -> PresenceWorld:
    return PresenceWorld(is_keyed=request.param)


def both_looking(world: PresenceWorld) -> tuple[Somebody, Somebody]:
    """Two who have seen each other at the same place."""
    ana, bo = world.people
    world.link(ana, bo)
    ana.presence.show(HERE)
    bo.presence.show(HERE)
    world.run(2.0)
    return ana, bo


def test_two_who_look_see_each_other_move(world: PresenceWorld) -> None:
    ana, bo = world.people
    world.link(ana, bo)

    ana.presence.show(HERE)
    bo.presence.show(THERE)
    world.run(2.0)
    assert (ana.sees(bo), bo.sees(ana)) == (THERE, HERE)

    ana.presence.show(THERE)
    world.run(0.06)
    assert bo.sees(ana) == THERE
    assert set(bo.heard) == {ana.source}


def test_a_presence_is_in_no_log_and_moves_no_history(world: PresenceWorld) -> None:
    ana, bo = world.people
    world.link(ana, bo)
    bo.presence.show(HERE)
    for number in range(50):
        ana.presence.show(at(number))
        world.run(0.05)

    assert bo.sees(ana) is not None
    for somebody in world.people:
        assert not somebody.dispatcher.received
        assert not somebody.dispatcher.history.updates
        kept = somebody.dispatcher._parts.log.facts()  # pyright: ignore[reportPrivateUsage]
        assert PRESENCE not in {fact.key for fact in kept}


def test_who_has_no_link_says_nothing(world: PresenceWorld) -> None:
    ana, _ = world.people
    before = ana.dispatcher.bulletin.revision, world.time.timers

    for number in range(100):
        ana.presence.show(at(number))
        world.run(0.05)

    assert (ana.dispatcher.bulletin.revision, world.time.timers) == before


def test_to_those_without_a_window_one_word_goes_at_the_beginning_and_no_more(
    world: PresenceWorld,
) -> None:
    ana, bo = world.people
    ana.presence.show(HERE)
    world.link(ana, bo)
    world.run(30.0)
    told = world.told(ana)
    assert told <= 2

    for number in range(200):
        ana.presence.show(at(number))
        world.run(0.05)

    assert world.told(ana) == told


def test_once_the_other_window_is_closed_nothing_is_said_any_more(world: PresenceWorld) -> None:
    ana, bo = both_looking(world)

    bo.presence.show(None)
    world.run(PRESENCE_SECONDS + 3)
    assert ana.sees(bo) is None
    told = world.told(ana)
    for number in range(100):
        ana.presence.show(at(number))
        world.run(0.05)

    assert world.told(ana) == told
    assert bo.source in ana.heard


def test_however_often_the_pointer_moves_it_is_told_twenty_times_a_second(
    world: PresenceWorld,
) -> None:
    ana, bo = both_looking(world)
    told = world.told(ana)

    for number in range(300):
        ana.presence.show(at(number))
        world.run(0.01)

    assert 40 <= world.told(ana) - told <= 61
    world.run(0.06)
    assert bo.sees(ana) == at(299)


def test_who_stays_still_is_still_seen_and_says_little(world: PresenceWorld) -> None:
    ana, bo = both_looking(world)
    told = world.told(ana)

    world.run(60.0)

    assert bo.sees(ana) == HERE
    assert world.told(ana) - told <= 60 / REST_SECONDS + 1


def test_when_nobody_moves_for_minutes_all_fall_silent_and_wake_again(
    world: PresenceWorld,
) -> None:
    ana, bo = world.people
    world.link(ana, bo)
    ana.presence.show(HERE)
    bo.presence.show(HERE)
    world.run(AWAY_SECONDS + PRESENCE_SECONDS + 5)
    assert (ana.sees(bo), bo.sees(ana)) == (None, None)
    told = world.told(ana) + world.told(bo)
    world.run(60.0)
    assert world.told(ana) + world.told(bo) == told

    ana.presence.show(THERE)
    world.run(30.0)
    bo.presence.show(THERE)
    world.run(3.0)

    assert (ana.sees(bo), bo.sees(ana)) == (THERE, THERE)


def test_who_falls_quiet_is_shown_no_more_at_once_and_says_no_more(world: PresenceWorld) -> None:
    ana, bo = both_looking(world)

    ana.presence.show(QUIET)
    world.run(0.1)
    assert bo.sees(ana) == Presence("", is_quiet=True)
    told = world.told(ana), world.told(bo)
    for number in range(100):
        ana.presence.show(Presence("board", cursor=(number, 0), is_quiet=True))
        bo.presence.show(at(number))
        world.run(0.05)

    assert (world.told(ana), world.told(bo)) == told


def test_who_comes_over_another_sees_and_is_seen() -> None:
    world = PresenceWorld(3)
    ana, relay, cy = world.people
    world.link(ana, relay)
    ana.presence.show(HERE)
    world.run(20.0)

    cy.presence.show(THERE)
    world.link(relay, cy)
    world.run(3.0)

    assert (ana.sees(cy), cy.sees(ana)) == (THERE, HERE)


def test_those_who_were_cut_apart_between_others_find_each_other_again() -> None:
    world = PresenceWorld(4)
    ana, one, other, di = world.people
    world.link(ana, one)
    world.link(other, di)
    middle = world.link(one, other)
    ana.presence.show(HERE)
    di.presence.show(HERE)
    world.run(3.0)
    assert ana.sees(di) == HERE

    world.cut(middle)
    world.run(60.0)
    assert (ana.sees(di), di.sees(ana)) == (None, None)
    world.link(one, other)
    world.run(3.0)

    assert (ana.sees(di), di.sees(ana)) == (HERE, HERE)


def test_who_opens_a_window_later_sees_those_who_are_still() -> None:
    world = PresenceWorld()
    ana, bo = world.people
    world.link(ana, bo)
    ana.presence.show(HERE)
    world.run(100.0)
    assert bo.sees(ana) is None

    bo.presence.show(THERE)
    world.run(3.0)

    assert bo.sees(ana) == HERE


def said(source: SourceId, value: bytes, version: int = 1) -> Fact:
    return Fact(source, PRESENCE, version, value, bytes(64))


def test_an_odd_presence_is_counted_and_changes_nothing() -> None:
    ana = replica(ANA, scheduler=VirtualTime()).dispatcher
    presences = Presences(ana, lambda: True)
    heard: list[SourceId] = []
    presences.subscribe(heard.append)
    ana.bulletin.receive([said(BO, encode_presence(HERE))])

    ana.bulletin.receive([said(BO, b"odd", 2)])

    assert presences.others == {BO: HERE}
    assert ana.stats[REFUSED] == 1
    assert heard == [BO]


def test_only_so_many_are_shown_however_many_are_made_up() -> None:
    ana = replica(ANA, scheduler=VirtualTime()).dispatcher
    presences = Presences(ana, lambda: True)
    value = encode_presence(HERE)

    ana.bulletin.receive(
        [said(SourceId(number.to_bytes(32, "big")), value) for number in range(MOST_PRESENT + 5)]
    )

    assert len(presences.others) == MOST_PRESENT
    assert ana.stats[REFUSED] == 5


def test_what_came_before_the_window_is_seen_by_it() -> None:
    ana = replica(ANA, scheduler=VirtualTime()).dispatcher
    ana.bulletin.receive([said(BO, encode_presence(HERE))])

    assert Presences(ana, lambda: True).others == {BO: HERE}


def test_a_listener_that_fails_keeps_nobody_else_from_hearing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ana = replica(ANA, scheduler=VirtualTime()).dispatcher
    presences = Presences(ana, lambda: True)
    heard: list[SourceId] = []
    presences.subscribe(lambda source: 1 / 0)
    end = presences.subscribe(heard.append)

    with caplog.at_level(logging.CRITICAL):
        ana.bulletin.receive([said(BO, encode_presence(HERE))])
    end()
    end()

    assert heard == [BO]


async def test_two_windows_see_a_stroke_grow_and_refresh_nothing_else(pair: Pair) -> None:
    rooms = [ReplicaRoom(replica, "Sketch") for replica in pair]
    ana, bo = rooms
    refreshed: list[int] = []
    moved: list[SourceId] = []
    ana.show_presence(HERE)
    bo.show_presence(THERE)
    await until(lambda: ana.presences.get(bo.me) == THERE and bo.presences.get(ana.me) == HERE)
    standing = [room.standing for room in rooms]
    bo.subscribe(lambda: refreshed.append(1))
    end = bo.subscribe_presence(moved.append)

    stroke = Drawing("s", "stroke", "ink", 192, (0, 0))
    for number in range(1, 6):
        stroke = Drawing("s", "stroke", "ink", 192, (*stroke.points, 64 * number, 0))
        growing = Presence("board", cursor=(64 * number, 0), going_on=stroke)
        ana.show_presence(growing)
        await until(lambda growing=growing: bo.presences[ana.me] == growing)

    assert set(moved) == {ana.me}
    assert not refreshed
    assert [room.standing for room in rooms] == standing
    end()
    ana.show_presence(HERE)
    await until(lambda: bo.presences[ana.me] == HERE)
    assert len(moved) <= 5


async def test_who_is_linked_later_is_seen_without_moving(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    room = ReplicaRoom(ana, "Sketch")
    room.show_presence(HERE)

    bo = ReplicaRoom(await open_replica("Bo", listen=None, join=ana.invite), "Sketch")

    await until(lambda: bo.presences.get(room.me) == HERE)


async def test_no_presence_is_on_disk(tmp_path: Path, pair: Pair) -> None:
    rooms = [ReplicaRoom(replica, "Sketch") for replica in pair]
    for room in rooms:
        room.show_presence(HERE)
    await until(lambda: all(room.presences for room in rooms))
    rooms[0].dispatch(counter.actions["incremented"]())
    await until(lambda: rooms[1].get_state()["counter"] == 1)

    for one in pair:
        await one.close()

    paths = sorted(tmp_path.rglob("log.sqlite"))
    assert len(paths) == 2
    for path in paths:
        with closing(SqliteLog(path, deliver=None)) as log:
            assert "profile" in {fact.key for fact in log.facts()}
            assert PRESENCE not in {fact.key for fact in log.facts()}
            assert sum(head.sequence for head in log.heads().values()) == 1
