"""The moving parts of one replica, joined: log and history, own updates and those of others.

What happens between them is here; what a program sees of it, and may ask for, is the
`Dispatcher`'s.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any, Literal, get_args

from ..store.rewind import Rewind
from ..store.update import Incarnation, SourceId, Update
from .clock import Clock
from .divergence import Divergence
from .events import Events
from .facts.agreement import Agreement, last_report
from .facts.bulletin import STANDING, Bulletin
from .gossip.flow import Flow
from .gossip.offset import Offsets
from .intake.applier import Applier
from .intake.gate import Gate
from .intake.inbox import Delivery
from .intake.keeper import Keeper
from .intake.needs import Needs
from .intake.opening import Opening
from .intake.parking import Parking
from .intake.quarantine import kept_evidence
from .intake.receiver import Receiver
from .log.blobs import Blobs
from .log.log import Log, Stored
from .own.issuer import Issuer
from .scheduler import Scheduler
from .stats import Stats
from .trust.strategies import Cipher, Signer
from .wire.run import Chain, Run

__all__ = ["Event", "Replicator"]

Event = Literal[
    "action",
    "settled",
    "stored",
    "rewind",
    "ready",
    "problem",
    "fork",
    "evidence",
    "begun",
    "withdrawn",
    "renewed",
    "outdated",
    "clock",
    "diverged",
]


class Replicator:
    """The parts of one replica; arguments and events are those of `Dispatcher`.

    Attributes:
        keeper, applier: to the log; into the history.
        issuer, receiver, gate: what we do; what others do; where that waits to be opened.
        bulletin, agreement, blobs: what everybody says, has on disk, and adds to actions.
        offsets, flow, divergence: clocks, rates, and whether states agree.
        show: shows the state, once a store is bound.
    """

    def __init__(
        self,
        source: SourceId,
        room: bytes,
        *,
        log: Log,
        clock: Clock,
        scheduler: Scheduler,
        signer: Signer,
        cipher: Cipher,
        reducer_version: int,
        chance: Random,
        incarnation: Incarnation,
    ) -> None:
        self.events = events = Events(*get_args(Event))
        self.stats = Stats()
        self.offsets = Offsets()
        self.flow = Flow(scheduler)
        self.log = log
        self._scheduler = scheduler
        self._to_tell: deque[tuple[Event, object]] = deque()
        self.show: Callable[[], object] = _show_nothing
        kept = kept_evidence(log)
        said = last_report(log.facts(), source)
        if said is not None:
            # What we promised there binds us, though nothing of it may be in the log.
            incarnation = max(incarnation, Incarnation(said.incarnation))
        self.keeper = keeper = Keeper(
            log,
            scheduler,
            self._saved,
            partial(events.emit, "problem"),
            self._taken_back,
            self._disputed,
            {chain: evidence.place for chain, evidence in kept.items()},
        )
        needs = Needs(reducer_version, partial(events.emit, "outdated"))
        self.applier = Applier(
            scheduler,
            clock,
            self._applied,
            ready=partial(events.emit, "ready"),
            settled=partial(events.emit, "settled"),
            # Not as corrected: one neighbour whose clock is hours behind must not make us
            # wait for hours with what everybody else has.
            now=scheduler.now,
            may_fold=needs.are_met,
            parking=Parking(
                lambda chain, after, last: self.receiver.reread(chain, after, last),
                source,
                partial(self.stats.count, "parked"),
            ),
        )
        self.issuer = Issuer(
            source,
            room,
            scheduler=scheduler,
            clock=clock,
            now=self.now,
            signer=signer,
            cipher=cipher,
            log=log,
            keeper=keeper,
            applier=self.applier,
            flow=self.flow,
            needs=needs,
            incarnation=incarnation,
            is_new=said is None and all(chain.source != source for chain in keeper.stored),
            forked=kept,
            chance=chance,
            withdrawn=partial(events.emit, "withdrawn"),
            renewed=partial(events.emit, "renewed"),
        )
        self.receiver = Receiver(
            source,
            room,
            scheduler=scheduler,
            signer=signer,
            cipher=cipher,
            log=log,
            keeper=keeper,
            applier=self.applier,
            issuer=self.issuer,
            kept=kept,
            standing_of=lambda source: self.bulletin.get(source, STANDING),
            found_fork=partial(events.emit, "fork"),
            found_evidence=self._found_evidence,
            spoiled=partial(self.stats.count, "spoiled"),
        )
        receiver = self.receiver
        self.gate = Gate(scheduler, receiver.open, receiver.is_known, self.place, self.stats)
        self.divergence = Divergence(
            scheduler, lambda: keeper.summary, self._comparable, self._has_diverged
        )
        self.bulletin = Bulletin(source, room, scheduler, signer, log, chance, cipher)
        self.bulletin.on("fact", receiver.heard)
        self.bulletin.on("unreadable", partial(self.stats.count, "facts_unreadable"))
        self.blobs = Blobs(log.blob, log.keep_blob, cipher)
        self.blobs.on("unreadable", partial(self.stats.count, "unreadable_blob"))
        self.agreement = Agreement(
            self.bulletin,
            scheduler,
            clock,
            self.now,
            lambda: (self.issuer.chain, self.issuer.issued),
            lambda: keeper.received,
            lambda: keeper.stored,
            lambda: self.issuer.may_promise,
            lambda chain: chain in receiver.quarantines.evidence,
        )

    @property
    def is_saved(self) -> bool:
        """Whether everything received is on disk."""
        return self.keeper.is_idle and self.gate.is_idle

    def now(self) -> int:
        """Physical time, microseconds since 1970; set back where our clock runs ahead."""
        return self._scheduler.now() + self.offsets.correction

    def place(self, openings: Sequence[Opening]) -> Delivery:
        """As `Receiver.place`."""
        delivery = self.receiver.place(openings)
        self.stats.count("gap", len(delivery.gaps))
        self.stats.count("fork", len(delivery.disputed))
        if delivery.runs:
            self.agreement.something_moved()
        return delivery

    def close(self) -> None:
        """Write down what is open, fold no more, and let go of the log."""
        self.gate.close()
        self.issuer.flush()
        self.applier.stop()
        self.agreement.stop()
        self.keeper.close()
        self.bulletin.flush()
        self.log.close()

    def _comparable(self) -> tuple[Any] | None:
        """Our state, where everybody with the same on disk must have the same one."""
        applier = self.applier
        history = applier.history
        if history is None or history.stopped is not None or not applier.is_settled:
            return None
        if self.issuer.unsaved or not self.is_saved or applier.parked:
            return None
        return (history.state,)

    def _has_diverged(self, peer: SourceId) -> None:
        self.stats.count("diverged")
        self.events.emit("diverged", peer)

    def _found_evidence(self, chain: Chain) -> None:
        self.stats.count("evidence_accepted")
        self.events.emit("evidence", chain)
        self.agreement.something_moved()

    def _saved(self, runs: Sequence[Stored]) -> None:
        # In the order of arrival: a set's would hang on the hashes of this process.
        self.issuer.saved()
        self.agreement.saved()
        self.events.emit("stored", tuple(dict.fromkeys(stored.run.chain for stored in runs)))
        self.agreement.something_moved()

    def _taken_back(self, runs: Sequence[Run]) -> None:
        self.receiver.take_back(runs)

    def _disputed(self, run: Run) -> None:
        self.receiver.quarantines.dispute(run)

    def _applied(self, updates: Sequence[Update], rewinds: Sequence[Rewind]) -> None:
        """Show the state, and tell listeners in the order in which things were done.

        A listener may dispatch, which comes here again before this is over: what that did
        is shown at once, and told of after what it answers.
        """
        if updates and self.events.is_heard("action"):
            self._to_tell.append(("action", tuple(updates)))
        for rewind in rewinds:
            self._to_tell.append(("rewind", rewind))
        self.show()
        while self._to_tell:
            event, detail = self._to_tell.popleft()
            self.events.emit(event, detail)


def _show_nothing() -> object:
    """Nobody is looking yet."""
    return None
