"""One conversation with one peer, without I/O: frames in, frames out.

Both sides say hello, then how far they have each chain (a digest), and then each sends
the runs that the other's digest lacks (a delta), for as long as the link holds: van
Renesse et al., "Efficient Reconciliation and Flow Control for Anti-Entropy Protocols"
(2008), section 3. That, and what goes beside it, are the `exchanges`.
"""

from collections.abc import Callable, Iterable
from enum import Enum

from ...store.update import SourceId
from ..dispatcher import Dispatcher
from ..errors import BadRun, NotAdmitted, ProtocolError, SyncError
from ..trust.handshake import is_first
from ..wire.messages import Bye, Hello, Message, decode, encode
from ..wire.run import Chain
from .exchanges import Exchanges
from .greeting import NO_STATE, greeting, objection

__all__ = ["Session", "Stage"]


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
        dialled: whether we opened the link; with a key, who did so proves itself first.
        relay: the public key of the relay that we dialled, or None for a member.

    Attributes:
        peer: who the other side is, once it has proved it, or without keys has said so.
        proved: who it is, where it has proved that; by this it is held to account.
        name: what it calls itself.
        over: why the conversation ended, once it has.
        was_open: whether the other side ever proved comparable.
        may_redial: whether the other side wants to be dialled again.
        is_admitted: whether the other side has proved who it is, where that is asked.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        wake: Callable[[], object],
        opened: Callable[["Session"], object] = lambda session: None,
        heard: Callable[["Session"], object] = lambda session: None,
        *,
        dialled: bool = False,
        relay: SourceId | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        admission = dispatcher.admission
        self._door = None
        if admission is not None:
            self._door = admission.dial(relay) if dialled else admission.answer()
        self._wake = wake
        self._opened = opened
        self._stage = Stage.GREETING
        self._said_hello = False
        self._goodbye: Bye | None = None
        self._exchanges = Exchanges(dispatcher, wake, self._refuse, lambda: heard(self))
        self._their_first_state = NO_STATE
        self.peer: SourceId | None = None
        self.proved: SourceId | None = None
        self.name = ""
        self.over: str | None = None
        self.was_open = False
        self.may_redial = True
        self._subscriptions = [
            dispatcher.on("stored", self._more_stored),
            dispatcher.on("begun", self._compare_states),
            dispatcher.on("withdrawn", self._withdrawn),
            dispatcher.on("evidence", self._found_evidence),
            dispatcher.bulletin.on("heard", self._more_facts),
        ]

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def is_admitted(self) -> bool:
        return self._door is None or self._door.peer is not None

    @property
    def held(self) -> dict[Chain, int]:
        """How far the peer has each chain on disk, as it said."""
        return self._exchanges.runs.knowledge.held

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to send at present, but for a heartbeat now and then."""
        return self._said_hello and self._goodbye is None and self._exchanges.runs.is_quiet

    def receive(self, frame: bytes) -> None:
        """Take a frame of the peer in. A mistake of theirs ends the session, politely."""
        if self._stage is Stage.OVER:
            return
        try:
            plain = frame if self._door is None else self._door.receive(frame)
            if plain is None:
                self._was_proved()
            elif self._door is None and is_first(plain):
                self.end("this room asks for no proof, and yours does: these are two rooms")
            else:
                self._take(decode(plain))
        except NotAdmitted as error:
            self._dispatcher.stats.count(error.limit)
            self.end(str(error), redial=error.redial)
        except (ProtocolError, BadRun) as error:
            self._refuse(error)

    def next_frame(self) -> bytes | None:
        """What to send next, or None; call it when the link can take a frame."""
        door = self._door
        if door is not None:
            if door.peer is None and self._stage is Stage.OVER:
                return None  # a stranger hears nothing, not even a goodbye
            frame = door.next_frame()
            if frame is not None or door.peer is None:
                return frame
        message = self._next_message()
        if message is None or door is None:
            return None if message is None else encode(message)
        return door.seal(encode(message), last=isinstance(message, Bye))

    def end(self, reason: str, *, redial: bool = True) -> None:
        """Say goodbye with `reason`; after the frame that is left, close the link."""
        if self._stage is not Stage.OVER:
            self.may_redial = redial
            self._goodbye = Bye(reason[:200], redial)
            self._close(reason)
            self._wake()

    def lost(self, reason: str = "the link was lost") -> None:
        """The link is gone."""
        self._goodbye = None
        self._close(reason if self._door is None else self._door.why(reason))

    def _was_proved(self) -> None:
        assert self._door is not None
        self.peer = self.proved = self._door.peer
        self._wake()

    # What the peer says

    def _refuse(self, error: SyncError) -> None:
        """End this for a mistake of theirs, and remember it where they proved who they are."""
        dispatcher = self._dispatcher
        if isinstance(error, (ProtocolError, BadRun)):
            dispatcher.stats.count(error.limit)
            if self.proved is not None and dispatcher.strikes.blame(self.proved):
                dispatcher.stats.count("strikes")
        self.end(str(error))

    def _take(self, message: Message) -> None:
        match message:
            case Bye():
                self.may_redial = message.redial
                self._close(message.reason)
                self._wake()
            case Hello() if self._stage is Stage.GREETING:
                self._greet(message)
            case _:
                if self._stage is not Stage.OPEN or not self._exchanges.take(message):
                    raise ProtocolError(f"{type(message).__name__} at the wrong moment")

    def _greet(self, hello: Hello) -> None:
        if self.proved is not None and hello.source != self.proved:
            raise ProtocolError("you call yourself another than you have proved to be")
        self.peer = SourceId(hello.source)
        self.name = self._dispatcher.bulletin.read_name(self.peer, hello.name)
        if self.proved is not None and (pause := self._dispatcher.strikes.pause(self.proved)):
            return self.end(f"too much of what you sent was invalid: not for {pause:.0f} s")
        reason = objection(hello, self._dispatcher)
        if reason is not None:
            return self.end(reason, redial=False)
        self._their_first_state = hello.first_state
        if not self._has_their_state():
            return None
        self._stage = Stage.OPEN
        self.was_open = True
        self._exchanges.begin(self.peer, hello.abilities)
        self._opened(self)
        self._wake()
        return None

    def _has_their_state(self) -> bool:
        """Whether both began in the same state; if not, that is the end."""
        ours, theirs = self._dispatcher.first_state, self._their_first_state
        if ours == theirs or NO_STATE in (ours, theirs):
            return True
        self.end("our states differ before the first action: nothing was merged", redial=False)
        return False

    # What we say

    def _next_message(self) -> Message | None:
        if not self._said_hello:
            self._said_hello = True
            return self._hello()
        if self._goodbye is not None:
            goodbye, self._goodbye = self._goodbye, None
            return goodbye
        if self._stage is not Stage.OPEN:
            return None
        return self._exchanges.next_message()

    def _hello(self) -> Hello:
        is_relay = self._door is not None and self._door.is_relays
        return greeting(self._dispatcher, is_relay=is_relay)

    def _more_stored(self, chains: Iterable[Chain]) -> None:
        if self._stage is Stage.OPEN:
            self._exchanges.runs.knowledge.more_stored(chains)
            self._wake()

    def _more_facts(self) -> None:
        if self._exchanges.facts is not None:
            self._wake()

    def _withdrawn(self, chain: Chain, _last: int) -> None:
        if self._stage is Stage.OPEN:
            self._exchanges.runs.knowledge.withdrawn(chain)
            self._exchanges.runs.announce()  # we have less than we said
            self._wake()

    def _found_evidence(self, chain: Chain) -> None:
        if self._stage is Stage.OPEN:
            self._exchanges.runs.found_evidence(chain)
            self._wake()

    def _compare_states(self) -> None:
        if self._stage is Stage.OPEN:
            self._has_their_state()

    def _close(self, reason: str) -> None:
        if self._stage is Stage.OVER:
            return
        self._stage = Stage.OVER
        self.over = reason
        self._exchanges.close()
        if self.peer is not None and self.was_open:
            self._dispatcher.offsets.forget(self.peer)
        for end in self._subscriptions:
            end()
