"""Issues our own updates: judged, stamped, numbered, folded, and put into runs.

And begins a new incarnation where our past or our clock turns out to be in doubt; what
was given to nobody by then is issued again there.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from ..store.update import Incarnation, SourceId, Timestamp, Update
from ..store.update import Sequence as UpdateSequence
from .applier import Applier
from .clock import Clock
from .codec import encode
from .continuity import GAP, LAST
from .flow import Flow
from .keeper import Keeper
from .log import Log, Stored
from .needs import Needs
from .own_chain import OwnChain
from .own_past import Claim, OwnPast, issue_again
from .run import Chain, Head, Run
from .scheduler import Scheduler
from .strategies import Cipher, Signer

__all__ = ["Issuer"]


class Issuer:
    """The author's side of one replica.

    Args:
        source: who we are.
        room: its public id.
        now: physical time as corrected, microseconds.
        incarnation: go on in this one, where the log knows of no later one.
        chance: draws the number of a new incarnation, so that two copies of one device
            hardly choose the same.
        withdrawn: told of what was taken back: a chain, and what is left of it.
        renewed: told why a new incarnation began, and what was issued again in it.
    """

    def __init__(
        self,
        source: SourceId,
        room: bytes,
        *,
        scheduler: Scheduler,
        clock: Clock,
        now: Callable[[], int],
        signer: Signer,
        cipher: Cipher,
        log: Log,
        keeper: Keeper,
        applier: Applier,
        flow: Flow,
        needs: Needs,
        incarnation: Incarnation,
        chance: Random,
        withdrawn: Callable[[Chain, int], object],
        renewed: Callable[[str, Sequence[Update]], object],
    ) -> None:
        self._scheduler = scheduler
        self._clock = clock
        self._now = now
        self._keeper = keeper
        self._applier = applier
        self._flow = flow
        self._needs = needs
        self._withdrawn = withdrawn
        self._renewed = renewed
        self._chance = chance
        self._chain = OwnChain(
            room,
            source,
            max(incarnation, _latest(keeper, source)),
            scheduler,
            signer,
            cipher,
            head_of=self._head_of,
            keep=self._keep,
            delay=lambda: flow.run_delay,
            may_close=lambda: not (keeper.is_writing or flow.is_congested),
        )
        self._past = OwnPast(log, lambda: keeper.stored, lambda: self.chain)
        if any(damage.chain == self.chain for damage in log.damaged):
            self._chain.renew(self._following())
            self._past.begin_anew()

    @property
    def chain(self) -> Chain:
        """Where our updates go."""
        return self._chain.chain

    @property
    def issued(self) -> int:
        """How many updates our chain has."""
        return self._chain.next_sequence - 1

    @property
    def unsaved(self) -> int:
        """How many own updates are not on disk yet."""
        return self._keeper.unsaved(self.chain.source) + self._chain.open_updates

    @property
    def is_open(self) -> bool:
        """Whether there are updates that belong to no run yet."""
        return self._chain.open_updates > 0

    def issue(self, action: object) -> Update:
        """Do `action`; errors as `Dispatcher.local_update`."""
        encoded, decoded = encode(action)
        self._applier.get_ready()
        self._needs.refuse_if_unmet()
        now = self._now()
        if self._clock.is_ahead(now):
            # Everybody waits with what we stamped before our clock was set back. What we
            # do from now on need not wait for that.
            self.renew("this device's clock was set back")
        first = self._needs.unrecorded()
        if first is not None:
            self._append(*encode(first), now)
        return self._append(encoded, decoded, now)

    def saved(self) -> None:
        """Something reached the disk: what gathered meanwhile need not wait any more."""
        self._chain.close_soon()

    def flush(self) -> None:
        """Close the open run now, instead of when its time has come."""
        self._chain.close_run()

    def gave(self, runs: Sequence[Run]) -> None:
        """Peers were handed `runs` of one chain."""
        if runs and runs[-1].chain == self.chain:
            self._past.gave(runs[-1].last)

    def compare(self, claim: Claim, *, whole: bool) -> None:
        """Somebody has our chain as far as `claim`; if that is not our past, begin anew."""
        if self._past.is_refuted_by(claim, thoroughly=whole):
            self.renew("somebody knows another past of this device")

    def renew(self, reason: str) -> None:
        """Go on in a new incarnation, with what nobody was given yet.

        Nobody is told before all of it is done: a listener that acts then acts in the new
        incarnation.
        """
        old, began = self.chain, self._past.began
        gone: list[Update] = []
        if not self._past.was_given:
            gone = self._applier.withdraw(old, UpdateSequence(began.sequence))
        self._chain.renew(self._following(), abandon=bool(gone))
        if self._clock.is_ahead(self._now()):
            self._clock.restart(self._now())
        self._past.begin_anew()
        again = issue_again(gone, self._issue_again)
        if gone:
            self._keeper.withdraw(old, began)
            self._applier.finish()
            self._withdrawn(old, began.sequence)
        self._renewed(reason, again)

    def _append(self, encoded: bytes, decoded: dict[str, Any], now: int) -> Update:
        chain = self._chain
        chain.make_room_for(encoded)
        stamp = self._clock.issue(now)
        update = chain.next_update(stamp, decoded)
        self._applier.append(update, lambda: chain.add(stamp, encoded))
        self._flow.made_one()
        return update

    def _issue_again(self, action: Any) -> Update:
        """Without judging: it keeps its place, even where it is refused by now."""
        encoded, decoded = encode(action)
        self._chain.make_room_for(encoded)
        stamp = self._clock.issue(self._now())
        update = self._chain.next_update(stamp, decoded)
        self._applier.add([update])
        self._chain.add(stamp, encoded)
        return update

    def _following(self) -> Incarnation:
        latest = max(self.chain.incarnation, _latest(self._keeper, self.chain.source))
        if latest == LAST:
            raise OverflowError(f"there is no incarnation after {latest}; make a new identity")
        return Incarnation(min(latest + 1 + self._chance.randrange(GAP), LAST))

    def _head_of(self, chain: Chain) -> Head:
        head = self._keeper.received.get(chain, Head())
        self._clock.observe(Timestamp(head.timestamp))
        return head

    def _keep(self, run: Run) -> None:
        self._keeper.keep([Stored(run, self._scheduler.now())])


def _latest(keeper: Keeper, source: SourceId) -> Incarnation:
    """The latest incarnation of `source` of which anything is here."""
    own = [chain.incarnation for chain in keeper.received if chain.source == source]
    return max(own, default=Incarnation(0))
