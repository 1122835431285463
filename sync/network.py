"""The links of one replica: who is listened for, dialled, talked to and given up.

Links are dialled again for ever, with growing, scattered pauses, until somebody asks for
peace: our `disconnect`, or the other side's goodbye.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from ..store.update import SourceId
from .dispatcher import Dispatcher
from .errors import SyncError
from .events import Events
from .facts.bulletin import LINKS, links_value
from .gossip.session import Session, Stage
from .talk import Talk
from .transport import Connection, Listener, Transport
from .transport.backoff import Backoff

__all__ = ["Network"]

GOODBYE_SECONDS = 1.0

MAX_TAKEN = 64
"""How many links others may have opened to us."""

MAX_WAITING = 32
"""And how many of these may not have said who they are yet; then the oldest goes."""


class Network:
    """Carries the sessions of `dispatcher` over `transport`, in one event loop.

    Events, for `on(event, listener)`:
        peer(session, status): "connected", or "lost" after that.
        heard(session): the peer said how far it has each chain.
        refused(address, reason): a dialled peer does not want to talk to us, or did not
            prove that it is one; in that case it is dialled again all the same.
    """

    def __init__(self, dispatcher: Dispatcher, transport: Transport) -> None:
        self._dispatcher = dispatcher
        self._transport = transport
        self._events = Events("peer", "heard", "refused")
        self._talks: list[Talk] = []
        self._conversations: set[asyncio.Task[Session]] = set()
        self._dials: dict[str, asyncio.Task[None]] = {}
        self._dialled: dict[str, SourceId] = {}  # who answered there
        self._listeners: list[Listener] = []
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()
        self._closing = False

    def on(self, event: str, listener: Callable[..., object]) -> Callable[[], None]:
        """Call `listener` at each `event`; returns the function that ends this."""
        return self._events.on(event, listener)

    @property
    def sessions(self) -> list[Session]:
        """The open conversations."""
        return [talk.session for talk in self._talks if talk.session.stage is Stage.OPEN]

    @property
    def addresses(self) -> list[str]:
        """Where we listen."""
        return [address for listener in self._listeners for address in listener.addresses]

    @property
    def dialling(self) -> list[str]:
        """The addresses that are dialled, or would be after a loss."""
        return list(self._dials)

    async def listen(self, address: str) -> None:
        """Accept links at `address`.

        Raises:
            CannotListen: the address is taken, or not ours.
        """
        listener = await self._transport.listen(address, self._accept)
        self._listeners.append(listener)

    def connect(self, address: str, relay: SourceId | None = None) -> None:
        """Reach the peer at `address`, or the relay with that key, now and after each loss."""
        old = self._dials.get(address)
        if old is None or old.done():
            dial = self._dial(address, relay)
            self._dials[address] = asyncio.get_running_loop().create_task(dial)

    def hurry(self) -> None:
        """Dial everybody who is missing now: the network is back, or somebody asks for it."""
        self._hurry.set()

    def disconnect(self) -> None:
        """Say goodbye to everybody, and dial nobody until asked; peers are told the same."""
        for task in self._dials.values():
            task.cancel()
        self._dials.clear()
        for talk in self._talks:
            talk.session.end("disconnected", redial=False)

    async def close(self) -> None:
        """Say goodbye, and let go of every socket."""
        self._closing = True
        for task in self._dials.values():
            task.cancel()
        await asyncio.gather(*self._dials.values(), return_exceptions=True)
        for talk in self._talks:
            talk.session.end("closed")
        if self._conversations:
            # A peer that does not read must not keep us from ending.
            _, deaf = await asyncio.wait(self._conversations, timeout=GOODBYE_SECONDS)
            for task in deaf:
                task.cancel()
        closing = [listener.close() for listener in self._listeners]
        await asyncio.gather(*closing, *self._conversations, return_exceptions=True)

    async def _accept(self, connection: Connection) -> None:
        if self._closing or not self._make_room():
            self._dispatcher.stats.count("connections", not self._closing)
            connection.abort()
        else:
            await asyncio.shield(self._converse(connection))

    def _make_room(self) -> bool:
        """Whether one more may come in; whoever says nothing makes way for it."""
        talks = [talk for talk in self._talks if not talk.we_dialled]
        taken = [talk for talk in talks if talk.session.stage is not Stage.OVER]
        waiting = [talk for talk in taken if talk.session.stage is Stage.GREETING]
        if len(waiting) >= MAX_WAITING or (waiting and len(taken) >= MAX_TAKEN):
            self._dispatcher.stats.count("unauthenticated")
            waiting[0].give_up("it said nothing while others came")
            return True
        return len(taken) < MAX_TAKEN

    async def _dial(self, address: str, relay: SourceId | None) -> None:
        backoff = Backoff()
        told = ""
        while True:
            with suppress(SyncError, OSError, TimeoutError):
                connection = await self._transport.connect(address)
                # The conversation outlives the dialling: it has a goodbye to say.
                talking = self._converse(connection, we_dialled=True, relay=relay)
                session = await asyncio.shield(talking)
                if not session.may_redial:
                    self._give_up(address, session.over or "")
                    return
                if not session.is_admitted and session.over and session.over != told:
                    told = session.over
                    self._events.emit("refused", address, told)
                if session.was_open and session.peer is not None:
                    told = ""
                    backoff.reset()
                    self._dialled[address] = session.peer
                    await self._until_without(session.peer)
            await self._pause(backoff.next())

    def _give_up(self, address: str, reason: str) -> None:
        self._dials.pop(address, None)
        self._events.emit("refused", address, reason)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()
        self._hurry.clear()

    async def _until_without(self, peer: SourceId) -> None:
        """Another link to the same peer makes this one needless for as long as it holds."""
        while any(talk.is_with(peer) for talk in self._talks):
            self._changed.clear()
            await self._changed.wait()

    def _converse(
        self, connection: Connection, *, we_dialled: bool = False, relay: SourceId | None = None
    ) -> asyncio.Task[Session]:
        wake = asyncio.Event()
        session = Session(
            self._dispatcher,
            wake.set,
            self._opened,
            partial(self._events.emit, "heard"),
            dialled=we_dialled,
            relay=relay,
        )
        stats = self._dispatcher.stats
        talk = Talk(session, connection, wake, stats, we_dialled=we_dialled)
        self._talks.append(talk)
        task = asyncio.get_running_loop().create_task(self._carry(talk))
        self._conversations.add(task)
        task.add_done_callback(self._conversations.discard)
        return task

    async def _carry(self, talk: Talk) -> Session:
        try:
            await talk.run()
        finally:
            self._talks.remove(talk)
            self._changed.set()
            self._tell_links()
            self._leave(talk.session)
        return talk.session

    def _tell_links(self) -> None:
        """Let everybody know whom we have a link to, so that they need not be told twice."""
        if not self._closing:
            linked = [session.peer for session in self.sessions if session.peer is not None]
            self._dispatcher.bulletin.say(LINKS, links_value(linked))

    def _leave(self, session: Session) -> None:
        if not session.was_open or session.peer is None:
            return
        if not session.may_redial:
            # They want peace, whichever of two links they said it on.
            for address, peer in list(self._dialled.items()):
                if peer == session.peer and address in self._dials:
                    self._dials[address].cancel()
                    self._give_up(address, session.over or "")
        if not any(talk.is_with(session.peer) for talk in self._talks):
            self._events.emit("peer", session, "lost")

    def _opened(self, session: Session) -> None:
        """A peer needs one link. Both sides keep the one that the smaller source dialled."""
        [mine] = [talk for talk in self._talks if talk.session is session]
        rivals = [t for t in self._talks if t is not mine and t.is_with(_peer(session))]
        self._tell_links()
        self._events.emit("peer", session, "connected")
        for rival in rivals:
            we_are_smaller = self._dispatcher.source < _peer(session)
            if mine.we_dialled == rival.we_dialled or mine.we_dialled == we_are_smaller:
                loser = rival
            else:
                loser = mine
            loser.session.end("another link to the same device")


def _peer(session: Session) -> SourceId:
    assert session.peer is not None
    return session.peer
