"""The Scuttlebutt model of one replica: stamps, orders, logs and folds updates.

Own actions are judged, stamped, folded and shown at once; their run is closed, written
to disk and only then offered to peers. Runs of others are checked, folded, written down
and offered on. Nothing is applied that is not on its way to the log already, so whatever
a listener does, dispatching included, nothing is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random, SystemRandom
from typing import Any

from ..store.action import Action
from ..store.authority import Authorize
from ..store.canonical import state_hash
from ..store.history import History
from ..store.reducer import Reducer
from ..store.undo import DEFAULT_HORIZON, is_control
from ..store.update import Incarnation, SourceId, Update
from .clock import Clock, HybridClock
from .intake.inbox import Delivery
from .intake.quarantine import Quarantine
from .log.log import Log, MemoryLog
from .own.own_past import Claim
from .replicator import Event, Replicator
from .scheduler import Inline, Scheduler
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
        self.clock = clock or HybridClock()
        self.first_state: bytes = bytes(32)
        self.strikes = Strikes(self.scheduler.timer)
        self._local = local
        self._undo_horizon = undo_horizon
        self._is_fetching = False
        self._parts = parts = Replicator(
            self.source,
            room,
            log=log or MemoryLog(),
            clock=self.clock,
            scheduler=self.scheduler,
            signer=signer or NullSigner(),
            cipher=cipher or NullCipher(),
            reducer_version=reducer_version,
            chance=chance or SystemRandom(),
            incarnation=incarnation,
        )
        self.stats = parts.stats
        self.offsets = parts.offsets
        self.flow = parts.flow
        self.gate = parts.gate
        self.divergence = parts.divergence
        self.bulletin = parts.bulletin
        self.blobs = parts.blobs
        self.agreement = parts.agreement

    # What a store needs of a `store.rewindable.Recorder`

    @property
    def history(self) -> History[Any]:
        """The history of the store that was made with this dispatcher.

        Raises:
            RuntimeError: there is no store yet.
        """
        if self._parts.applier.history is None:
            raise RuntimeError("there is a history once a store was made with this dispatcher")
        return self._parts.applier.history

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
        if self._parts.applier.history is not None:
            raise RuntimeError("a dispatcher serves one store; make another one for this store")
        self.first_state = bytes.fromhex(state_hash(first))
        self._parts.show = show
        history = History(
            reducer,
            first,
            undo_horizon=self._undo_horizon,
            timer=self.scheduler.timer,
            authorize=authorize,
        )
        self._parts.applier.begin(history, self._parts.receiver.past())
        self._parts.events.emit("begun")

    def is_local(self, action: Action) -> bool:
        return self._local is not None and self._local(action)

    def record(self, action: Action) -> None:
        """`local_update`, for a store."""
        self.local_update(action)

    def replace_reducer(self, reducer: Reducer[Any]) -> None:
        """Fold everything again with `reducer`, in slices."""
        self._parts.applier.replace_reducer(reducer)

    # What is known

    @property
    def chain(self) -> Chain:
        """The chain that our own updates go to."""
        return self._parts.issuer.chain

    @property
    def received(self) -> Mapping[Chain, Head]:
        """How far each chain is here, on disk or on its way there."""
        return self._parts.keeper.received

    @property
    def stored(self) -> Mapping[Chain, Head]:
        """How far each chain is on disk: what may be sent, and what is acknowledged."""
        return self._parts.keeper.stored

    @property
    def summary(self) -> bytes:
        """One hash over everything that is on disk here."""
        return self._parts.keeper.summary

    @property
    def is_saved(self) -> bool:
        """Whether everything received is on disk."""
        return self._parts.is_saved

    @property
    def unsaved(self) -> int:
        """How many own updates are not on disk yet."""
        return self._parts.issuer.unsaved

    @property
    def parked(self) -> int:
        """How many updates wait because they are stamped too far in the future."""
        return self._parts.applier.parked

    @property
    def is_ready(self) -> bool:
        """Whether the log from before is folded."""
        return self._parts.applier.is_ready

    @property
    def is_settled(self) -> bool:
        """Whether everything received is folded."""
        return self._parts.applier.is_settled

    def now(self) -> int:
        """Physical time, microseconds since 1970; set back where our clock runs ahead."""
        return self._parts.now()

    # What happens

    def on(self, event: Event, listener: Callable[..., object]) -> Callable[[], None]:
        """Call `listener` at each `event`; returns the function that ends this."""
        return self._parts.events.on(event, listener)

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
        self._parts.applier.refuse_reentry("dispatch")
        update = self._parts.issuer.issue(action)
        self.agreement.something_moved()
        return update

    def issue_parked_again(self) -> list[Update]:
        """Do again now what our clock had stamped too far ahead, instead of waiting for it.

        To be asked for by whoever made these actions: they may be long out of date.
        Returns the new updates.
        """
        again = self._parts.issuer.issue_parked_again()
        self.agreement.something_moved()
        return again

    @property
    def own_parked(self) -> list[Update]:
        """Which of our own updates wait because our clock had run ahead, and will count then."""
        return [update for update in self._parts.issuer.parked() if not is_control(update)]

    def receive(self, runs: Sequence[bytes]) -> Delivery:
        """Take over what a peer sent at once, as far as it is new; the fold follows.

        Raises:
            BadRun: one of the runs could not have come from an honest peer; nothing of
                the batch is taken over then, and no clock has moved.
        """
        return self._parts.place([self._parts.receiver.open(raw) for raw in runs])

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """Runs of `chain` behind `sequence` that are on disk and so may be sent."""
        return self._parts.receiver.runs_after(chain, sequence, max_bytes=max_bytes)

    def compare(self, claims: Mapping[Chain, Claim], *, whole: bool) -> None:
        """Take note how far a peer has which chain, of its digest; `whole` if that is new.

        Somebody who knows more of us than we do, or something else, makes us go on in a
        new incarnation, and issue again there what we have given to nobody.
        """
        could_promise = self._parts.issuer.may_promise
        self._parts.receiver.compare(claims, whole=whole)
        if self._parts.issuer.may_promise and not could_promise:
            self.agreement.something_moved()

    def run_at(self, chain: Chain, sequence: int) -> Run | None:
        """The run on disk that holds the update `sequence` of `chain`."""
        return self._parts.receiver.run_at(chain, sequence)

    def receive_evidence(self, found: Sequence[Evidence]) -> None:
        """Take over what a peer has found against some chains.

        Raises:
            BadRun: a signature in it is not its source's; none of it is taken over then.
        """
        self._parts.receiver.quarantines.receive(found)

    @property
    def evidence(self) -> Mapping[Chain, Evidence]:
        """What counts against each chain whose source contradicts itself."""
        return self._parts.receiver.quarantines.evidence

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
        return {chain: self._parts.receiver.quarantines[chain] for chain in sorted(self.evidence)}

    @property
    def own_quarantined(self) -> list[Update]:
        """Which of our own updates do not count, and were not issued again."""
        own = self._parts.receiver.quarantines.own(self.source)
        return [update for update in own if not is_control(update)]

    def issue_quarantined_again(self) -> list[Update]:
        """Do again, in our present incarnation, what of ours does not count any more.

        To be asked for by whoever made these actions: they may be long out of date.
        Returns the new updates.
        """
        quarantines = self._parts.receiver.quarantines
        again = self._parts.issuer.issue_quarantined_again(quarantines.own(self.source))
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
            self._parts.events.emit("clock", self.offsets.correction)

    def flush(self) -> None:
        """Close the open run now, instead of when its time has come."""
        self._parts.issuer.flush()

    def resume(self) -> None:
        """Fold on where the machine kept a reducer from finishing, as `history.stopped` says."""
        self._parts.applier.resume()

    def tick(self) -> None:
        """Let parked updates in whose time has come, where no event loop does it."""
        self._parts.applier.unpark()

    def close(self) -> None:
        """Write down what is open, fold no more, and let go of the log."""
        self._parts.close()

    def _look_after_blobs(self) -> None:
        self.blobs.tick()
        self._is_fetching = bool(self.blobs.wanted)
        if self._is_fetching:
            self.scheduler.later(FETCH_SECONDS, self._look_after_blobs)
