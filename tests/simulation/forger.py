"""Runs, evidence and facts as only a hostile peer makes them, signed with its own secret."""

import random

from redux_scuttlebutt.store.update import SourceId, Timestamp
from redux_scuttlebutt.sync.facts.facts import Fact, signed_bytes
from redux_scuttlebutt.sync.facts.stability import STANDING, Report, encode_report
from redux_scuttlebutt.sync.own.author import Author
from redux_scuttlebutt.sync.trust.strategies import NullCipher
from redux_scuttlebutt.sync.wire.codec import encode as encode_action
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .deeds import did
from .heap import SECOND, Heap
from .node import ROOM
from .signer import TableSigner

__all__ = ["Forger"]


class Forger:
    """Makes what is asked for, whether it is true or not.

    Args:
        signer: knows one secret only.
        clock: the kind of clock of the room.
    """

    def __init__(self, heap: Heap, signer: TableSigner, clock: str) -> None:
        self._heap = heap
        self._signer = signer
        self._clock = clock

    def run(self, chance: random.Random, chain: Chain, after: Head, ahead_s: int = 0) -> Run:
        """Three updates of `chain`, stamped `ahead_s` seconds ahead, or behind."""
        actions = [encode_action(did(chance.randrange(10**6)))[0] for _ in range(3)]
        count = self._clock == "lamport"
        stamp = after.timestamp + 1 if count else self._heap.now + ahead_s * SECOND
        if count and ahead_s > 3600:
            stamp += 2**41
        stamp = max(min(stamp, 2**53 - 10), after.timestamp + 1)
        stamp = min(stamp, 2**53 - 4)
        author = Author(ROOM, chain, after, self._signer, NullCipher())
        for number, action in enumerate(actions):
            author.add(Timestamp(stamp + number), action)
        return author.close_run()

    def standing(self, source: SourceId, report: Report, version: int) -> Fact:
        """What `source` is made to say of itself."""
        fact = Fact(source, STANDING, version, encode_report(report), b"")
        return fact._replace(signature=self._signer.sign(signed_bytes(ROOM, fact)))
