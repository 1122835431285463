"""Issues our own updates: judged, stamped, numbered, folded, and put into runs.

And begins a new incarnation where our past or our clock turns out to be in doubt; what
was given to nobody by then is issued again there.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from random import Random
from typing import Any

from ...store.reducer import Refused
from ...store.undo import is_control, undo
from ...store.update import Incarnation, Name, SourceId, Timestamp, Update
from ...store.update import Sequence as UpdateSequence
from ..clock import Clock
from ..gossip.flow import Flow
from ..intake.applier import Applier
from ..intake.keeper import Keeper
from ..intake.needs import Needs
from ..log.log import Log, Stored
from ..scheduler import Scheduler
from ..trust.strategies import Cipher, Signer
from ..wire.codec import encode
from ..wire.run import Chain, Head, Run
from .continuity import GAP, LAST
from .own_chain import OwnChain
from .own_past import Claim, OwnPast, issue_again

__all__ = ["CLOCK_SET_BACK", "Issuer"]

CLOCK_SET_BACK = "this device's clock was set back"


class Issuer:
    """The author's side of one replica.

    Args:
        source: who we are.
        room: its public id.
        now: physical time as corrected, microseconds.
        incarnation: go on in this one, where the log knows of no later one.
        is_new: whether this is surely the first time that we are here.
        forked: chains that nobody takes anything more of.
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
        is_new: bool,
        forked: Container[Chain],
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
        self._can_act = cipher.can_read
        self._needs = needs
        self._withdrawn = withdrawn
        self._renewed = renewed
        self._chance = chance
        self._closed: list[Stored] | None = None  # those that wait for what they replace
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
            may_close=lambda: keeper.is_idle and not flow.is_congested,
        )
        self._past = OwnPast(log, lambda: keeper.stored, lambda: self.chain, is_new=is_new)
        if self.chain in forked or any(damage.chain == self.chain for damage in log.damaged):
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
        if not self._can_act:
            raise Refused("this device has no key of the room: it keeps and passes on, no more")
        self._applier.get_ready()
        self._needs.refuse_if_unmet()
        now = self._now()
        if self._clock.is_ahead(now):
            # Everybody waits with what we stamped before our clock was set back. What we
            # do from now on need not wait for that.
            self.renew(CLOCK_SET_BACK)
        first = self._needs.unrecorded()
        if first is not None:
            # Of no concern to the reducer, which need not know that there is such a thing.
            self._append(*encode(first), now, is_judged=False)
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
            self._past.gave(runs[-1].head)

    @property
    def may_promise(self) -> bool:
        """Whether anybody has confirmed our past, so that nothing of ours can come from there.

        Without the room's key there is nothing to promise, nor to be waited for.
        """
        return self._can_act and self._past.is_confirmed

    def compare(self, claim: Claim, *, whole: bool) -> None:
        """Somebody has our chain as far as `claim`; if that is not our past, begin anew."""
        self._past.heard(claim)
        if self._past.is_refuted_by(claim, thoroughly=whole):
            self.renew("somebody knows another past of this device")

    def renew(self, reason: str) -> bool:
        """Go on in a new incarnation, with what nobody was given yet; whether there was any.

        Nobody is told before all of it is done: a listener that acts then acts in the new
        incarnation.
        """
        old, given = self.chain, self._past.given
        gone = self._applier.withdraw(old, UpdateSequence(given.sequence))
        # What is closed meanwhile waits, or listeners would hear of it in the middle of this.
        closed: list[Stored] = []
        self._closed = closed
        try:
            self._chain.renew(self._following(), abandon=bool(gone))
            if self._clock.is_ahead(self._now()):
                self._clock.restart(self._now())
            self._past.begin_anew()
            again = issue_again(gone, self._issue_again)
            self._chain.close_run()
        finally:
            self._closed = None
        if gone:
            self._keeper.withdraw(old, given, closed)
            self._applier.finish()
            self._withdrawn(old, given.sequence)
        self._renewed(reason, again)
        return bool(gone)

    def parked(self) -> list[Update]:
        """Which of our own updates wait for their time, and will not be undone then."""
        parked = self._applier.parked_of(self.chain.source)
        history = self._applier.history
        if history is None:
            return parked
        return [update for update in parked if not history.will_undo(update)]

    def issue_parked_again(self) -> list[Update]:
        """Do again, now, what we stamped too far in the future; returns the new updates.

        What waits is undone before its time comes, so that it does not happen twice.
        """
        parked = self.parked()
        if any(update.incarnation == self.chain.incarnation for update in parked):
            self.renew(CLOCK_SET_BACK)
            parked = self.parked()
        again = issue_again(parked, self._issue_again)
        for first, last in _stretches(parked):
            self._issue_again(undo(first, last))
        self._applier.finish()
        return again

    def issue_quarantined_again(self, updates: Sequence[Update]) -> list[Update]:
        """Do `updates`, ours and in doubt, once more; returns the new ones."""
        again = issue_again(updates, self._issue_again)
        self._applier.finish()
        self.flush()
        return again

    def _append(
        self, encoded: bytes, decoded: dict[str, Any], now: int, *, is_judged: bool = True
    ) -> Update:
        chain = self._chain
        chain.make_room_for(encoded)
        stamp = self._clock.issue(now)
        update = chain.next_update(stamp, decoded)
        self._applier.append(update, lambda: chain.add(stamp, encoded), is_judged=is_judged)
        self._flow.made_one()
        return update

    def _issue_again(self, action: Any) -> Update:
        """Without judging: it keeps its place, even where it is refused by now."""
        encoded, decoded = encode(action)
        self._chain.make_room_for(encoded)
        stamp = self._clock.issue(self._now())
        update = self._chain.next_update(stamp, decoded)
        self._applier.take([update])
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
        stored = Stored(run, self._scheduler.now())
        if self._closed is None:
            self._keeper.keep([stored])
        else:
            self._closed.append(stored)


def _stretches(updates: Sequence[Update]) -> Iterator[tuple[Name, Name]]:
    """The ranges of numbers that `updates`, sorted by their names, fill without undos."""
    first: Name | None = None
    last: Name | None = None
    for update in updates:
        if is_control(update):
            continue
        follows = last is not None and update.name == last._replace(
            sequence=UpdateSequence(last.sequence + 1)
        )
        if first is not None and last is not None and not follows:
            yield first, last
        if first is None or not follows:
            first = update.name
        last = update.name
    if first is not None and last is not None:
        yield first, last


def _latest(keeper: Keeper, source: SourceId) -> Incarnation:
    """The latest incarnation of `source` of which anything is here."""
    own = [chain.incarnation for chain in keeper.received if chain.source == source]
    return max(own, default=Incarnation(0))
