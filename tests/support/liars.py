"""Sources that contradict themselves, in rooms where everything is signed."""

from itertools import combinations

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.facts.facts import Fact, signed_bytes
from redux_scuttlebutt.sync.facts.stability import STANDING, Report, encode_report
from redux_scuttlebutt.sync.log.log import Log, MemoryLog
from redux_scuttlebutt.sync.wire.evidence import Evidence, SignedHeader
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .keyed_signer import KeyedSigner
from .replica import Replica, assert_equal, replica, typed
from .wire import Wire, forge

__all__ = ["assert_the_same", "give", "meet", "member", "proof", "signed_run", "standing"]


def signed_run(chain: Chain, *words: str, after: Head | None = None) -> Run:
    run = forge(chain, *map(typed, words), after=after)
    return Run.build(run.header, run.body, KeyedSigner(chain.source).sign(run.packed_header))


def standing(chain: Chain, issued: int, promise: int) -> Fact:
    """What the source of `chain` says: so many are issued, and none at or below `promise` will."""
    value = encode_report(Report(chain.incarnation, issued, promise, 0))
    fact = Fact(chain.source, STANDING, promise + 1, value, b"")
    signature = KeyedSigner(chain.source).sign(signed_bytes(OPEN_ROOM, fact))
    return fact._replace(signature=signature)


def member(source: SourceId, log: Log | None = None) -> Replica:
    return replica(source, signer=KeyedSigner(source), log=log or MemoryLog())


def proof(one: Run, other: Run) -> Evidence:
    evidence = Evidence.pair(SignedHeader.of(one), SignedHeader.of(other))
    assert evidence is not None
    return evidence


def give(one: Replica, thing: Run | Evidence | Fact) -> None:
    if isinstance(thing, Run):
        one.dispatcher.receive([thing.raw])
    elif isinstance(thing, Fact):
        one.dispatcher.bulletin.receive([thing])
    else:
        one.dispatcher.receive_evidence([thing])


def meet(*members: Replica) -> None:
    """All pairs talk until nobody has anything new to say."""
    for _ in range(len(members) + 1):
        for one, other in combinations(members, 2):
            Wire(one.dispatcher, other.dispatcher).carry()


def assert_the_same(*members: Replica) -> None:
    assert_equal(*members)
    assert len({state_hash(one.state) for one in members}) == 1
    assert len({one.dispatcher.summary for one in members}) == 1
    raw = [{c: e.raw for c, e in one.dispatcher.evidence.items()} for one in members]
    assert all(evidence == raw[0] for evidence in raw)
