"""Attack 21 by a member: a signed run whose body no member can read, past whoever has no key.

Nobody but members can tell, and it is the same for all of them. So it is no reason to part
from whoever brings it: all keep it, and none does anything of it.
"""

from collections.abc import Callable

import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.clock import MAX_AHEAD
from redux_scuttlebutt.sync.intake import parking
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.sealing import RoomCipher
from redux_scuttlebutt.sync.wire.codec import encode
from redux_scuttlebutt.sync.wire.run import (
    Chain,
    Header,
    Run,
    write_body,
)
from support.replica import Replica, assert_equal, typed
from support.sealed import AMY, BOB, OTHER_ROOM, ROOM, member, relay, signed_run, spoiled
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire

MALLORY = Identity(b"m" * 32)
CHAIN = Chain(MALLORY.source, Incarnation(0))

Write = Callable[[Header], bytes]
"""What a header gets for a body."""

GOOD = encode(typed("q"))[0]


def sealed(plain: bytes) -> Write:
    return lambda header: RoomCipher(ROOM).encrypt(plain, header.context())


def deep(levels: int) -> bytes:
    return b"\x82\xa4type\xa1q\xa7payload" + b"\x91" * levels + b"\xc0"


SPOILED: dict[str, Write] = {
    "of no key": lambda header: b"\0" * 100,
    "too short": lambda header: b"\0",
    "empty": lambda header: b"",
    "of another room": lambda h: RoomCipher(OTHER_ROOM).encrypt(
        write_body([1], [GOOD]), h.context()
    ),
    "of another header": lambda header: RoomCipher(ROOM).encrypt(write_body([1], [GOOD]), b""),
    "no body": sealed(b"\xc1"),
    "two updates": sealed(write_body([1, 2], [GOOD, GOOD])),
    "no text": sealed(write_body([1], [b"\x81\xa4type\xa1\xff"])),
    "no action": sealed(write_body([1], [b"\x01"])),
    "private": sealed(write_body([1], [encode(typed("q"))[0].replace(b"typed", b"@@ped")])),
    "too deep": sealed(write_body([1], [deep(17)])),
    "much too deep": sealed(write_body([1], [deep(20_000)])),
    "too long": sealed(write_body([1], [encode(typed("q" * 47_000))[0] + b"\xc0" * 2000])),
}


def mallorys(*writes: Write, timestamps: list[int] | None = None) -> list[Run]:
    """Mallory types "a", spoils a run for each of `writes`, and types "b"."""
    stamps = timestamps or [1, *range(2, 2 + len(writes)), 2 + len(writes)]
    runs = [signed_run(MALLORY, typed("a"), timestamps=stamps[:1])]
    for write, stamp in zip(writes, stamps[1:-1], strict=True):
        runs.append(spoiled(MALLORY, runs[-1].head, write, stamp=stamp))
    runs.append(signed_run(MALLORY, typed("b"), after=runs[-1].head, timestamps=stamps[-1:]))
    return runs


def letters(one: Replica) -> list[str]:
    return sorted(one.state)


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_run_parts_nobody_and_does_nothing(kind: str) -> None:
    amy, bob, between = member(AMY), member(BOB), relay()
    amy.type("c")
    wires = [Wire(amy.dispatcher, between), Wire(between, bob.dispatcher)]
    mallory = Stranger(between, MALLORY.source).greet()
    runs = mallorys(SPOILED[kind])

    for run in runs:
        mallory.send(run)
        for wire in (*wires, *wires):
            wire.carry()
    bob.type("d")
    for wire in reversed(wires):
        wire.carry()

    assert mallory.session.over is None
    assert [s.over for wire in wires for s in wire.sessions] == [None] * 4
    assert_equal(amy, bob)
    assert letters(amy) == ["a", "b", "c", "d"], "what comes behind it counts"
    for dispatcher in (amy.dispatcher, bob.dispatcher):
        assert dispatcher.stored[CHAIN] == runs[-1].head
        assert dispatcher.summary == between.summary
        assert dispatcher.stats["spoiled"] == 1
        assert dispatcher.stats["invalid_run"] == dispatcher.stats["strikes"] == 0
        assert dispatcher.is_settled
        assert not dispatcher.quarantined
    assert between.stats["spoiled"] == 0, "it cannot tell"
    given = amy.dispatcher.runs_after(CHAIN, 0, max_bytes=2**20)
    assert [run.raw for run in given] == [run.raw for run in runs]


def test_it_does_nothing_after_a_restart_either() -> None:
    log = MemoryLog()
    before = member(AMY, log=log)
    before.dispatcher.receive([run.raw for run in mallorys(*SPOILED.values())])
    assert before.state == "ab"

    after = member(AMY, log=log)

    assert_equal(before, after)
    assert after.dispatcher.stats["spoiled"] == len(SPOILED)


def test_it_can_be_quarantined() -> None:
    amy = member(AMY)
    first, bad, last = mallorys(SPOILED["of no key"])
    amy.dispatcher.receive([first.raw, bad.raw, last.raw])
    fork = signed_run(MALLORY, typed("e"), after=first.head)

    amy.dispatcher.receive([fork.raw])

    assert amy.state == "a"
    quarantine = amy.dispatcher.quarantined[CHAIN]
    assert quarantine.place == 2
    assert [update.action for update in quarantine.updates] == [typed("b")]


def test_it_counts_as_fork_where_another_run_stands() -> None:
    amy, bob = member(AMY), member(BOB)
    first, bad, _ = mallorys(SPOILED["of no key"])
    amy.dispatcher.receive([first.raw, bad.raw])
    bob.dispatcher.receive([first.raw, signed_run(MALLORY, typed("e"), after=first.head).raw])

    wire = Wire(amy.dispatcher, bob.dispatcher).carry()

    assert [session.over for session in wire.sessions] == [None, None]
    assert_equal(amy, bob)
    assert amy.state == "a"
    assert amy.dispatcher.evidence.keys() == bob.dispatcher.evidence.keys() == {CHAIN}


def test_those_between_parked_updates_neither_hide_them_nor_take_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parking, "MAX_PARKED", 1)
    time = VirtualTime()
    amy = member(AMY, scheduler=time)
    time.settle()
    ahead = NOON + MAX_AHEAD + 60_000_000
    runs = [signed_run(MALLORY, typed("a"), timestamps=[ahead])]
    for number in range(1, 20):
        head, stamp = runs[-1].head, ahead + number
        if number % 2:
            runs.append(spoiled(MALLORY, head, stamp=stamp))
        else:
            runs.append(signed_run(MALLORY, typed("b"), after=head, timestamps=[stamp]))

    amy.dispatcher.receive([run.raw for run in runs])
    time.settle()

    assert amy.dispatcher.parked == 10
    assert amy.dispatcher.stats["parked"] == 9, "all others are on disk only"
    assert not amy.state
    time.pass_time(3600)
    assert amy.state == "a" + "b" * 9
    assert amy.dispatcher.parked == 0
