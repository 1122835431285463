"""Everything below a window: folder, log, store, dispatcher and network, joined."""

import asyncio
import getpass
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

from ..store.documents import room_reducer
from ..store.gesture import range_of_gesture
from ..store.store import Store, create_store
from ..store.undo import next_redo, next_undo, redo, undo
from ..store.update import Incarnation, Update
from ..sync.dispatcher import Dispatcher
from ..sync.enhancer import scuttlebutt
from ..sync.errors import BadInvite, LogFailed
from ..sync.facts.bulletin import PROFILE
from ..sync.facts.people import People
from ..sync.facts.profile import Profile, encode_profile
from ..sync.home.address import parse_address
from ..sync.home.folder import DataFolder, default_data_path
from ..sync.log.sqlite_log import SqliteLog
from ..sync.network import Network
from ..sync.own.continuity import Continuity, default_state_path
from ..sync.scheduler import LoopScheduler
from ..sync.transport import Transport
from ..sync.transport.websocket import WebSocketTransport
from ..sync.trust.admission import Admission
from ..sync.trust.room import Invite
from ..sync.trust.sealing import strategies_of
from ..sync.wire.run import Chain, Head
from .collecting import Collecting
from .machine import machine_id
from .notices import Notices

__all__ = ["OtherRoom", "Replica", "account_name", "first_of"]


class OtherRoom(BadInvite):
    """The invite is good, but not for the room that is open."""


