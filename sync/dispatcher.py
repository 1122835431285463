"""The Scuttlebutt model of one replica: stamps, orders, logs and folds updates.

Own actions are judged, stamped, folded and shown at once; their run is closed, written
to disk and only then offered to peers. Runs of others are checked, folded, written down
and offered on. Nothing is applied that is not on its way to the log already, so whatever
a listener does, dispatching included, nothing is lost.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random, SystemRandom
from typing import Any, Literal, get_args

from ..store.action import Action
from ..store.authority import Authorize
from ..store.canonical import state_hash
from ..store.history import History
from ..store.reducer import Reducer
from ..store.rewind import Rewind
from ..store.undo import DEFAULT_HORIZON, is_control
from ..store.update import Incarnation, SourceId, Update
from .clock import Clock, HybridClock
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
from .intake.quarantine import Quarantine, kept_evidence
from .intake.receiver import Receiver
from .log.blobs import Blobs
from .log.log import Log, MemoryLog, Stored
from .own.issuer import Issuer
from .own.own_past import Claim
from .scheduler import Inline, Scheduler
from .stats import Stats
from .strikes import Strikes
from .trust.admission import Admission
from .trust.identity import Identity
from .trust.strategies import Cipher, NullCipher, NullSigner, Signer
from .wire.evidence import Evidence
from .wire.run import Chain, Head, Run

__all__ = ["OPEN_ROOM", "Dispatcher", "Event"]

OPEN_ROOM = bytes(32)
"""The id of the room that needs no key."""

FETCH_SECONDS = 10.0
"""How long a peer may leave a wanted blob's chunk unanswered before others are asked."""

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


