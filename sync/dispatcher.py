"""The Scuttlebutt model of one replica: stamps, orders, logs and folds updates.

Own actions are judged, stamped, folded and shown at once; their run is closed, written
to disk and only then offered to peers. Runs of others are checked, folded, written down
and offered on. Nothing is applied that is not on its way to the log already, so whatever
a listener does, dispatching included, nothing is lost.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from ..store.action import Action
from ..store.canonical import state_hash
from ..store.history import History
from ..store.reducer import Reducer
from ..store.rewind import Rewind
from ..store.undo import DEFAULT_HORIZON
from ..store.update import Incarnation, SourceId, Timestamp, Update
from .applier import Applier
from .clock import Clock, HybridClock
from .codec import encode
from .events import Events
from .identity import Identity
from .inbox import Delivery, examine
from .keeper import Keeper
from .log import Log, MemoryLog, Stored
from .own_chain import OwnChain
from .run import HEADER_BYTES, Chain, Head, Run, read_body
from .scheduler import Inline, Scheduler
from .strategies import Cipher, NullCipher, NullSigner, Signer

__all__ = ["OPEN_ROOM", "Dispatcher", "Event"]

OPEN_ROOM = bytes(32)
"""The id of the room that needs no key."""

Event = Literal["action", "settled", "stored", "rewind", "ready", "problem", "fork"]


class Dispatcher:
    """One replica. Without arguments it needs no event loop, no disk and no key.

    Args:
        source: who acts here; a fresh key's by default.
        room: the public id of the room, 32 bytes.
        log: where runs are kept; in memory by default.
        clock: the strategy for timestamps, the same in the whole room.
        scheduler: time and turns; by default everything happens during each call.
        signer, cipher: strategies for what leaves this machine; null by default.
        local: names actions that stay on this machine, beside those beginning with `@@`.
        name: what we call ourselves.
        undo_horizon: how far an undo may reach back, in units of timestamps.
        reducer_version: peers learn of it, so that they can tell who has to update.

    Events, each for `on(event, listener)`:
        action(updates): these entered the history, and the state has them.
        settled(): everything received so far is folded.
        stored(chains): of these chains more is on disk than before.
        rewind(report): the history went back; a `store.rewind.Rewind`.
        ready(): the log from before is folded.
        problem(text or None): the log cannot be written, or can again.
        fork(chain): two different runs stand at one place of this chain.
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
        local: Callable[[Action], bool] | None = None,
        name: str = "",
        undo_horizon: int = DEFAULT_HORIZON,
        reducer_version: int = 1,
    ) -> None:
        self.source = source if source is not None else Identity.generate().source
        self.room = room
        self.name = name
        self.reducer_version = reducer_version
        self.scheduler = scheduler or Inline()
        self.clock = clock or HybridClock()
        self.first_state: bytes = bytes(32)
        self.forks: set[Chain] = set()
        self._events = Events(*get_args(Event))
        self._signer = signer or NullSigner()
        self._cipher = cipher or NullCipher()
        self._local = local
        self._undo_horizon = undo_horizon
        self._log = log or MemoryLog()
        self._keeper = Keeper(
            self._log, self.scheduler, self._saved, lambda text: self._events.emit("problem", text)
        )
        self._before = {chain: head.sequence for chain, head in self.stored.items()}
        self._applier = Applier(
            self.scheduler,
            self.clock,
            self._applied,
            ready=lambda: self._events.emit("ready"),
            settled=lambda: self._events.emit("settled"),
        )
        self._show: Callable[[], object] = lambda: None
        self._to_tell: deque[tuple[Event, object]] = deque()
        self._own = OwnChain(
            room,
            self.source,
            self._own_incarnation(),
            self.scheduler,
            self._signer,
            self._cipher,
            head_of=self._own_head,
            keep=self._keep_own,
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

    def begin(self, reducer: Reducer[Any], first: Any, show: Callable[[], object]) -> None:
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
            reducer, first, undo_horizon=self._undo_horizon, timer=self.scheduler.timer
        )
        self._applier.begin(history, self._past())

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
        return self._own.chain

    @property
    def received(self) -> Mapping[Chain, Head]:
        """How far each chain is here, on disk or on its way there."""
        return self._keeper.received

    @property
    def stored(self) -> Mapping[Chain, Head]:
        """How far each chain is on disk: what may be sent, and what is acknowledged."""
        return self._keeper.stored

    @property
    def unsaved(self) -> int:
        """How many own updates are not on disk yet."""
        saved = self.stored.get(self.chain, Head()).sequence
        return self._own.next_sequence - 1 - saved

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

    # What happens

    def on(self, event: Event, listener: Callable[..., object]) -> Callable[[], None]:
        """Call `listener` at each `event`; returns the function that ends this."""
        return self._events.on(event, listener)

    def local_update(self, action: Action) -> Update:
        """Do `action` here, and for everybody.

        Raises:
            TypeError, ValueError: it cannot be sent; see `codec.encode`.
            Refused: the reducer refuses it at present.
            RuntimeError: called by a reducer.
            Exception: whatever the reducer raises at present. In each case up to here
                nothing was done and nothing is logged.
            Exception: what a listener raises; the action is done then.
        """
        self._applier.refuse_reentry("dispatch")
        encoded, decoded = encode(action)
        self._applier.get_ready()
        self._own.make_room_for(encoded)
        stamp = self.clock.issue(self.scheduler.now())
        update = Update(stamp, *self._own.chain, self._own.next_sequence, decoded)
        self._applier.append(update, lambda: self._own.add(stamp, encoded))
        return update

    def receive(self, runs: Sequence[bytes]) -> Delivery:
        """Take over what a peer sent, as far as it is new; the fold follows.

        Raises:
            BadRun: one of the runs could not have come from an honest peer; nothing of
                the batch is taken over then, and no clock has moved.
        """
        if self._own.is_open and any(self.source in run[:HEADER_BYTES] for run in runs):
            self.flush()  # so that what we just did and what they know of us can be compared
        delivery = examine(
            runs, self.received, room=self.room, signer=self._signer, cipher=self._cipher
        )
        for chain in sorted(delivery.forks - self.forks):
            self.forks.add(chain)
            self._events.emit("fork", chain)
        if delivery.runs:
            own = delivery.heads.get(self.chain)
            if own is not None:
                self.renew(own.sequence)
            now = self.scheduler.now()
            self._keeper.keep([Stored(run, now) for run in delivery.runs])
            self._applier.add(delivery.updates)
        return delivery

    def runs_after(self, chain: Chain, sequence: int, *, max_bytes: int) -> list[Run]:
        """Runs of `chain` behind `sequence` that are on disk and so may be sent."""
        return self._log.runs_after(chain, sequence, max_bytes=max_bytes)

    def flush(self) -> None:
        """Close the open run now, instead of when its time has come."""
        self._own.close_run()

    def renew(self, known: int) -> None:
        """Go on in a new incarnation: somebody has updates of ours, up to `known`, that we lost.

        Does nothing where we have them.
        """
        self._own.renew(known)

    def resume(self) -> None:
        """Fold on where the machine kept a reducer from finishing, as `history.stopped` says."""
        self._applier.resume()

    def tick(self) -> None:
        """Let parked updates in whose time has come, where no event loop does it."""
        self._applier.unpark()

    def close(self) -> None:
        """Write down what is open, fold no more, and let go of the log."""
        self.flush()
        self._applier.stop()
        self._log.close()

    # How

    def _own_incarnation(self) -> Incarnation:
        own = [c.incarnation for c in self.received if c.source == self.source]
        return max(own, default=Incarnation(0))

    def _own_head(self, chain: Chain) -> Head:
        head = self.received.get(chain, Head())
        self.clock.observe(Timestamp(head.timestamp))
        return head

    def _keep_own(self, run: Run) -> None:
        self._keeper.keep([Stored(run, self.scheduler.now())])

    def _past(self) -> Iterator[Sequence[Update]]:
        for stored in self._log.all():
            header = stored.run.header
            if stored.run.last > self._before.get(stored.run.chain, 0):
                continue  # came since, and is pending or folded already
            yield read_body(header, self._cipher.decrypt(stored.run.body, header.context()))

    def _saved(self, runs: Sequence[Stored]) -> None:
        # In the order of arrival: a set's would hang on the hashes of this process.
        self._events.emit("stored", tuple(dict.fromkeys(stored.run.chain for stored in runs)))

    def _applied(self, updates: Sequence[Update], rewinds: Sequence[Rewind]) -> None:
        """Show the state, and tell listeners in the order in which things were done.

        A listener may dispatch, which comes here again before this is over: what that did
        is shown at once, and told of after what it answers.
        """
        if updates:
            self._to_tell.append(("action", tuple(updates)))
        for rewind in rewinds:
            self._to_tell.append(("rewind", rewind))
        self._show()
        while self._to_tell:
            event, detail = self._to_tell.popleft()
            self._events.emit(event, detail)
