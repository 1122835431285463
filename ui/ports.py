"""What the windows need from outside: frozen data, and a protocol that `app` fills."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from ..store.history import History
from ..store.update import SourceId, Timestamp, Update
from .presence.presence import Presence

__all__ = ["Person", "Quarantined", "Reach", "Room", "Standing", "Waiting"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part, ourselves included.

    Attributes:
        source: the key that everything of this person is bound to.
        name: what they call themselves, or the beginning of their key.
        is_me: whether it is this device.
        is_connected: whether a link to them is open now.
        lacks: how many updates we have that they have not on disk yet, as far as we know.
        owes: how many updates they have that have not arrived here.
        fingerprint: six words that their key alone has, for people to compare.
        is_verified: whether somebody compared them here, and they matched.
        warning: what is wrong with their name, as the words behind it; or nothing.
    """

    source: SourceId
    name: str
    is_me: bool = False
    is_connected: bool = False
    lacks: int = 0
    owes: int = 0
    fingerprint: str = ""
    is_verified: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where this room stands towards the others: the status pill, in words."""

    kind: Literal["alone", "in_step", "behind", "offline", "problem"]
    text: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one update has come among all that take part.

    Attributes:
        kind: only on this device, on some others, settled (its place can change no
            more), or held by everyone.
        words: that, for people.
    """

    kind: Literal["here", "some", "settled", "held"]
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Own updates that do not count now: how many, and until when.

    Attributes:
        until: physical time, microseconds since 1970, at which the last of those counts that
            were stamped too far in the future; None where they never will, because another
            copy of our data was used.
    """

    count: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What one source signed behind the place where it signed two different histories.

    Attributes:
        source: who did.
        first: from which timestamp on its updates are set aside.
        updates: those that are here, kept on disk and out of the history.
        reason: how that is known, as a sentence.
    """

    source: SourceId
    first: Timestamp
    updates: Sequence[Update]
    reason: str


class Room(Protocol):
    """One shared document as a window sees it. All calls come from the GUI thread."""

    @property
    def name(self) -> str:
        """What the room is called on screen."""
        ...

    @property
    def me(self) -> SourceId:
        """Who acts when this window dispatches."""
        ...

    @property
    def invite(self) -> str:
        """The link with which somebody else can join."""
        ...

    @property
    def history(self) -> History[Any]: ...

    @property
    def people(self) -> Sequence[Person]:
        """Everybody known, ourselves first."""
        ...

    def verify(self, source: SourceId, matches: bool) -> None:
        """Remember on this device that the words of `source` were compared, and match or not."""
        ...

    @property
    def is_protected(self) -> bool:
        """Whether the room has a key; without one anybody can read and write in any name."""
        ...

    @property
    def quarantined(self) -> Sequence[Quarantined]:
        """What is set aside because its source signed two different histories."""
        ...

    @property
    def standing(self) -> Standing: ...

    @property
    def agreed(self) -> tuple[int, int]:
        """Up to which timestamps everything is settled, and held by everyone."""
        ...

    def reach_of(self, update: Update) -> Reach | None:
        """How far `update` has come, or None where nobody else takes part."""
        ...

    def take_notices(self) -> Sequence[str]:
        """What people should be told about their data and were not yet."""
        ...

    @property
    def waiting(self) -> Waiting | None:
        """What of ours waits because this device's clock had run ahead, if anything does."""
        ...

    def do_waiting(self) -> None:
        """Do now what waits, for everybody."""
        ...

    @property
    def unsaved(self) -> int:
        """How many of our own updates are not on disk yet."""
        ...

    def get_state(self) -> Any:
        """The state of the store: `store.documents.State`."""
        ...

    def dispatch(self, action: Any) -> Any:
        """Do something for everybody.

        Raises:
            Refused: the action is not possible at present; nothing happened.
            TypeError, ValueError: it cannot be sent; nothing happened.
        """
        ...

    def undo(self) -> Update | None:
        """Take out our newest gesture still in effect; returns its first action, or None if
        there is none.

        Raises:
            Refused: it is too old to take out.
        """
        ...

    def redo(self) -> Update | None:
        """Bring back what we undid last; returns its first action, or None if there is nothing."""
        ...

    def connect(self, text: str) -> None:
        """Reach somebody: a `ws://` address, `host:port`, or an invite link to this room.

        Raises:
            ValueError: `text` is none of these; the message says what was expected.
        """
        ...

    def disconnect(self) -> None:
        """Close every link, and do not dial again until asked."""
        ...

    def resume(self) -> None:
        """Go on folding where the machine kept it from that, as `history.stopped` says."""
        ...

    def subscribe(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` after the state, the people or the standing changed.

        May be called many times a frame. Returns the function that ends it.
        """
        ...

    @property
    def presences(self) -> Mapping[SourceId, Presence]:
        """Where each of the others is for the moment, as far as they tell."""
        ...

    def show_presence(self, presence: Presence | None) -> None:
        """Let others see where we are, if anybody looks; None once nothing is shown here.

        May be called at each movement of the pointer, and with what was shown before.
        """
        ...

    def subscribe_presence(self, listener: Callable[[SourceId], object]) -> Callable[[], None]:
        """Call `listener` with whoever moved, came or went; at 20 Hz each.

        Nobody who listens to `subscribe` hears of it. Returns the function that ends it.
        """
        ...

    def put_blob(self, data: bytes) -> str:
        """Keep a picture for everybody; returns its hash, by which actions name it.

        Raises:
            ValueError: it is empty or too big; the message says so to people.
        """
        ...

    def blob(self, hash: str) -> bytes | None:
        """The picture of that hash; None where it is not here yet.

        Who asks for what is not here has it fetched from whoever has it, now or later.

        Raises:
            ValueError: `hash` is none.
        """
        ...

    def subscribe_blobs(self, listener: Callable[[str], object]) -> Callable[[], None]:
        """Call `listener` with the hash of each picture that is here from now on.

        Returns the function that ends it.
        """
        ...