class Replica:
    """One device's part in one room, alive in one event loop.

    Args:
        data: the data folder, or None for the system's usual place.
        name: what we call ourselves.
        join: an invite link to another's room; without one it is the folder's own, or
            the one that was open last.
        frame: seconds between two turns; a window takes one per frame.
        transport: how bytes reach others.
        state: where it is noted how far our data had come; None for the system's place.

    Attributes:
        problem: why the log cannot be written at present, or None.
        notices: what people should know about their data.

    Raises:
        FolderFailed, LogFailed, BadInvite: nothing was changed.
    """

    def __init__(
        self,
        data: Path | None,
        name: str | None,
        *,
        join: str | None = None,
        frame: float = 0.0,
        transport: Transport | None = None,
        state: Path | None = None,
    ) -> None:
        loop = asyncio.get_running_loop()
        invite = None if join is None else Invite.parse(join)
        with ExitStack() as opened:
            folder = DataFolder.open(data or default_data_path())
            opened.callback(folder.close)
            room = folder.open_room(invite.room_key if invite else None)
            log = SqliteLog(room.log_path, deliver=loop.call_soon_threadsafe)
            opened.callback(log.close)
            self._key = room.room
            self._log = log
            identity = folder.identity()
            strategies = strategies_of(identity, room.room)
            source = strategies["source"]
            self.notices = Notices(source)
            self._continuity = Continuity(
                state or default_state_path(),
                source,
                room.room.id,
                room.log_path,
                machine=machine_id(),
                problem=self.notices.tell,
            )
            scheduler = LoopScheduler(loop, frame=frame)
            opened.callback(scheduler.close)
            try:
                self.dispatcher = Dispatcher(
                    **strategies,
                    admission=Admission(identity, room.room),
                    log=log,
                    name=name or account_name(),
                    scheduler=scheduler,
                    incarnation=self._begin(log),
                )
            except LogFailed as error:
                raise LogFailed(f"{room.log_path} cannot be used: {error}") from error
            self.store: Store[Any] = create_store(room_reducer, None, scuttlebutt(self.dispatcher))
            self._opened = opened.pop_all()  # from here on, `close` lets go of them
        self._note_continuity((self.dispatcher.chain,))
        profile = Profile(self.dispatcher.name)
        self.dispatcher.bulletin.say(PROFILE, encode_profile(profile))
        self.network = Network(
            self.dispatcher, transport or WebSocketTransport(refused=self.dispatcher.stats.count)
        )
        self.people = People(
            self.dispatcher,
            self._log.people(),
            self._log.remember_person,
            verified=self._log.verified(),
            keep_verified=self._log.verify_person,
            warn=self.notices.warn_of_namesake,
        )
        self._collecting = Collecting(self.dispatcher, log.blob_hashes())
        self.network.on("peer", self._peer_changed)
        self.dispatcher.on("problem", self._problem_changed)
        self.dispatcher.on("stored", self._note_continuity)
        self.dispatcher.on("renewed", self._note_new_chain)
        self.notices.follow(self.dispatcher.on, self.people.name_of)
        self.problem: str | None = None
        if log.notice is not None:
            self.notices.tell(log.notice)
        self._to_dial = invite.addresses if invite else ()
        self._relays = invite.relays if invite else ()

    @property
    def invite(self) -> str:
        """The link with which somebody else can join this room, where we listen now."""
        return Invite(self._key, tuple(self.network.addresses), self._relays).to_link()

    async def open(self, listen: str | None, connect: tuple[str, ...]) -> None:
        """Listen and dial.

        Raises:
            BadInvite: one of the addresses is none.
            CannotListen: the address to listen at cannot be had.
        """
        addresses = [parse_address(text) for text in connect]
        if listen is not None:
            await self.network.listen(listen)
        for address in (*addresses, *self._to_dial):
            self.network.connect(address)
        for relay in self._relays:
            self.network.connect(relay.address, relay.key)

    async def until_ready(self) -> None:
        """Wait until the log from before is folded."""
        if not self.dispatcher.is_ready:
            await first_of(partial(self.dispatcher.on, "ready"))

    def connect(self, text: str) -> None:
        """Dial an address, or everybody that an invite to this room names.

        Raises:
            OtherRoom: `text` is an invite to another room.
            BadInvite: `text` is neither an address nor an invite.
        """
        if "scuttlebutt:" in text:
            invite = Invite.parse(text)
            if invite.room_key.id != self.dispatcher.room:
                raise OtherRoom("this invite is for another room: start the program with it")
            addresses = invite.addresses
            self._relays = tuple(dict.fromkeys(self._relays + invite.relays))
            for relay in invite.relays:
                self.network.connect(relay.address, relay.key)
        else:
            addresses = (parse_address(text),)
        for address in addresses:
            self.network.connect(address)

    def undo(self) -> Update | None:
        """Take out our newest gesture still in effect; returns its first action, or None if
        there is none.

        Raises:
            Refused: it is too old to take out.
        """
        return self._turn(next_undo, undo)

    def redo(self) -> Update | None:
        """Bring back what we undid last; returns its first action, or None if there is nothing."""
        return self._turn(next_redo, redo)

    async def close(self) -> None:
        """Stop in order: links, open run, log, folder."""
        self.dispatcher.flush()
        while self.dispatcher.unsaved and self.problem is None:
            on = self.dispatcher.on
            await first_of(partial(on, "stored"), partial(on, "problem"))
        await self.network.close()
        self.dispatcher.close()
        self._continuity.close()
        self._opened.close()

    def issue_quarantined_again(self) -> list[Update]:
        """Do again what of ours does not count since another copy of our data was used."""
        return self.dispatcher.issue_quarantined_again()

    def _turn(self, find: Callable[..., Update | None], make: Callable[..., Any]) -> Update | None:
        history = self.dispatcher.history
        update = find(history, self.dispatcher.source)
        if update is None:
            return None
        first, last = range_of_gesture(history, update)
        self.store.dispatch(make(first, last))
        return history.find(first)

    def _begin(self, log: SqliteLog) -> Incarnation:
        """The incarnation in which we go on: a fresh one if our past is in doubt."""
        heads = log.heads()
        doubt = self._continuity.doubt(heads)
        if doubt is None:
            return self._continuity.incarnation
        self.notices.tell(f"{doubt} Nothing is lost: what you do now is counted apart.")
        return self._continuity.fresh_incarnation(heads)

    def _note_continuity(self, chains: Iterable[Chain]) -> None:
        own = self.dispatcher.chain
        if own in chains:
            head = self.dispatcher.stored.get(own, Head())
            self._continuity.note(own, head, self.dispatcher.scheduler.now())

    def _note_new_chain(self, _reason: str, _again: Sequence[Update]) -> None:
        own = self.dispatcher.chain
        self._continuity.note(own, Head(), self.dispatcher.scheduler.now())

    def _problem_changed(self, text: str | None) -> None:
        self.problem = text

    def _peer_changed(self, session: Any, status: str) -> None:
        if status == "connected":
            self.people.met(session)
        else:
            self.people.left(session)


def account_name() -> str:
    """What the operating system calls whoever is logged in."""
    with suppress(Exception):
        return getpass.getuser()
    return "somebody"


async def first_of(*subscriptions: Callable[[Callable[..., None]], Callable[[], object]]) -> None:
    """Wait until one of several things happens.

    Each subscription takes a listener and returns what ends that, as `partial(x.on, "event")`.
    """
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def finish(*_details: object) -> None:
        if not done.done():
            done.set_result(None)

    ends = [subscribe(finish) for subscribe in subscriptions]
    try:
        await done
    finally:
        for end in ends:
            end()
