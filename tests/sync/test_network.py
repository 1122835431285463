import asyncio
import gc
from collections.abc import AsyncIterator, Callable

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.bulletin import LINKS, linked_in
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.network import Network
from redux_scuttlebutt.sync.transport import Connection
from redux_scuttlebutt.sync.transport.memory import (
    MemoryNetwork,
    MemoryTransport,
)
from support import members as people
from support.logs import SlowLog
from support.members import member
from support.replica import ANA, BO, CY, Replica, assert_equal, replica


class Counting(MemoryTransport):
    """Counts how often it dialled."""

    dials = 0

    async def connect(self, address: str):
        self.dials += 1
        return await super().connect(address)


class Place:
    """A replica with its network, and what that told."""

    def __init__(self, one: Replica, memory: MemoryNetwork, name: str) -> None:
        self.replica = one
        self.name = name
        self.transport = Counting(memory, name)
        self.network = Network(one.dispatcher, self.transport)
        self.told: list[tuple[str, SourceId | None]] = []
        self.refusals: list[tuple[str, str]] = []
        self.changed = asyncio.Event()
        self.network.on("peer", self._peer)
        self.network.on("heard", self._look)
        self.network.on("refused", self._refused)
        one.dispatcher.on("action", self._look)

    @property
    def peers(self) -> list[SourceId | None]:
        return [session.peer for session in self.network.sessions]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until that holds, looking whenever something was told here."""
        while not holds():
            self.changed.clear()
            await self.changed.wait()

    def _look(self, _what: object) -> None:
        self.changed.set()

    def _peer(self, session: Session, status: str) -> None:
        self.told.append((status, session.peer))
        self.changed.set()

    def _refused(self, address: str, reason: str) -> None:
        self.refusals.append((address, reason))
        self.changed.set()


class World:
    """Places that listen, and the links between them."""

    def __init__(self) -> None:
        self.memory = MemoryNetwork()
        self.places: list[Place] = []

    async def place(self, name: str, one: Replica) -> Place:
        place = Place(one, self.memory, name)
        await place.network.listen(name)
        self.places.append(place)
        return place

    def link(self, one: Place, other: Place):
        return self.memory.link(one.name, other.name)

    async def close(self) -> None:
        for place in self.places:
            await place.network.close()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    yield world
    await world.close()


async def settle(world: World, turns: int = 60) -> None:
    """Let every task go on as far as it can without time passing."""
    for _ in range(turns):
        await asyncio.sleep(0)
    assert world.places


async def two(world: World) -> tuple[Place, Place]:
    ana = await world.place("ana", replica(ANA, name="Ana"))
    bo = await world.place("bo", replica(BO, name="Bo"))
    return ana, bo


async def met(world: World) -> tuple[Place, Place]:
    """Ana has dialled Bo, and both have met."""
    ana, bo = await two(world)
    ana.network.connect("bo")
    await ana.until(lambda: ana.peers == [BO])
    await bo.until(lambda: bo.peers == [ANA])
    return ana, bo


async def have(updates: int, *places: Place) -> None:
    """Wait until each of `places` has so many updates."""
    for place in places:
        await place.until(lambda place=place: len(place.replica.log) == updates)


def dial_each_other(ana: Place, bo: Place) -> None:
    ana.network.connect("bo")
    bo.network.connect("ana")


async def become_equal(ana: Place, bo: Place) -> None:
    """Both have done something, Ana dials Bo, and they show the same."""
    ana.replica.type("ac")
    bo.replica.type("bd")

    ana.network.connect("bo")
    await have(4, ana, bo)

    assert_equal(ana.replica, bo.replica)


async def test_peers_that_meet_become_equal(world: World) -> None:
    ana, bo = await two(world)

    await become_equal(ana, bo)

    assert ana.told == [("connected", BO)]
    assert bo.told == [("connected", ANA)]


async def test_what_is_done_on_either_side_reaches_the_other(world: World) -> None:
    ana, bo = await met(world)

    ana.replica.type("a")
    await bo.until(lambda: bo.replica.state == "a")
    bo.replica.type("b")
    await ana.until(lambda: ana.replica.state == "ab")


async def test_a_listener_is_found_at_its_address_and_a_dial_is_named(world: World) -> None:
    ana, bo = await met(world)

    assert (ana.network.addresses, bo.network.addresses) == (["ana"], ["bo"])
    assert (ana.network.dialling, bo.network.dialling) == (["bo"], [])


async def test_dialling_an_address_twice_is_one_link(world: World) -> None:
    ana, bo = await met(world)

    ana.network.connect("bo")
    await settle(world)

    assert ana.transport.dials == 1
    assert bo.peers == [ANA]


async def test_a_lost_link_is_told_on_both_sides_and_dialled_again(world: World) -> None:
    ana, bo = await met(world)

    world.link(ana, bo).cut()
    await ana.until(lambda: ("lost", BO) in ana.told)
    await bo.until(lambda: ("lost", ANA) in bo.told)
    ana.replica.type("a")
    bo.replica.type("b")
    world.link(ana, bo).join()
    await have(2, ana, bo)

    assert ana.told == [("connected", BO), ("lost", BO), ("connected", BO)]
    assert_equal(ana.replica, bo.replica)


async def test_whoever_is_not_there_yet_is_dialled_until_it_is(world: World) -> None:
    ana = await world.place("ana", replica(ANA))
    ana.network.connect("bo")
    await settle(world)
    assert ana.peers == []

    bo = await world.place("bo", replica(BO))
    ana.network.hurry()
    await ana.until(lambda: ana.peers == [BO])

    assert bo.told[0] == ("connected", ANA)


async def test_two_mutual_dials_end_in_one_link_and_lose_nothing(world: World) -> None:
    ana, bo = await two(world)
    dial_each_other(ana, bo)
    ana.replica.type("a")
    bo.replica.type("b")

    await have(2, ana, bo)
    await settle(world)

    assert (ana.peers, bo.peers) == ([BO], [ANA])
    assert (ana.transport.dials, bo.transport.dials) == (1, 1)
    assert_equal(ana.replica, bo.replica)


async def test_the_one_link_of_two_dials_is_dialled_again_when_it_is_lost(world: World) -> None:
    ana, bo = await two(world)
    dial_each_other(ana, bo)
    await settle(world)

    world.link(ana, bo).cut()
    await ana.until(lambda: not ana.peers)
    await bo.until(lambda: not bo.peers)
    world.link(ana, bo).join()
    ana.replica.type("a")
    bo.replica.type("b")
    await have(2, ana, bo)
    await settle(world)

    assert (ana.peers, bo.peers) == ([BO], [ANA])


async def test_a_second_address_of_the_same_device_is_no_second_link(world: World) -> None:
    ana, bo = await met(world)
    await bo.network.listen("bo again")

    ana.network.connect("bo again")
    await settle(world)

    assert (ana.peers, bo.peers) == ([BO], [ANA])
    ana.replica.type("a")
    await bo.until(lambda: bo.replica.state == "a")


async def test_disconnecting_ends_every_link_and_dials_nobody(world: World) -> None:
    ana, bo = await met(world)

    ana.network.disconnect()
    await ana.until(lambda: ("lost", BO) in ana.told)
    await bo.until(lambda: ("lost", ANA) in bo.told)
    await settle(world)

    assert (ana.peers, bo.peers) == ([], [])
    assert ana.network.dialling == []
    assert ana.transport.dials == 1


async def test_a_peer_that_disconnects_is_not_dialled_again(world: World) -> None:
    ana, bo = await met(world)

    bo.network.disconnect()
    await ana.until(lambda: bool(ana.refusals))
    await settle(world)

    assert ana.refusals == [("bo", "disconnected")]
    assert ana.network.dialling == []
    assert ana.transport.dials == 1


async def test_a_peer_whom_we_dialled_hears_that_we_disconnect(world: World) -> None:
    ana, bo = await met(world)
    [session] = bo.network.sessions

    ana.network.disconnect()
    await bo.until(lambda: ("lost", ANA) in bo.told)

    assert session.over == "disconnected"
    assert not session.may_redial


async def test_after_two_mutual_dials_disconnecting_holds_on_both_sides(world: World) -> None:
    ana, bo = await two(world)
    dial_each_other(ana, bo)
    await settle(world)

    ana.network.disconnect()
    await bo.until(lambda: not bo.peers)
    bo.network.hurry()
    await settle(world)

    assert (ana.peers, bo.network.dialling) == ([], [])


async def test_after_disconnecting_somebody_can_be_dialled_when_asked(world: World) -> None:
    ana, bo = await met(world)
    ana.network.disconnect()
    await bo.until(lambda: not bo.peers)

    ana.network.connect("bo")
    await ana.until(lambda: ana.peers == [BO])

    assert ana.told[-1] == ("connected", BO)


async def test_our_own_address_is_dialled_once(world: World) -> None:
    ana = await world.place("ana", replica(ANA))

    ana.network.connect("ana")
    await settle(world)

    assert ana.refusals == [("ana", "this is the same device")]
    assert ana.network.dialling == []


async def test_another_room_is_refused_and_not_dialled_again(world: World) -> None:
    ana = await world.place("ana", replica(ANA, room=b"r" * 32))
    bo = await world.place("bo", replica(BO))
    bo.replica.type("b")

    ana.network.connect("bo")
    await settle(world)

    assert ana.refusals == [("bo", "this is another room")]
    assert ana.network.dialling == []
    assert (ana.told, ana.replica.state) == ([], "")


async def test_unequal_first_states_are_refused_with_a_reason(world: World) -> None:
    ana = await world.place("ana", replica(ANA, first="another"))
    bo = await world.place("bo", replica(BO))
    bo.replica.type("b")

    ana.network.connect("bo")
    await settle(world)

    [(address, reason)] = ana.refusals
    assert (address, reason[:39]) == ("bo", "our states differ before the first acti")


async def test_unequal_first_states_are_not_merged(world: World) -> None:
    ana = await world.place("ana", replica(ANA, first="another"))
    bo = await world.place("bo", replica(BO))
    bo.replica.type("b")

    ana.network.connect("bo")
    await settle(world)

    assert (ana.replica.state, bo.replica.state) == ("another", "b")
    assert (ana.told, bo.told) == ([], [])


async def test_one_peer_s_mistake_leaves_the_others_alone(world: World) -> None:
    ana, bo = await met(world)
    connection: Connection = await world.memory.transport("cy").connect("ana")

    await connection.send(b"no frame")
    with pytest.raises(Exception, match="over"):
        while True:
            await connection.receive()
    ana.replica.type("a")
    await bo.until(lambda: bo.replica.state == "a")

    assert ana.peers == [BO]


async def test_updates_travel_through_a_third(world: World) -> None:
    ana, bo = await met(world)
    cy = await world.place("cy", replica(CY))
    cy.network.connect("bo")

    ana.replica.type("a")
    await cy.until(lambda: cy.replica.state == "a")
    cy.replica.type("c")
    await ana.until(lambda: ana.replica.state == "ac")

    assert bo.replica.state == "ac"


async def test_closing_says_goodbye_and_may_be_dialled_again(world: World) -> None:
    ana, bo = await met(world)

    world.places.remove(bo)
    await bo.network.close()
    await ana.until(lambda: ("lost", BO) in ana.told)

    assert (ana.refusals, ana.network.dialling) == ([], ["bo"])


async def test_nothing_is_sent_before_it_is_on_disk(world: World) -> None:
    log = SlowLog()
    ana = await world.place("ana", replica(ANA, log=log))
    bo = await world.place("bo", replica(BO))
    ana.network.connect("bo")
    await bo.until(lambda: bo.peers == [ANA])

    ana.replica.type("a")
    await settle(world)
    assert bo.replica.state == ""

    log.finish()
    await bo.until(lambda: bo.replica.state == "a")


async def test_fifty_visits_leave_nothing_behind(world: World) -> None:
    """The original kept a stream and its listeners for everybody who had ever been there."""
    ana, bo = await two(world)
    for _ in range(50):
        ana.network.connect("bo")
        await bo.until(lambda: bo.peers == [ANA])
        ana.network.disconnect()
        await bo.until(lambda: bo.peers == [])
        await settle(world)

    gc.collect()
    sessions = [found for found in gc.get_objects() if isinstance(found, Session)]
    assert len(sessions) < 5
    assert bo.told.count(("connected", ANA)) == bo.told.count(("lost", ANA)) == 50


async def test_everybody_hears_who_is_linked_to_whom(world: World) -> None:
    ana, bo = await met(world)
    cy = await world.place("cy", replica(CY, name="Cy"))
    cy.network.connect("bo")
    await cy.until(lambda: cy.peers == [BO])
    await bo.until(lambda: set(bo.peers) == {ANA, CY})
    await settle(world)

    links = ana.replica.dispatcher.bulletin.get(BO, LINKS)

    assert links is not None
    assert linked_in(links.value) == {ANA[:8], CY[:8]}


# With keys


async def members(world: World) -> tuple[Place, Place]:
    ana = await world.place("ana", member(people.ANA, name="Ana"))
    bo = await world.place("bo", member(people.BO, name="Bo"))
    return ana, bo


async def test_members_that_meet_become_equal(world: World) -> None:
    ana, bo = await members(world)

    await become_equal(ana, bo)

    assert (ana.peers, bo.peers) == ([people.BO.source], [people.ANA.source])


async def test_members_hear_that_one_disconnects(world: World) -> None:
    ana, bo = await members(world)
    ana.network.connect("bo")
    await ana.until(lambda: bool(ana.peers))

    bo.network.disconnect()
    await ana.until(lambda: bool(ana.refusals))

    assert ana.refusals == [("bo", "disconnected")]
    assert ana.network.dialling == []


async def test_a_member_dials_itself_once(world: World) -> None:
    ana, _ = await members(world)

    ana.network.connect("ana")
    await settle(world)

    assert ana.refusals == [("ana", "this is the same device")]
    assert ana.network.dialling == []


async def test_two_mutual_dials_of_members_end_in_one_link(world: World) -> None:
    ana, bo = await members(world)
    dial_each_other(ana, bo)
    ana.replica.type("a")
    bo.replica.type("b")

    await have(2, ana, bo)
    await settle(world)

    assert (len(ana.peers), len(bo.peers)) == (1, 1)


async def test_a_dial_into_another_room_is_told_once_and_goes_on(world: World) -> None:
    ana, _ = await members(world)
    cy = await world.place("cy", member(people.CY, people.ELSEWHERE))

    cy.network.connect("ana")
    for dials in range(1, 4):
        while cy.transport.dials < dials:
            cy.network.hurry()
            await asyncio.sleep(0)
        await settle(world)

    assert cy.refusals == [
        ("ana", "it closed without a word: probably another room or an older invite")
    ]
    assert cy.network.dialling == ["ana"]
    assert (ana.told, ana.refusals) == ([], [])


async def test_a_dial_is_told_again_after_a_good_one(world: World) -> None:
    ana, bo = await members(world)
    ana.network.connect("bo")
    await ana.until(lambda: bool(ana.peers))
    world.places.remove(bo)
    await bo.network.close()
    await ana.until(lambda: not ana.peers)

    other = await world.place("bo", member(people.CY, people.ELSEWHERE))
    while not ana.refusals:
        ana.network.hurry()
        await asyncio.sleep(0)

    [(address, reason)] = ana.refusals
    assert (address, reason[:25]) == ("bo", "it closed without a word:")
    assert other.told == []


async def test_a_dial_of_a_plain_peer_says_why_it_did_not_come_about(world: World) -> None:
    ana, _ = await members(world)
    await world.place("old", replica(CY, room=people.ROOM.id))

    ana.network.connect("old")
    await ana.until(lambda: bool(ana.refusals))

    [(address, reason)] = ana.refusals
    assert address == "old"
    assert "older version, or its room has no key" in reason


async def test_a_link_cut_in_the_middle_of_the_handshake_is_dialled_again(world: World) -> None:
    ana, bo = await members(world)
    listener = await world.memory.transport("door").listen("door", cut_off)

    ana.network.connect("door")
    await ana.until(lambda: bool(ana.refusals))
    await listener.close()
    await bo.network.listen("door")
    while not ana.peers:
        ana.network.hurry()
        await asyncio.sleep(0)

    assert ana.peers == [people.BO.source]


async def cut_off(connection: Connection) -> None:
    await connection.receive()
    connection.abort()
