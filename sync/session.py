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
from .knowledge import Knowledge
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
        self._knowledge = Knowledge(lambda: dispatcher.stored)
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
        return self._knowledge.held

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to send at present."""
        waiting = self._messages or not self._knowledge.is_settled
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
        chains = self._knowledge.take_acknowledgements(MAX_ENTRIES)
        return encode(self._acknowledgement(chains)) if chains else self._next_delta()

    def end(self, reason: str, *, redial: bool = True) -> None:
        """Say goodbye with `reason`; after the frames that are left, close the link."""
        if self._stage is not Stage.OVER:
            self.may_redial = redial
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
            reason = f"we speak protocol {ours.protocol}, you {hello.protocol}: update"
            return self.end(reason, redial=False)
        if hello.room != ours.room:
            return self.end("this is another room", redial=False)
        if hello.source == ours.source:
            return self.end("this is the same device", redial=False)
        if hello.clock != ours.clock:
            reason = f"this room's clock is {ours.clock}, yours is {hello.clock}"
            return self.end(reason, redial=False)
        if hello.first_state != ours.first_state:
            reason = "our states differ before the first action: nothing was merged"
            return self.end(reason, redial=False)
        self._stage = Stage.OPEN
        self.was_open = True
        self._queue_digest()
        self._opened(self)
        self._wake()
        return None

    def _compare(self, digest: Digest) -> None:
        heard = {
            Chain(SourceId(entry.source), Incarnation(entry.incarnation)): entry.last
            for entry in digest.entries
        }
        self._dispatcher.renew(heard.get(self._dispatcher.chain, 0))
        if not digest.whole:
            self._knowledge.hear(heard)
        elif not self._knowledge.hear_whole(heard, more=digest.more):
            return
        self._heard(self)
        self._wake()

    def _accept(self, runs: list[bytes]) -> None:
        delivery = self._dispatcher.receive(runs)
        self._knowledge.hear(delivery.seen)
        self._repairing -= delivery.heads.keys()
        if delivery.gaps - self._repairing:
            # They believe that we have what we have not. A whole digest sets that right,
            # once: what is still on its way would only show the same gap again.
            if len(self._repairing) < MAX_ENTRIES:
                self._repairing |= delivery.gaps
            # One that is still on its way out says the same, to a peer that reads.
            if not self._messages:
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
        self._knowledge.announced()
        parts = [entries[n : n + MAX_ENTRIES] for n in range(0, len(entries), MAX_ENTRIES)]
        parts = parts or [[]]
        self._messages += [Digest(part, whole=True, more=True) for part in parts[:-1]]
        self._messages.append(Digest(parts[-1], whole=True))

    def _acknowledgement(self, chains: Iterable[Chain]) -> Digest:
        stored = self._dispatcher.stored
        return Digest([_entry(chain, stored[chain]) for chain in chains], whole=False)

    def _next_delta(self) -> bytes | None:
        runs: list[bytes] = []
        left = DELTA_BYTES
        # One chain after the other gives a little (breadth), so that a long one does not
        # keep the others waiting.
        for chain in self._knowledge.take_turns():
            first = self._knowledge.has(chain)
            found = self._dispatcher.runs_after(chain, first, max_bytes=left)
            for run in found:
                if runs and len(run.raw) > left:
                    break
                runs.append(run.raw)
                left -= len(run.raw)
                self._knowledge.sent(chain, run.last)
            self._knowledge.had_turn(chain, gave=bool(found))
            if left < DELTA_BYTES // 2:
                break
        return encode(Delta(runs)) if runs else None

    def _more_stored(self, chains: Iterable[Chain]) -> None:
        if self._stage is Stage.OPEN:
            self._knowledge.more_stored(chains)
            self._wake()

    def _close(self, reason: str) -> None:
        if self._stage is Stage.OVER:
            return
        self._stage = Stage.OVER
        self.over = reason
        self._off()


def _entry(chain: Chain, head: Head) -> Entry:
    return Entry(chain.source, chain.incarnation, head.sequence, head.hash[:8])
