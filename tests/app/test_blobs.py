"""Pictures: put on one side, they come to whoever asks for them, once."""

import random
from collections.abc import Awaitable, Callable

import pytest

from redux_scuttlebutt.app.blobs import MAX_IMAGE_BYTES, Pictures
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.room import ReplicaRoom
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.log.log import Log, MemoryLog, Saved
from redux_scuttlebutt.sync.wire.messages import Chunk
from support.presence_world import PresenceWorld
from support.sealed import AMY, BOB, member
from support.virtual_time import VirtualTime
from support.waiting import until
from support.wire import Wire

Open = Callable[..., Awaitable[Replica]]
Pair = tuple[Replica, Replica]

PICTURE = random.Random(1).randbytes(100_000)
OTHER = random.Random(2).randbytes(50)


@pytest.fixture(params=[False, True], ids=["without a key", "with a key"])
def world(request: pytest.FixtureRequest) -> PresenceWorld:
    return PresenceWorld(is_keyed=request.param)


def sent(*wires: Wire) -> list[tuple[bytes, int]]:
    """Which parts of which pictures were carried, by name and offset."""
    return [
        (frame.message.hash, frame.message.offset)
        for wire in wires
        for frame in wire.frames
        if isinstance(frame.message, Chunk) and frame.message.data
    ]


def test_a_picture_comes_to_who_asks_for_it_and_each_part_once(world: PresenceWorld) -> None:
    ana, bo = (Pictures(somebody.dispatcher) for somebody in world.people)
    wire = world.link(*world.people)
    arrived: list[str] = []
    bo.subscribe(arrived.append)

    hash = ana.put(PICTURE)
    assert ana.put(PICTURE) == hash
    world.run(1.0)
    assert sent(wire) == []  # nobody asked

    for _ in range(3):  # as at each repaint
        assert bo.get(hash) is None or bo.get(hash) == PICTURE
    world.run(1.0)

    assert (ana.get(hash), bo.get(hash)) == (PICTURE, PICTURE)
    assert arrived == [hash]
    assert len(sent(wire)) == len(set(sent(wire))) == 4
    assert bo.put(PICTURE) == hash
    world.run(1.0)
    assert len(sent(wire)) == 4


def test_what_nobody_has_yet_comes_once_somebody_puts_it(world: PresenceWorld) -> None:
    ana, bo = (Pictures(somebody.dispatcher) for somebody in world.people)
    wire = world.link(*world.people)
    hash = Pictures(PresenceWorld(is_keyed=world.is_keyed).people[0].dispatcher).put(PICTURE)
    assert bo.get(hash) is None
    world.run(5.0)

    assert ana.put(PICTURE) == hash
    world.run(1.0)

    assert bo.get(hash) == PICTURE
    assert len(sent(wire)) == 4


def test_who_has_it_may_come_back_later(world: PresenceWorld) -> None:
    one, other = world.people
    ana, bo = Pictures(one.dispatcher), Pictures(other.dispatcher)
    hash = ana.put(PICTURE)
    first = world.link(one, other)
    assert bo.get(hash) is None
    for _ in range(4):  # in the middle of it
        first.carry_one(0)
        first.carry_one(1)
    world.cut(first)
    half = sent(first)
    assert 0 < len(half) < 4
    world.run(120.0)
    assert bo.get(hash) is None

    second = world.link(one, other)
    world.run(1.0)

    assert bo.get(hash) == PICTURE
    assert len({*half, *sent(second)}) == 4
    assert not {*half} & {*sent(second)}


def test_who_passes_it_on_needs_not_be_who_put_it() -> None:
    world = PresenceWorld(3)
    ana, bo, cy = (Pictures(somebody.dispatcher) for somebody in world.people)
    near = world.link(world.people[0], world.people[1])
    hash = ana.put(PICTURE)
    bo.get(hash)
    world.run(1.0)
    world.cut(near)

    world.link(world.people[1], world.people[2])
    assert cy.get(hash) is None
    world.run(1.0)

    assert cy.get(hash) == PICTURE


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the image is empty"),
        (bytes(MAX_IMAGE_BYTES + 1), r"image too big \(8.0 MB, limit 8.0 MB\)"),
        (bytes(2 * MAX_IMAGE_BYTES), r"image too big \(16.0 MB, limit 8.0 MB\)"),
    ],
)
def test_what_is_no_picture_or_too_big_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Pictures(Dispatcher()).put(data)


def test_the_largest_picture_goes_into_a_room_with_a_key() -> None:
    amy = Pictures(member(AMY).dispatcher)
    data = bytes(MAX_IMAGE_BYTES)

    assert amy.get(amy.put(data)) == data


