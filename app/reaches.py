"""How far updates have come among all that take part, in words."""

from collections.abc import Iterable

from ..store.update import Update
from ..sync.dispatcher import Dispatcher
from ..sync.gossip.session import Session
from ..sync.wire.run import Chain
from ..ui.ports import Reach

__all__ = ["Reaches"]


class Reaches:
    """What is known at one moment: gathered once, and read for every row that is painted.

    Attributes:
        agreed: up to which timestamps everything is settled, and held by everyone.
    """

    def __init__(self, dispatcher: Dispatcher, sessions: Iterable[Session]) -> None:
        agreement = dispatcher.agreement
        linked = {session.peer: session.held for session in sessions if session.peer is not None}
        self._me = dispatcher.source
        self._others = [
            (who, linked.get(who), agreement.stored_of(who))
            for who in agreement.members
            if who != self._me
        ]
        self.agreed = agreement.final, agreement.stored_by_all

    def of(self, update: Update) -> Reach | None:
        """How far `update` has come, or None where nobody else takes part."""
        if not self._others:
            return None
        final, held = self.agreed
        if update.timestamp <= held:
            return Reach("held", "held by everyone")
        if update.timestamp <= final:
            return Reach("settled", "settled: its place can change no more")
        reached = self._count(update)
        if reached:
            return Reach("some", f"reached {reached} of {len(self._others)}")
        if update.source == self._me:
            return Reach("here", "only on this device")
        return Reach("some", f"reached 1 of {len(self._others)}")

    def _count(self, update: Update) -> int:
        """How many others have `update` on disk, by their last word."""
        chain = Chain(update.source, update.incarnation)
        reached = 0
        for who, linked, stored in self._others:
            if who == update.source:
                has = True
            elif linked is not None:
                has = linked.get(chain, 0) >= update.sequence
            else:
                has = stored is not None and stored >= update.timestamp
            reached += has
        return reached
