"""What is exchanged once a conversation is open: runs, facts and blobs in turn, and beats."""

from collections.abc import Callable, Collection

from ...store.update import SourceId
from ..dispatcher import Dispatcher
from ..errors import SyncError
from ..wire.messages import (
    Beat,
    Chunk,
    Delta,
    Digest,
    Evidence,
    Facts,
    FactsDigest,
    Message,
    Want,
)
from .blob_exchange import BlobExchange
from .fact_exchange import FactExchange
from .greeting import BEATS, BLOBS, FACTS
from .heartbeat import Heartbeat
from .pace import Rates
from .run_exchange import RunExchange

__all__ = ["Exchanges"]


class Exchanges:
    """All exchanges with one peer. They never speak before `begin`, nor after `close`.

    Args:
        wake: called when `next_message` may have something to say.
        refuse: told of a mistake of the peer's that was found later.
        heard: called when the peer said how far it has each chain.

    Attributes:
        runs: the exchange that there always is.
        facts: the one of facts, where the peer takes part in it.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        wake: Callable[[], object],
        refuse: Callable[[SyncError], object],
        heard: Callable[[], object],
    ) -> None:
        self._dispatcher = dispatcher
        self._wake = wake
        self._heard = heard
        self.runs = RunExchange(dispatcher, wake, refuse)
        self.facts: FactExchange | None = None
        self._blobs: BlobExchange | None = None
        self._beats = Heartbeat(
            dispatcher.scheduler,
            wake,
            lambda: dispatcher.summary,
            lambda: dispatcher.flow.rates,
            dispatcher.divergence.ours,
        )
        self._has_beats = False
        self._said_more, self._heard_more = False, True  # of the log, since the last beat
        self._turn = 0
        self._peer: SourceId | None = None

    def begin(self, peer: SourceId, abilities: Collection[str]) -> None:
        """Take up with `peer` what it is able to."""
        self._peer = peer
        self.runs.announce()
        if FACTS in abilities:
            self.facts = FactExchange(self._dispatcher.bulletin, peer)
        if BLOBS in abilities:
            self._blobs = self._dispatcher.blobs.exchange(peer, self._wake)
        if BEATS in abilities:
            self._has_beats = True
            self._beats.start()

    def take(self, message: Message) -> bool:
        """Take in what the peer said; False if there is no exchange of such messages.

        Raises:
            ProtocolError, BadRun: it could not have come from an honest peer.
        """
        if _is_of_log(message):
            self._heard_more = True
        match message:
            case Digest():
                if self.runs.hear(message):
                    self._heard()
                    self._wake()
            case Delta():
                self.runs.accept(message)
            case Evidence():
                self.runs.forks.accept(message)
                self._wake()
            case FactsDigest() if self.facts is not None:
                self.facts.hear(message)
                self._wake()
            case Facts() if self.facts is not None:
                self.facts.accept(message)
            case Want() | Chunk() if self._blobs is not None:
                self._blobs.receive(message)
                self._wake()
            case Beat() if self._has_beats:
                self._hear_beat(message)
            case _:
                return False
        return True

    def next_message(self) -> Message | None:
        """What to say next, or None: a beat when it is due, then each exchange in its turn."""
        if self._has_beats:
            is_busy = self._said_more or self._heard_more
            beat = self._beats.next_message(is_busy=is_busy)
            if beat is not None:
                self._dispatcher.flow.round(overflowed=self.runs.knowledge.is_blocked)
                self._said_more = False
                return beat
        message = self._next_in_turn()
        self._said_more = self._said_more or (message is not None and _is_of_log(message))
        return message

    def close(self) -> None:
        """Say nothing more."""
        self._beats.stop()
        self.runs.close()
        if self._blobs is not None:
            self._blobs.close()

    def _next_in_turn(self) -> Message | None:
        """In turn, so that no exchange keeps another one waiting."""
        exchanges = (self.runs, self.facts, self._blobs)
        for _ in exchanges:
            exchange = exchanges[self._turn]
            self._turn = (self._turn + 1) % len(exchanges)
            message = exchange.next_message() if exchange is not None else None
            if message is not None:
                return message
        return None

    def _hear_beat(self, beat: Beat) -> None:
        assert self._peer is not None
        dispatcher = self._dispatcher
        if beat.echo:
            # They had ours `held` before they sent this one.
            dispatcher.sample_clock(
                self._peer, beat.echo, beat.sent - beat.held, beat.sent, dispatcher.scheduler.now()
            )
        dispatcher.flow.share(Rates(beat.desired, beat.allowed))
        dispatcher.divergence.compare(self._peer, beat.summary, beat.state)
        # What a slow disk still has to take is no reason to ask for it once more.
        is_quiet = (
            not (self._said_more or self._heard_more) and self.runs.is_quiet and dispatcher.is_saved
        )
        self._heard_more = False
        if self._beats.hear(beat, is_quiet=is_quiet):
            self.runs.announce()
            self._wake()


def _is_of_log(message: Message) -> bool:
    """Whether it may change who has what.

    Facts do not, and where people look at a board there is no end of them.
    """
    return not isinstance(message, Beat | Facts | FactsDigest)
