"""A simulated replica: the real program, a disk that outlives it, and a clock of its own."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.store import Store, create_store
from redux_scuttlebutt.store.undo import next_redo, next_undo, redo, undo
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.clock import Clock, HybridClock, LamportClock
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.facts.bulletin import LINKS, links_value
from redux_scuttlebutt.sync.gossip.session import Session, Stage

from .clocks import NodeTime, WallClock
from .deeds import FIRST, did, reduce
from .disk import Disk
from .heap import Heap
from .plan import Buggify
from .signer import TableSigner

if TYPE_CHECKING:
    from .invariants import Watch

__all__ = ["ROOM", "Killed", "Node"]

ROOM = b"a simulated room".ljust(32, b".")


class Killed(BaseException):
    """The program ends here, between two of its effects; nothing of it may catch this."""


class Node:
    """A replica through all its lives.

    Attributes:
        life: rises when the program ends; what an earlier life asked for is not called.
        fuse: how many more effects the program lives to see, where its end is near.
    """

    def __init__(
        self,
        number: int,
        heap: Heap,
        disk: Disk,
        wall: WallClock,
        signer: TableSigner,
        source: SourceId,
        settings: Buggify,
        clock_kind: str,
        watch: "Watch",
    ) -> None:
        self.number = number
        self.heap = heap
        self.disk = disk
        self.wall = wall
        self.source = source
        self.life = 0
        self.fuse: int | None = None
        self.bytes_sent = 0
        self.dispatcher: Dispatcher | None = None
        self.store: Store[Any] | None = None
        self.died: Callable[[Node], object] = lambda node: None
        self._signer = signer
        self._settings = settings
        self._clock_kind = clock_kind
        self._watch = watch
        self._sessions: list[Session] = []

    @property
    def is_alive(self) -> bool:
        return self.dispatcher is not None

    def new_session(self, wake: Callable[[], object]) -> Session:
        """As a network does it: everybody hears to whom there are links."""
        dispatcher = self.dispatcher
        assert dispatcher is not None
        sessions = [s for s in self._sessions if s.stage is not Stage.OVER]

        def tell(_: Session) -> None:
            linked = {s.peer for s in self._sessions if s.stage is Stage.OPEN and s.peer}
            dispatcher.bulletin.say(LINKS, links_value(linked))

        session = Session(dispatcher, wake, opened=tell)
        self._sessions = [*sessions, session]
        return session

    # Living and dying

    def after(self, delay_us: int, callback: Callable[[], object]) -> None:
        """Call `callback` then, unless this life has ended."""
        life = self.life

        def call() -> None:
            if self.life == life:
                self.do(callback)

        self.heap.after(delay_us, call)

    def do(self, callback: Callable[[], object]) -> None:
        """Let the program do something, which may be the last that it does."""
        try:
            callback()
        except Killed:
            self.died(self)
        else:
            self._watch.touched(self)

    @property
    def is_doomed(self) -> bool:
        return self.fuse == 0

    def effect(self) -> None:
        """Something is done that can be seen from outside: the program may end here."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                raise Killed

    def start(self) -> None:
        """Begin a life on what the disk holds."""
        self.do(self._start)

    def _start(self) -> None:
        clock: Clock = LamportClock() if self._clock_kind == "lamport" else HybridClock()
        dispatcher = Dispatcher(
            source=self.source,
            room=ROOM,
            log=self.disk.open(self),
            clock=clock,
            scheduler=NodeTime(self.heap, self.wall, self.after, self._settings),
            signer=self._signer,
            name=f"replica {self.number}",
            chance=Random(f"replica {self.number} in life {self.life}"),
        )
        ledger = self._watch.ledger
        dispatcher.on("stored", partial(ledger.saved, self))
        dispatcher.on("fork", partial(ledger.fork_seen, self))
        dispatcher.on("problem", partial(ledger.problem, self))
        dispatcher.on("withdrawn", partial(ledger.withdrawn, self))
        dispatcher.on("renewed", partial(ledger.renewed, self))
        self.dispatcher = dispatcher
        self.store = create_store(reduce, FIRST, scuttlebutt(dispatcher))
        self._watch.ledger.started(self)

    def end(self) -> None:
        """Nothing of this life happens any more."""
        self.life += 1
        self.fuse = None
        self.dispatcher = self.store = None
        self._sessions = []

    # Acting

    def act(self, number: int, ballast: int = 0) -> None:
        self.do(lambda: self._dispatch(did(self._number(number), ballast)))

    def burst(self, count: int) -> None:
        def several() -> None:
            for number in range(count):
                self._dispatch(did(self._number(number)))

        self.do(several)

    def _number(self, kind: int) -> int:
        return self._watch.ledger.record.number(kind)

    def take_back(self) -> None:
        def once() -> None:
            assert self.dispatcher is not None
            update = next_undo(self.dispatcher.history, self.source)
            if update is not None:
                self._dispatch(undo(update.name))

        self.do(once)

    def bring_back(self) -> None:
        def once() -> None:
            assert self.dispatcher is not None
            update = next_redo(self.dispatcher.history, self.source)
            if update is not None:
                self._dispatch(redo(update.name))

        self.do(once)

    def _dispatch(self, action: dict[str, Any]) -> None:
        assert self.store is not None and self.dispatcher is not None
        before = self.dispatcher.chain, self._watch.ledger.own_updates(self)
        try:
            self.store.dispatch(action)
        except (Refused, KeyError):  # what the reducer says to the caller
            self._watch.ledger.refused(self, *before)
        else:
            self._watch.ledger.dispatched(self, action)
        self.effect()
