"""One conversation with one peer, without I/O: frames in, frames out.

Both sides say hello, then how far they have each chain (a digest), and then each sends
the runs that the other's digest lacks (a delta), for as long as the link holds: van
Renesse et al., "Efficient Reconciliation and Flow Control for Anti-Entropy Protocols"
(2008), section 3. Runs are only picked when the link can take a frame, so a slow peer
makes nobody's memory grow.
"""

from collections.abc import Callable, Iterable
from enum import Enum

from ..store.update import Incarnation, SourceId
from .dispatcher import Dispatcher
from .errors import BadRun, ProtocolError
from .messages import (
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    PROTOCOL,
    Bye,
    Delta,
    Digest,
    Entry,
    Hello,
    Message,
    decode,
    encode,
)
from .run import Chain, Head

__all__ = ["PROGRAM", "Session", "Stage"]

PROGRAM = "redux-scuttlebutt/0.1.0"
DELTA_BYTES = MAX_FRAME_BYTES - 4096


class Stage(Enum):
    """How far a conversation has come."""

    GREETING = "greeting"
    OPEN = "open"
    OVER = "over"


class Session:
    """Our side of a conversation.

    Args:
        dispatcher: whose updates are exchanged.
        wake: called when `next_frame` may have something to send.
        opened: called once the other side has proved comparable.
        heard: called when the other side said how far it has each chain.

    Attributes:
        peer: who the other side is, once it said hello.
        name: what it calls itself.
        over: why the conversation ended, once it has.
        was_open: whether the other side ever proved comparable.
        may_redial: whether the other side wants to be dialled again.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        wake: Callable[[], object],
        opened: Callable[["Session"], object] = lambda session: None,
        heard: Callable[["Session"], object] = lambda session: None,
    ) -> None:
        self._dispatcher = dispatcher
        self._wake = wake
        self._opened = opened
        self._heard = heard
        self._stage = Stage.GREETING
        self._said_hello = False
        self._messages: list[Message] = []
        self._theirs: dict[Chain, int] = {}  # they have it, or it is on its way to them
        self._held: dict[Chain, int] = {}  # they said that it is on their disk
        self._told: dict[Chain, int] = {}  # they know that we have it on disk
        self._lacking: dict[Chain, None] = {}  # chains with something to send, in turn
        self._unacknowledged: dict[Chain, None] = {}
        self._knows_theirs = False
        self._repairing: set[Chain] = set()
        self.peer: SourceId | None = None
        self.name = ""
        self.over: str | None = None
        self.was_open = False
        self.may_redial = True
        self._off = dispatcher.on("stored", self._more_stored)

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def held(self) -> dict[Chain, int]:
        """How far the peer has each chain on disk, as it said."""
        return self._held

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to send at present."""
        waiting = self._messages or self._lacking or self._unacknowledged
        return self._said_hello and not waiting

    def receive(self, frame: bytes) -> None:
        """Take a frame of the peer in. A mistake of theirs ends the session, politely."""
        if self._stage is Stage.OVER:
            return
        try:
            self._take(decode(frame))
        except (ProtocolError, BadRun) as error:
            self.end(str(error))

    def next_frame(self) -> bytes | None:
        """What to send next, or None; call it when the link can take a frame."""
        if not self._said_hello:
            self._said_hello = True
            return encode(self._hello())
        if self._messages:
            return encode(self._messages.pop(0))
        if self._stage is not Stage.OPEN:
            return None
        if self._unacknowledged:
            return encode(self._acknowledgement())
        return self._next_delta()

    def end(self, reason: str, *, redial: bool = True) -> None:
        """Say goodbye with `reason`; after the frames that are left, close the link."""
        if self._stage is not Stage.OVER:
            self._messages = [Bye(reason[:200], redial)]
            self._close(reason)
            self._wake()

    def lost(self, reason: str = "the link was lost") -> None:
        """The link is gone."""
        self._messages = []
        self._close(reason)

    # What the peer says

    def _take(self, message: Message) -> None:
        match message:
            case Bye():
                self.may_redial = message.redial
                self._messages = []
                self._close(message.reason)
                self._wake()
            case Hello() if self._stage is Stage.GREETING:
                self._greet(message)
            case Digest() if self._stage is Stage.OPEN:
                self._compare(message)
            case Delta() if self._stage is Stage.OPEN:
                self._accept(message.runs)
            case _:
                raise ProtocolError(f"{type(message).__name__} at the wrong moment")

    def _greet(self, hello: Hello) -> None:
        ours = self._hello()
        self.peer, self.name = SourceId(hello.source), hello.name
        if hello.protocol != ours.protocol:
            return self.end(f"we speak protocol {ours.protocol}, you {hello.protocol}: update")
        if hello.room != ours.room:
            return self.end("this is another room", redial=False)
        if hello.source == ours.source:
            return self.end("this is the same device", redial=False)
        if hello.clock != ours.clock:
            return self.end(f"this room's clock is {ours.clock}, yours is {hello.clock}")
        if hello.first_state != ours.first_state:
            return self.end("our states differ before the first action: nothing was merged")
        self._stage = Stage.OPEN
        self.was_open = True
        self._queue_digest()
        self._opened(self)
        self._wake()
        return None

    def _compare(self, digest: Digest) -> None:
        for entry in digest.entries:
            chain = Chain(SourceId(entry.source), Incarnation(entry.incarnation))
            self._held[chain] = max(entry.last, self._held.get(chain, 0))
            if digest.whole:
                self._theirs[chain] = entry.last
            else:
                self._theirs[chain] = max(entry.last, self._theirs.get(chain, 0))
            if chain == self._dispatcher.chain:
                self._dispatcher.renew(entry.last)
        self._knows_theirs = True
        self._look_for_lacks(self._dispatcher.stored)
        self._heard(self)
        self._wake()

    def _accept(self, runs: list[bytes]) -> None:
        delivery = self._dispatcher.receive(runs)
        for chain, head in delivery.heads.items():
            self._theirs[chain] = max(head.sequence, self._theirs.get(chain, 0))
            self._held[chain] = max(head.sequence, self._held.get(chain, 0))
            self._repairing.discard(chain)
        if delivery.gaps - self._repairing:
            # They believe that we have what we have not. A whole digest sets that right,
            # once: what is still on its way would only show the same gap again.
            self._repairing |= delivery.gaps
            self._queue_digest()
            self._wake()

    # What we say

    def _hello(self) -> Hello:
        dispatcher = self._dispatcher
        return Hello(
            protocol=PROTOCOL,
            room=dispatcher.room,
            source=dispatcher.source,
            name=dispatcher.name[:200],
            first_state=dispatcher.first_state,
            clock=dispatcher.clock.kind,
            reducer=dispatcher.reducer_version,
            program=PROGRAM,
            now=dispatcher.scheduler.now(),
        )

    def _queue_digest(self) -> None:
        entries = [_entry(chain, head) for chain, head in self._dispatcher.stored.items()]
        self._told = {chain: head.sequence for chain, head in self._dispatcher.stored.items()}
        parts = [entries[n : n + MAX_ENTRIES] for n in range(0, len(entries), MAX_ENTRIES)]
        self._messages += [Digest(part, whole=True) for part in parts or [[]]]

    def _acknowledgement(self) -> Digest:
        chains = list(self._unacknowledged)[:MAX_ENTRIES]
        for chain in chains:
            del self._unacknowledged[chain]
            self._told[chain] = self._dispatcher.stored[chain].sequence
        stored = self._dispatcher.stored
        return Digest([_entry(chain, stored[chain]) for chain in chains], whole=False)

    def _next_delta(self) -> bytes | None:
        runs: list[bytes] = []
        left = DELTA_BYTES
        # One chain after the other gives a little (breadth), so that a long one does not
        # keep the others waiting; what it has left goes to the back of the queue.
        while self._lacking and left > 0:
            chain = next(iter(self._lacking))
            del self._lacking[chain]
            for run in self._dispatcher.runs_after(
                chain, self._theirs.get(chain, 0), max_bytes=left
            ):
                if len(run.raw) > left and runs:
                    break
                runs.append(run.raw)
                left -= len(run.raw)
                self._theirs[chain] = self._told[chain] = run.last
            if self._lacks(chain):
                self._lacking[chain] = None
                if left < DELTA_BYTES // 2:
                    break
        return encode(Delta(runs)) if runs else None

    def _more_stored(self, chains: Iterable[Chain]) -> None:
        if self._stage is not Stage.OPEN:
            return
        self._look_for_lacks(chains)
        for chain in chains:
            stored = self._dispatcher.stored[chain].sequence
            if chain not in self._lacking and stored > self._told.get(chain, 0):
                self._unacknowledged[chain] = None
        self._wake()

    def _look_for_lacks(self, chains: Iterable[Chain]) -> None:
        if self._knows_theirs:
            self._lacking.update({chain: None for chain in chains if self._lacks(chain)})

    def _lacks(self, chain: Chain) -> bool:
        stored = self._dispatcher.stored.get(chain, Head()).sequence
        return self._theirs.get(chain, 0) < stored

    def _close(self, reason: str) -> None:
        if self._stage is Stage.OVER:
            return
        self._stage = Stage.OVER
        self.over = reason
        self._off()


def _entry(chain: Chain, head: Head) -> Entry:
    return Entry(chain.source, chain.incarnation, head.sequence, head.hash[:8])
