"""Attack 19: frames, runs and actions made to be too much. None costs more than its bytes."""

import gc
import tracemalloc
from hashlib import blake2b

import msgspec
import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.codec import MAX_ACTION_BYTES, MAX_DEPTH
from redux_scuttlebutt.sync.wire.messages import MAX_FRAME_BYTES, Delta, encode
from redux_scuttlebutt.sync.wire.run import GENESIS, MAX_BODY_BYTES, Chain, Header, write_body
from support.replica import ANA, CY, replica, typed
from support.wire import Stranger

MALLORY = Chain(CY, Incarnation(0))
MUCH = 64 * 1024 * 1024


def sealed(body: bytes, updates: int = 1) -> bytes:
    """A run around any body, such as no honest program makes."""
    header = Header(
        0, bytes(32), *MALLORY, 1, updates, 1, updates, GENESIS, 0, len(body), _hash(body)
    )
    return encode(Delta([header.pack() + bytes(64) + body]))


def _hash(body: bytes) -> bytes:
    return blake2b(body, digest_size=32).digest()


def of_actions(*actions: bytes) -> bytes:
    return sealed(write_body([1 + n for n in range(len(actions))], actions), len(actions))


def action(payload: bytes) -> bytes:
    return b"\x82\xa4type\xa5typed\xa7payload" + payload


def deep(levels: int) -> bytes:
    return action(b"\x91" * levels + b"\xc0")


LONG = msgspec.msgpack.encode(typed("a" * MAX_ACTION_BYTES))

BOMBS = {
    "frame": ("frame", bytes(MAX_FRAME_BYTES + 1)),
    "huge frame": ("frame", bytes(16 * 1024 * 1024)),
    "run": ("run", sealed(bytes(MAX_BODY_BYTES + 1))),
    "too many updates": ("run", sealed(b"\x92\x90\x90", 65)),
    "action": ("action", of_actions(LONG)),
    "deep": ("nesting", of_actions(deep(MAX_DEPTH))),
    "very deep": ("nesting", of_actions(deep(50_000))),
    "deep frame": ("message", b"\x91" * 60_000),
    "claimed length": ("message", b"\x92\xa5delta\xdd\xff\xff\xff\xff"),
    "claimed text": ("invalid_run", of_actions(action(b"\xdb\xff\xff\xff\xff"))),
    "claimed list": ("invalid_run", of_actions(action(b"\xdd\xff\xff\xff\xff"))),
    "claimed body": ("invalid_run", sealed(b"\x92\x90\xdd\xff\xff\xff\xff")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_its_session_is_counted_and_costs_little(name: str) -> None:
    limit, frame = BOMBS[name]
    ana = replica(ANA)
    stranger = Stranger(ana.dispatcher).greet()

    tracemalloc.start()
    stranger.say(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert stranger.session.stage is Stage.OVER
    assert ana.dispatcher.stats[limit] == 1
    assert peak < MUCH / 8
    assert ana.log == []
    ana.type("a")
    assert ana.state == "a"


def test_what_is_just_not_too_much_passes() -> None:
    ana = replica(ANA)
    stranger = Stranger(ana.dispatcher).greet()
    most = MAX_ACTION_BYTES - len(msgspec.msgpack.encode(typed(""))) - 2

    stranger.say(of_actions(msgspec.msgpack.encode(typed("a" * most)), deep(MAX_DEPTH - 1)))

    assert stranger.session.over is None
    assert len(ana.log) == 2
    assert len(ana.state) == most


def test_bombs_without_end_are_forgotten() -> None:
    ana = replica(ANA)
    frames = [frame for _, frame in BOMBS.values()]

    tracemalloc.start()
    for _ in range(20):
        for frame in frames:
            Stranger(ana.dispatcher).greet().say(frame)
    gc.collect()
    grown, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown < 1024 * 1024
    assert peak < MUCH
