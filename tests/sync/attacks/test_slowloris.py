"""A crowd takes all the places there are, and says nothing, or a byte now and then."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.network import (
    MAX_TAKEN,
    MAX_WAITING,
    Network,
)
from redux_scuttlebutt.sync.transport import Connection, ConnectionLost
from redux_scuttlebutt.sync.transport.memory import MemoryNetwork
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from redux_scuttlebutt.sync.trust.handshake import FIRST_BYTES
from redux_scuttlebutt.sync.trust.identity import Identity
from support.keyed_link import KeyedLink
from support.late import put_forward
from support.members import ANA, BO, admission, member
from support.raw_tcp import Stranger
from support.replica import Replica
from support.waiting import PATIENCE_S, until

CROWD = 500
PATIENCE_SECONDS = 1e6


class House:
    """Ana's, which listens."""

    def __init__(self) -> None:
        self.memory = MemoryNetwork()
        self.ana = member(ANA)
        self.network = Network(self.ana.dispatcher, self.memory.transport("ana"))
        self.guests: list[Network] = []

    @property
    def served(self) -> int:
        return len(self.network._talks)  # pyright: ignore[reportPrivateUsage]

    async def come(self, name: str) -> Connection:
        return await self.memory.transport(name).connect("ana")

    async def invite(self, guest: Replica, name: str) -> None:
        """Until they have met."""
        network = Network(guest.dispatcher, self.memory.transport(name))
        self.guests.append(network)
        network.connect("ana")
        await until(lambda: network.sessions)

    async def close(self) -> None:
        for guest in self.guests:
            await guest.close()
        await self.network.close()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """So much that nobody goes for having waited, before a test says that it is over."""
    monkeypatch.setattr("redux_scuttlebutt.sync.talk.GREETING_SECONDS", PATIENCE_SECONDS)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    await house.network.listen("ana")
    yield house
    await house.close()


async def is_closed(connection: Connection) -> bool:
    """Wait until it is, which it is without a frame."""
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(ConnectionLost):
            await connection.receive()
    return True


@pytest.mark.parametrize("said", [None, b"", b"\x01"], ids=["nothing", "empty", "one byte"])
async def test_slowloris_500(house: House, said: bytes | None) -> None:
    crowd: list[Connection] = []
    most = 0
    for number in range(CROWD):
        crowd.append(await house.come(f"stranger {number}"))
        if said is not None:
            await crowd[-1].send(said)
        if number % 10 == 0:
            await asyncio.sleep(0)
            most = max(most, house.served)

    house.ana.type("a")
    bo = member(BO)
    await house.invite(bo, "bo")
    await until(lambda: bo.state == "a")
    assert most <= 2 * MAX_WAITING, "the places that are left, and those being left"
    counted = "unauthenticated" if said is None else "not_admitted"
    assert house.ana.dispatcher.stats[counted] > CROWD / 2

    put_forward(PATIENCE_SECONDS + 1)
    assert all([await is_closed(stranger) for stranger in crowd])
    await until(lambda: house.served == 1)
    house.ana.type("b")
    await until(lambda: bo.state == "ab")


async def test_they_all_come_at_once(house: House) -> None:
    """Before any of them was looked at."""
    names = [f"stranger {number}" for number in range(CROWD)]
    crowd = await asyncio.gather(*(house.come(name) for name in names))
    await asyncio.sleep(0)

    assert house.served <= CROWD
    await until(lambda: house.served <= MAX_WAITING)

    await house.invite(member(BO), "bo")
    put_forward(PATIENCE_SECONDS + 1)
    assert all([await is_closed(stranger) for stranger in crowd])


async def test_who_stops_in_the_middle_of_the_handshake_waits_no_longer(house: House) -> None:
    """A member, or somebody who wrote down what one said."""
    first = admission(BO).dial().next_frame()
    assert first is not None
    stranger = await house.come("stranger")
    await stranger.send(first)
    assert len(await stranger.receive()) < 300

    put_forward(PATIENCE_SECONDS + 1)

    assert await is_closed(stranger)


async def test_who_proves_itself_and_says_no_hello_waits_no_longer(house: House) -> None:
    bo = admission(BO).dial()
    lazy = await house.come("lazy")
    first = bo.next_frame()
    assert first is not None
    await lazy.send(first)
    bo.receive(await lazy.receive())
    third = bo.next_frame()
    assert third is not None
    await lazy.send(third)
    assert bo.receive(await lazy.receive()), "Ana's hello"

    put_forward(PATIENCE_SECONDS + 1)

    goodbye = bo.receive(await lazy.receive())
    assert goodbye is not None
    assert b"no hello within" in goodbye
    assert await is_closed(lazy)


async def test_those_who_are_inside_stay_whoever_comes(house: House) -> None:
    guests = [member(Identity(bytes([100 + number]) * 32)) for number in range(5)]
    for number, guest in enumerate(guests):
        await house.invite(guest, f"guest {number}")

    for number in range(CROWD):
        await house.come(f"stranger {number}")
    await asyncio.sleep(0)

    assert len(house.network.sessions) == 5


async def test_a_full_house_takes_no_more(house: House) -> None:
    for number in range(MAX_TAKEN):
        guest = member(Identity(number.to_bytes(32, "big")))
        await house.invite(guest, f"guest {number}")
    assert len(house.network.sessions) == MAX_TAKEN

    late = await house.come("late")

    assert await is_closed(late)
    assert house.ana.dispatcher.stats["connections"] == 1
    assert len(house.network.sessions) == MAX_TAKEN


async def test_over_sockets_too_whoever_says_nothing_makes_way() -> None:
    ana, bo = member(ANA), member(BO)
    ana.type("a")
    no_pings = WebSocketTransport(
        ping_interval_s=2 * PATIENCE_SECONDS
    )  # which would say that we are there
    network = Network(ana.dispatcher, no_pings)
    await network.listen("127.0.0.1:0")
    crowd: list[Stranger] = []
    for _ in range(3 * MAX_WAITING):
        crowd.append(await Stranger.come(network.addresses[0]))
        await crowd[-1].shake_hands()
    guest = Network(bo.dispatcher, WebSocketTransport())

    guest.connect(network.addresses[0])
    await until(lambda: bo.state == "a")

    for stranger in crowd[:MAX_WAITING]:
        assert await stranger.rest() == b""
    put_forward(PATIENCE_SECONDS + 1)
    for stranger in crowd:
        assert await stranger.rest() == b""
        await stranger.go()
    await guest.close()
    await network.close()


def test_a_crowd_leaves_the_memory_of_the_door_alone() -> None:
    """What strangers say is not remembered; only members could fill it."""
    ana = member(ANA)
    link = KeyedLink(member(BO).dispatcher, ana.dispatcher).carry()
    assert link.are_open == (True, True)
    assert ana.dispatcher.admission is not None
    answered = ana.dispatcher.admission._answered  # pyright: ignore[reportPrivateUsage]
    assert len(answered) == 1

    for number in range(100):
        Session(ana.dispatcher, lambda: None).receive(bytes([number]) * FIRST_BYTES)

    assert len(answered) == 1