class Dispatcher:
    """One replica. Without arguments it needs no event loop, no disk and no key.

    Args:
        source: who acts here; a fresh key's by default.
        room: the public id of the room, 32 bytes.
        log: where runs are kept; in memory by default.
        clock: the strategy for timestamps, the same in the whole room.
        scheduler: time and turns; by default everything happens during each call.
        signer, cipher: strategies for what leaves this machine; null by default, which is
            a room without keys. `trust.sealing.strategies_of` gives those of a room with one.
        admission: who may talk to us; by default whoever comes, unproved and in the clear.
        local: names actions that stay on this machine, beside those beginning with `@@`.
        name: what we call ourselves.
        undo_horizon: how far an undo may reach back, in units of timestamps.
        reducer_version: the room keeps the highest that anybody acted with, and who has a
            lower one stores and passes on, but does not fold.
        chance: breaks ties, and draws numbers of incarnations; from the system by default.
        incarnation: go on in this one, where the log knows of no later one of ours.

    Raises:
        LogFailed: the log is that of a room with a key, and this has none; or the other
            way round.

    Attributes:
        bulletin: what every source says of itself: profile, standing, presence.
        blobs: content named by its hash, such as images.
        agreement: what is final, and what everybody has on disk.
        offsets: how far our clock is from the peers'.
        flow: how fast our own updates may go out.
        gate: where what peers send waits to be opened.
        stats: how often which limit was reached.
        strikes: whom we do not talk to for a while.
        divergence: whether peers with the same log have the same state.

    Events, each for `on(event, listener)`:
        action(updates): these entered the history, and the state has them.
        settled(): everything received so far is folded.
        stored(chains): of these chains more is on disk than before.
        rewind(report): the history went back; a `store.rewind.Rewind`.
        ready(): the log from before is folded.
        problem(text or None): the log cannot be written, or can again.
        fork(chain): the source of this chain contradicts itself; see `quarantined`.
        evidence(chain): there is evidence against this chain, or other than before.
        begun(): a store was bound, so the first state is known.
        withdrawn(chain, last): own updates behind `last`, given to nobody, were taken back.
        renewed(reason, updates): we go on in a new incarnation, in which these updates
            were issued again.
        clock(correction): how many microseconds our clock is corrected by is another.
        diverged(source): this peer has the same log, and has made another state of it.
        outdated(version): the room needs this version of the reducer, which is newer.
    """

    def __init__(
        self,
        *,
        source: SourceId | None = None,
        room: bytes = OPEN_ROOM,
        log: Log | None = None,
        clock: Clock | None = None,
        scheduler: Scheduler | None = None,
        signer: Signer | None = None,
        cipher: Cipher | None = None,
        admission: Admission | None = None,
        local: Callable[[Action], bool] | None = None,
        name: str = "",
        undo_horizon: int = DEFAULT_HORIZON,
        reducer_version: int = 1,
        chance: Random | None = None,
        incarnation: Incarnation = Incarnation(0),  # noqa: B008
    ) -> None:
        self.source = source if source is not None else Identity.generate().source
        self.room = room
        self.admission = admission
        self.name = name
        self.reducer_version = reducer_version
        self.scheduler = scheduler or Inline()
        chance = chance or SystemRandom()
        self.clock = clock or HybridClock()
        self.first_state: bytes = bytes(32)
        self.offsets = Offsets()
        self.flow = Flow(self.scheduler)
        self.stats = Stats()
        self.strikes = Strikes(self.scheduler.timer)
        self._is_fetching = False
        self._events = Events(*get_args(Event))
        signer, cipher = signer or NullSigner(), cipher or NullCipher()
        self._local = local
        self._undo_horizon = undo_horizon
        self._log = log or MemoryLog()
        kept = kept_evidence(self._log)
        said = last_report(self._log.facts(), self.source)
        if said is not None:
            # What we promised there binds us, though nothing of it may be in the log.
            incarnation = max(incarnation, Incarnation(said.incarnation))
        self._keeper = Keeper(
            self._log,
            self.scheduler,
            self._saved,
            lambda text: self._events.emit("problem", text),
            lambda runs: self._receiver.take_back(runs),
            {chain: evidence.place for chain, evidence in kept.items()},
        )
        needs = Needs(reducer_version, lambda needed: self._events.emit("outdated", needed))
        self._applier = Applier(
            self.scheduler,
            self.clock,
            self._applied,
            ready=lambda: self._events.emit("ready"),
            settled=lambda: self._events.emit("settled"),
            # Not as corrected: one neighbour whose clock is hours behind must not make us
            # wait for hours with what everybody else has.
            now=self.scheduler.now,
            may_fold=needs.are_met,
            parking=Parking(
                lambda chain, after, last: self._receiver.reread(chain, after, last),
                self.source,
                partial(self.stats.count, "parked"),
            ),
        )
        self._show: Callable[[], object] = lambda: None
        self._to_tell: deque[tuple[Event, object]] = deque()
        self._issuer = Issuer(
            self.source,
            room,
            scheduler=self.scheduler,
            clock=self.clock,
            now=self.now,
            signer=signer,
            cipher=cipher,
            log=self._log,
            keeper=self._keeper,
            applier=self._applier,
            flow=self.flow,
            needs=needs,
            incarnation=incarnation,
            is_new=said is None and all(chain.source != self.source for chain in self.stored),
            forked=kept,
            chance=chance,
            withdrawn=lambda chain, last: self._events.emit("withdrawn", chain, last),
            renewed=lambda reason, updates: self._events.emit("renewed", reason, updates),
        )
        self._receiver = Receiver(
            self.source,
            room,
            scheduler=self.scheduler,
            signer=signer,
            cipher=cipher,
            log=self._log,
            keeper=self._keeper,
            applier=self._applier,
            issuer=self._issuer,
            kept=kept,
            standing_of=lambda source: self.bulletin.get(source, STANDING),
            found_fork=lambda chain: self._events.emit("fork", chain),
            found_evidence=self._found_evidence,
            spoiled=partial(self.stats.count, "spoiled"),
        )
        receiver = self._receiver
        self.gate = Gate(self.scheduler, receiver.open, receiver.is_known, self._place, self.stats)
        self.divergence = Divergence(
            self.scheduler, lambda: self.summary, self._comparable, self._has_diverged
        )
        self.bulletin = Bulletin(
            self.source, room, self.scheduler, signer, self._log, chance, cipher
        )
        self.blobs = Blobs(self._log.blob, self._log.keep_blob, cipher)
        self.bulletin.on("fact", self._receiver.heard)
        self.bulletin.on("unreadable", partial(self.stats.count, "facts_unreadable"))
        self.blobs.on("unreadable", partial(self.stats.count, "unreadable_blob"))
        self.agreement = Agreement(
            self.bulletin,
            self.scheduler,
            self.clock,
            self.now,
            lambda: (self.chain, self._issuer.issued),
            lambda: self.received,
            lambda: self.stored,
            lambda: self._issuer.may_promise,
            lambda chain: chain in self.evidence,
        )

    # What a store needs of a `store.rewindable.Recorder`

    @property
    def history(self) -> History[Any]:
        """The history of the store that was made with this dispatcher.

        Raises:
            RuntimeError: there is no store yet.
        """
        if self._applier.history is None:
            raise RuntimeError("there is a history once a store was made with this dispatcher")
        return self._applier.history

    def begin(
        self,
        reducer: Reducer[Any],
        first: Any,
        show: Callable[[], object],
        *,
        authorize: Authorize | None = None,
    ) -> None:
        """Fold `reducer` over the log, from the state `first`; `ready` tells when it is done.

        Raises:
            TypeError: `first` holds something that has no canonical form, so replicas
                could not tell whether they agree.
            RuntimeError: another store is bound to this dispatcher already.
        """
        if self._applier.history is not None:
            raise RuntimeError("a dispatcher serves one store; make another one for this store")
        self.first_state = bytes.fromhex(state_hash(first))
        self._show = show
        history = History(
            reducer,
            first,
            undo_horizon=self._undo_horizon,
            timer=self.scheduler.timer,
            authorize=authorize,
        )
        self._applier.begin(history, self._receiver.past())
        self._events.emit("begun")

    def is_local(self, action: Action) -> bool:
        return self._local is not None and self._local(action)

    def record(self, action: Action) -> None:
        """`local_update`, for a store."""
        self.local_update(action)

    def replace_reducer(self, reducer: Reducer[Any]) -> None:
        """Fold everything again with `reducer`, in slices."""
        self._applier.replace_reducer(reducer)

    # What is known

    @property
    def chain(self) -> Chain:
        """The chain that our own updates go to."""
        return self._issuer.chain

    @property
    def received(self) -> Mapping[Chain, Head]:
        """How far each chain is here, on disk or on its way there."""
        return self._keeper.received

    @property
    def stored(self) -> Mapping[Chain, Head]:
        """How far each chain is on disk: what may be sent, and what is acknowledged."""
        return self._keeper.stored

    @property
    def summary(self) -> bytes:
        """One hash over everything that is on disk here."""
        return self._keeper.summary

    @property
    def is_saved(self) -> bool:
        """Whether everything received is on disk."""
        return self._keeper.is_idle and self.gate.is_idle

    @property
    def unsaved(self) -> int:
        """How many own updates are not on disk yet."""
        return self._issuer.unsaved

    @property
    def parked(self) -> int:
        """How many updates wait because they are stamped too far in the future."""
        return self._applier.parked

    @property
    def is_ready(self) -> bool:
        """Whether the log from before is folded."""
        return self._applier.is_ready

    @property
    def is_settled(self) -> bool:
        """Whether everything received is folded."""
        return self._applier.is_settled

    def now(self) -> int:
        """Physical time, microseconds since 1970; set back where our clock runs ahead."""
        return self.scheduler.now() + self.offsets.correction

    # What happens

    def on(self, event: Event, listener: Callable[..., object]) -> Callable[[], None]:
        """Call `listener` at each `event`; returns the function that ends this."""
        return self._events.on(event, listener)

    def local_update(self, action: Action) -> Update:
        """Do `action` here, and for everybody.

        Raises:
            TypeError, ValueError: it cannot be sent; see `codec.encode`.
            Refused: the reducer refuses it at present, it is not allowed, or this program is
                too old for it.
            RuntimeError: called by a reducer.
            Exception: whatever the reducer raises at present. In each case up to here
                nothing was done and nothing is logged.
            Exception: what a listener raises; the action is done then.
        """
        self._applier.refuse_reentry("dispatch")
        update = self._issuer.issue(action)
        self.agreement.something_moved()
        return update

    def issue_parked_again(self) -> list[Update]:
        """Do again now what our clock had stamped too far ahead, instead of waiting for it.

        To be asked for by whoever made these actions: they may be long out of date.
        Returns the new updates.
        """
        again = self._issuer.issue_parked_again()
        self.agreement.something_moved()
        return again

    @property
    def own_parked(self) -> list[Update]:
        """Which of our own updates wait because our clock had run ahead, and will count then."""
        return [update for update in self._issuer.parked() if not is_control(update)]

    def receive(self, runs: Sequence[bytes]) -> Delivery:
        """Take over what a peer sent at once, as far as it is new; the fold follows.

        Raises:
            BadRun: one of the runs could not have come from an honest peer; nothing of
                the batch is taken over then, and no clock has moved.
        """
        return self._place([self._receiver.open(raw) for raw in runs])

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """Runs of `chain` behind `sequence` that are on disk and so may be sent."""
        return self._receiver.runs_after(chain, sequence, max_bytes=max_bytes)

    def compare(self, claims: Mapping[Chain, Claim], *, whole: bool) -> None:
        """Take note how far a peer has which chain, of its digest; `whole` if that is new.

        Somebody who knows more of us than we do, or something else, makes us go on in a
        new incarnation, and issue again there what we have given to nobody.
        """
        could_promise = self._issuer.may_promise
        self._receiver.compare(claims, whole=whole)
        if self._issuer.may_promise and not could_promise:
            self.agreement.something_moved()

    def run_at(self, chain: Chain, sequence: int) -> Run | None:
        """The run on disk that holds the update `sequence` of `chain`."""
        return self._receiver.run_at(chain, sequence)

    def receive_evidence(self, found: Sequence[Evidence]) -> None:
        """Take over what a peer has found against some chains.

        Raises:
            BadRun: a signature in it is not its source's; none of it is taken over then.
        """
        self._receiver.quarantines.receive(found)

    @property
    def evidence(self) -> Mapping[Chain, Evidence]:
        """What counts against each chain whose source contradicts itself."""
        return self._receiver.quarantines.evidence

    @property
    def forks(self) -> frozenset[Chain]:
        """The chains whose source is known to contradict itself."""
        return frozenset(self.evidence)

    @property
    def quarantined(self) -> Mapping[Chain, Quarantine]:
        """What of these chains does not count; we keep it, as far as it came here.

        Raises:
            LogFailed: it cannot be read at present.
        """
        return {chain: self._receiver.quarantines[chain] for chain in sorted(self.evidence)}

    @property
    def own_quarantined(self) -> list[Update]:
        """Which of our own updates do not count, and were not issued again."""
        own = self._receiver.quarantines.own(self.source)
        return [update for update in own if not is_control(update)]

    def issue_quarantined_again(self) -> list[Update]:
        """Do again, in our present incarnation, what of ours does not count any more.

        To be asked for by whoever made these actions: they may be long out of date.
        Returns the new updates.
        """
        quarantines = self._receiver.quarantines
        again = self._issuer.issue_quarantined_again(quarantines.own(self.source))
        quarantines.were_issued_again(self.source)
        self.agreement.something_moved()
        return again

    def want_blob(self, hash: bytes) -> None:
        """Fetch that content from whoever has it, now or later; `blobs` tells of it.

        Raises:
            ValueError: `hash` is no hash.
        """
        self.blobs.want(hash)
        if not self._is_fetching and self.blobs.wanted:
            self._is_fetching = True
            self.scheduler.later(FETCH_SECONDS, self._look_after_blobs)

    def sample_clock(
        self, peer: SourceId, sent: int, received: int, answered: int, got: int
    ) -> None:
        """One exchange of times with `peer`, as `Offsets.sample`."""
        before = self.offsets.correction
        self.offsets.sample(peer, sent, received, answered, got)
        if self.offsets.correction != before:
            self._events.emit("clock", self.offsets.correction)

    def flush(self) -> None:
        """Close the open run now, instead of when its time has come."""
        self._issuer.flush()

    def resume(self) -> None:
        """Fold on where the machine kept a reducer from finishing, as `history.stopped` says."""
        self._applier.resume()

    def tick(self) -> None:
        """Let parked updates in whose time has come, where no event loop does it."""
        self._applier.unpark()

    def close(self) -> None:
        """Write down what is open, fold no more, and let go of the log."""
        self.gate.close()
        self.flush()
        self._applier.stop()
        self.agreement.stop()
        self._keeper.close()
        self.bulletin.flush()
        self._log.close()

    # How

    def _comparable(self) -> tuple[Any] | None:
        """Our state, where everybody with the same on disk must have the same one."""
        history = self._applier.history
        if history is None or history.stopped is not None or not self.is_settled:
            return None
        if self.unsaved or not self.is_saved or self.parked:
            return None
        return (history.state,)

    def _has_diverged(self, peer: SourceId) -> None:
        self.stats.count("diverged")
        self._events.emit("diverged", peer)

    def _place(self, openings: Sequence[Opening]) -> Delivery:
        delivery = self._receiver.place(openings)
        self.stats.count("gap", len(delivery.gaps))
        self.stats.count("fork", len(delivery.disputed))
        if delivery.runs:
            self.agreement.something_moved()
        return delivery

    def _look_after_blobs(self) -> None:
        self.blobs.tick()
        self._is_fetching = bool(self.blobs.wanted)
        if self._is_fetching:
            self.scheduler.later(FETCH_SECONDS, self._look_after_blobs)

    def _found_evidence(self, chain: Chain) -> None:
        self.stats.count("evidence_accepted")
        self._events.emit("evidence", chain)
        self.agreement.something_moved()

    def _saved(self, runs: Sequence[Stored]) -> None:
        # In the order of arrival: a set's would hang on the hashes of this process.
        self._issuer.saved()
        self.agreement.saved()
        self._events.emit("stored", tuple(dict.fromkeys(stored.run.chain for stored in runs)))
        self.agreement.something_moved()

    def _applied(self, updates: Sequence[Update], rewinds: Sequence[Rewind]) -> None:
        """Show the state, and tell listeners in the order in which things were done.

        A listener may dispatch, which comes here again before this is over: what that did
        is shown at once, and told of after what it answers.
        """
        if updates and self._events.is_heard("action"):
            self._to_tell.append(("action", tuple(updates)))
        for rewind in rewinds:
            self._to_tell.append(("rewind", rewind))
        self._show()
        while self._to_tell:
            event, detail = self._to_tell.popleft()
            self._events.emit(event, detail)
