"""A room without a network: what the windows are tested with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from redux_scuttlebutt.store.action import type_of
from redux_scuttlebutt.store.documents import State, room_reducer
from redux_scuttlebutt.store.documents.whiteboard import Shape
from redux_scuttlebutt.store.gesture import range_of_gesture
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import Reducer, Refusal
from redux_scuttlebutt.store.rewind import Rewind
from redux_scuttlebutt.store.undo import is_control, redo, undo
from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp, Update
from redux_scuttlebutt.store.update import Sequence as Number
from redux_scuttlebutt.ui.ports import Person, Quarantined, Reach, Standing, Waiting
from redux_scuttlebutt.ui.presence.presence import Presence

__all__ = ["ANA", "BO", "CY", "FakeRoom", "shapes_of", "stroke"]

ANA = SourceId(b"A" * 32)
BO = SourceId(b"B" * 32)
CY = SourceId(b"C" * 32)

SECOND = 1_000_000
NOON = 1_790_000_000 * SECOND
"""Some moment; the timestamps of a room are microseconds since 1970."""


def stroke(
    shape_id: str, *, at: tuple[int, int] = (0, 0), color: str = "ink", points: int = 3
) -> dict[str, Any]:
    """The action that draws `points` points from `at` (in pixels) to the lower right."""
    x, y = at
    return {
        "type": "whiteboard/added",
        "payload": {
            "id": shape_id,
            "kind": "stroke",
            "z": "a0",
            "points": [c * 64 for n in range(points) for c in (x + 8 * n, y + 8 * n)],
            "color": color,
            "width": 3 * 64,
        },
    }


class FakeRoom:
    """Fulfils `ui.ports.Room` over a real history, for Ana.

    Others make updates with `make`; `deliver` lets them arrive, however late. Time
    passes by one second with each update, and not otherwise.
    """

    def __init__(self, reducer: Reducer[State] = room_reducer) -> None:
        first = room_reducer(None, {"type": "@@redux/INIT"})
        assert not isinstance(first, Refusal)
        self._history: History[State] = History(reducer, first, timer=self._tick)
        self._seconds = 0.0
        self._listeners: list[Callable[[], object]] = []
        self._sequences: dict[SourceId, int] = {}
        self._taken_out: list[Update] = []
        self.now = NOON
        self.name = "Sketch"
        self.me = ANA
        self.invite = "scuttlebutt:room?k=amber-otter-nine&at=192.0.2.7:7531"
        self.people: Sequence[Person] = (
            Person(ANA, "Ana", is_me=True, is_connected=True),
            Person(BO, "Bo", is_connected=True),
            Person(CY, "Cy"),
        )
        self.standing = Standing("in_step", "In step with 1")
        self.is_protected = True
        self.quarantined: Sequence[Quarantined] = ()
        self.unsaved = 0
        self.agreed: tuple[int, int] = (0, 0)
        self.notices: list[str] = []
        self.waiting: Waiting | None = None
        self.connected_to: list[str] = []
        self.disconnects = 0
        self.presences: dict[SourceId, Presence] = {}
        self.shown: list[Presence | None] = []
        self._presence_listeners: list[Callable[[SourceId], object]] = []
        self.blobs: dict[str, bytes] = {}
        self.wanted: dict[str, None] = {}
        self._blob_listeners: list[Callable[[str], object]] = []

    def reach_of(self, update: Update) -> Reach | None:
        settled, held = self.agreed
        if not settled:
            return None
        if update.timestamp <= held:
            return Reach("held", "held by everyone")
        if update.timestamp <= settled:
            return Reach("settled", "settled: its place can change no more")
        return Reach("here", "only on this device")

    def verify(self, source: SourceId, matches: bool) -> None:
        self.people = [
            replace(person, is_verified=matches) if person.source == source else person
            for person in self.people
        ]
        self.notify()

    def do_waiting(self) -> None:
        self.waiting = None
        self.notify()

    def take_notices(self) -> Sequence[str]:
        notices, self.notices = self.notices, []
        return notices

    # What a window does

    @property
    def history(self) -> History[State]:
        return self._history

    def get_state(self) -> State:
        return self._history.state

    def dispatch(self, action: Any) -> Any:
        type_of(action)
        update = self._stamp(ANA, action)
        state = self._history.judge(update)
        self._sequences[ANA] = update.sequence
        self._history.append(update, state, arrived=update.timestamp)
        self._history.fold()
        self._taken_out.clear()
        self.notify()
        return action

    def undo(self) -> Update | None:
        for update in reversed(self._history.own(ANA)):
            taken = is_control(update) or self._history.is_undone(update)
            if not taken and self._history.refusal(update) is None:
                kept = [*self._taken_out, update]
                self.dispatch(undo(*range_of_gesture(self._history, update)))
                self._taken_out = kept
                return update
        return None

    def redo(self) -> Update | None:
        if not self._taken_out:
            return None
        *kept, update = self._taken_out
        self.dispatch(redo(*range_of_gesture(self._history, update)))
        self._taken_out = kept
        return update

    def connect(self, text: str) -> None:
        if not text.startswith(("ws://", "scuttlebutt:")) and ":" not in text:
            raise ValueError(f"{text!r} is no address, expected ws://, host:port or an invite")
        self.connected_to.append(text)

    def disconnect(self) -> None:
        self.disconnects += 1

    def resume(self) -> None:
        self._history.resume()
        self.notify()

    def subscribe(self, listener: Callable[[], object]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def show_presence(self, presence: Presence | None) -> None:
        self.shown.append(presence)

    def subscribe_presence(self, listener: Callable[[SourceId], object]) -> Callable[[], None]:
        self._presence_listeners.append(listener)
        return lambda: self._presence_listeners.remove(listener)

    def put_blob(self, data: bytes) -> str:
        hash = blake2b(data, digest_size=32).hexdigest()
        self.bring_blob(hash, data)
        return hash

    def blob(self, hash: str) -> bytes | None:
        if hash not in self.blobs:
            self.wanted[hash] = None
        return self.blobs.get(hash)

    def subscribe_blobs(self, listener: Callable[[str], object]) -> Callable[[], None]:
        self._blob_listeners.append(listener)
        return lambda: self._blob_listeners.remove(listener)

    # What happens elsewhere

    def move(self, source: SourceId, presence: Presence | None) -> None:
        """Let somebody else tell where they are, or be gone."""
        if presence is None:
            self.presences.pop(source, None)
        else:
            self.presences[source] = presence
        for listener in tuple(self._presence_listeners):
            listener(source)

    def bring_blob(self, hash: str, data: bytes) -> None:
        """Let a picture arrive."""
        self.blobs[hash] = data
        self.wanted.pop(hash, None)
        for listener in tuple(self._blob_listeners):
            listener(hash)

    def make(self, source: SourceId, action: Any, *, at: int | None = None) -> Update:
        """An update of `source` that has not arrived here yet, made now or at `at`."""
        update = self._stamp(source, action, at)
        self._sequences[source] = update.sequence
        return update

    def deliver(self, *updates: Update) -> Rewind | None:
        """Let `updates` arrive in one batch, a second after everything else."""
        self.now += SECOND
        rewind = self._history.merge(updates, arrived=self.now)
        self.notify()
        return rewind

    def receive(self, source: SourceId, action: Any) -> Update:
        """An update of `source` that arrives as soon as it was made."""
        update = self.make(source, action)
        self.deliver(update)
        return update

    def notify(self) -> None:
        """Tell the listeners, as after any change of people or standing."""
        for listener in tuple(self._listeners):
            listener()

    def _tick(self) -> float:
        self._seconds += 0.0021
        return self._seconds

    def _stamp(self, source: SourceId, action: Any, at: int | None = None) -> Update:
        if at is None:
            self.now += SECOND
            at = self.now
        sequence = Number(self._sequences.get(source, 0) + 1)
        return Update(Timestamp(at), source, Incarnation(1), sequence, action)


def shapes_of(room: FakeRoom) -> dict[str, Shape]:
    """What is on the board of `room`, by its ids."""
    return dict(room.get_state()["whiteboard"].shapes)