@pytest.mark.parametrize("hash", ["", "ab", "no hash at all", "g" * 64])
def test_what_is_no_hash_cannot_be_asked_for(hash: str) -> None:
    with pytest.raises(ValueError):
        Pictures(Dispatcher()).get(hash)


class CountedLog(MemoryLog):
    """Counts how often it is read; refuses to read or write on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.is_broken = False

    def blob(self, hash: bytes) -> bytes | None:
        self.reads += 1
        if self.is_broken:
            raise LogFailed("bad sectors")
        return super().blob(hash)

    def keep_blob(self, hash: bytes, data: bytes, done: Saved) -> None:
        if self.is_broken:
            done(LogFailed("disk full"))
        else:
            super().keep_blob(hash, data, done)


def linked(log: Log) -> tuple[Pictures, Pictures, Wire]:
    """Amy, and Bob who keeps what he has in `log`."""
    time = VirtualTime()
    amy, bob = member(AMY, scheduler=time), member(BOB, scheduler=time, log=log)
    time.settle()
    wire = Wire(amy.dispatcher, bob.dispatcher).carry()
    return Pictures(amy.dispatcher), Pictures(bob.dispatcher), wire


def test_what_is_not_here_is_looked_for_on_disk_once() -> None:
    log = CountedLog()
    pictures = Pictures(Dispatcher(log=log))
    pictures.get("00" * 32)
    reads = log.reads

    for _ in range(100):
        assert pictures.get("00" * 32) is None

    assert log.reads == reads


def test_a_disk_that_cannot_be_read_is_asked_again() -> None:
    log = CountedLog()
    _, bob, _ = linked(log)
    hash = bob.put(PICTURE)
    log.is_broken = True
    assert bob.get(hash) is None

    log.is_broken = False

    assert bob.get(hash) == PICTURE


def test_what_a_full_disk_keeps_out_is_not_fetched_at_each_repaint() -> None:
    log = CountedLog()
    amy, bob, wire = linked(log)
    hash = amy.put(OTHER)
    bob.get(hash)
    log.is_broken = True
    wire.carry()
    assert len(sent(wire)) == 1

    for _ in range(10):
        assert bob.get(hash) is None
        wire.carry()

    assert len(sent(wire)) == 1


def test_once_the_disk_takes_things_again_it_is_fetched_after_all() -> None:
    log = CountedLog()
    time = VirtualTime()
    amy, bob = member(AMY, scheduler=time), member(BOB, scheduler=time, log=log)
    time.settle()
    wire = Wire(amy.dispatcher, bob.dispatcher).carry()
    pictures = Pictures(bob.dispatcher)
    hash = Pictures(amy.dispatcher).put(OTHER)
    pictures.get(hash)
    log.is_broken = True
    wire.carry()
    log.is_broken = False

    bob.dispatcher._parts.events.emit("problem", None)  # pyright: ignore[reportPrivateUsage]
    pictures.get(hash)
    wire.carry()

    assert pictures.get(hash) == OTHER


def test_a_listener_that_fails_ends_nobody_s_link(caplog: pytest.LogCaptureFixture) -> None:
    amy, bob, wire = linked(MemoryLog())
    arrived: list[str] = []
    bob.subscribe(lambda hash: 1 / 0)
    end = bob.subscribe(arrived.append)
    hash = amy.put(OTHER)

    bob.get(hash)
    wire.carry()
    end()
    end()

    assert arrived == [hash]
    assert all(session.over is None for session in wire.sessions)
    assert "failed" in caplog.text


async def test_a_picture_arrives_in_the_other_window_over_real_sockets(pair: Pair) -> None:
    ana, bo = (ReplicaRoom(replica, "Sketch") for replica in pair)
    arrived: list[str] = []
    end = bo.subscribe_blobs(arrived.append)

    hash = ana.put_blob(PICTURE)
    assert bo.blob(hash) is None

    await until(lambda: arrived)
    end()
    assert arrived == [hash]
    assert bo.blob(hash) == PICTURE


async def test_a_picture_is_there_after_a_restart_and_its_only_holder_may_come_back(
    open_replica: Open,
) -> None:
    ana = await open_replica("Ana")
    hash = ReplicaRoom(ana, "Sketch").put_blob(PICTURE)
    invite = ana.invite
    bo = await open_replica("Bo", listen=None, join=invite)
    await until(lambda: bo.network.sessions)
    await ana.close()
    await until(lambda: not bo.network.sessions)
    assert ReplicaRoom(bo, "Sketch").blob(hash) is None
    await bo.close()

    again = await open_replica("Bo")
    room = ReplicaRoom(again, "Sketch")
    assert room.blob(hash) is None
    back = await open_replica("Ana", connect=tuple(again.network.addresses))
    assert ReplicaRoom(back, "Sketch").blob(hash) == PICTURE

    await until(lambda: room.blob(hash) == PICTURE)
