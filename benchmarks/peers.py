"""The same whiteboard in pycrdt, in loro and in our history, in one run.

Each edit is a transaction of its own with an observer attached, as a window has. What
travels is decoded in the measured time on every side. Ours neither signs nor writes to
disk here, and neither do they.
"""

import random
import statistics
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import loro
import pycrdt
from _board import ANA, BO, board_actions, updates_of
from _table import Figure, measured, report

from redux_scuttlebutt.store.documents import room_reducer, whiteboard
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.rewindable import LocalRecorder, rewindable
from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.store.update import Incarnation, Timestamp, Update
from redux_scuttlebutt.store.update import Sequence as Number
from redux_scuttlebutt.sync.wire.codec import encode
from redux_scuttlebutt.sync.wire.run import MAX_UPDATES, Header, read_body, write_body

HALF = 50_000
LOOKS = 9
LATE = 31
FIRST = room_reducer(None, {"type": "@@redux/INIT"})

Board = Any
"""A document of another library; their types say too little to be worth spelling out."""


def _look(_event: Any) -> None:
    """What a window would take note of."""


class Yjs:
    """pycrdt: a map of maps, since a moved shape must not be replaced as a whole."""

    def __init__(self, source: int) -> None:
        self.doc: Board = pycrdt.Doc(client_id=source)
        self.shapes: Board = self.doc.get("shapes", type=pycrdt.Map)
        self.log: list[bytes] = []

    def watch(self) -> None:
        self._observers = (self.shapes.observe_deep(_look), self.doc.observe(self._keep))

    def _keep(self, event: Any) -> None:
        self.log.append(event.update)

    def edit(self, action: dict[str, Any]) -> None:
        payload = action["payload"]
        with self.doc.transaction():
            if action["type"] == "whiteboard/added":
                fields = {name: payload[name] for name in ("points", "color", "width")}
                self.shapes[payload["id"]] = pycrdt.Map(fields | {"x": 0, "y": 0})
                return
            [name] = payload["ids"]
            if name not in self.shapes:
                return
            if action["type"] == "whiteboard/removed":
                del self.shapes[name]
                return
            shape = self.shapes[name]
            shape["x"] = shape["x"] + payload["by"][0]
            shape["y"] = shape["y"] + payload["by"][1]

    def since(self, other: "Yjs") -> bytes:
        return self.doc.get_update(other.doc.get_state())

    def take(self, update: bytes) -> None:
        self.doc.apply_update(update)

    def at(self, place: int) -> Any:
        """A document forgets; a moment comes back by applying what led to it."""
        past = Yjs(9)
        for update in self.log[:place]:
            past.take(update)
        return past.shapes.to_py()


class Loro:
    """loro: the same map of maps; old moments come back by `checkout`."""

    def __init__(self, source: int) -> None:
        self.doc: Board = loro.LoroDoc()
        self.doc.peer_id = source
        self.shapes: Board = self.doc.get_map("shapes")
        self.moments: list[Any] = []

    def watch(self) -> None:
        self._observer = self.doc.subscribe_root(_look)

    def edit(self, action: dict[str, Any]) -> None:
        payload = action["payload"]
        if action["type"] == "whiteboard/added":
            shape = self.shapes.insert_container(payload["id"], loro.LoroMap())
            for name in ("points", "color", "width"):
                shape.insert(name, payload[name])
            shape.insert("x", 0)
            shape.insert("y", 0)
        elif (held := self.shapes.get(payload["ids"][0])) is not None:
            if action["type"] == "whiteboard/removed":
                self.shapes.delete(payload["ids"][0])
            else:
                shape = held.container
                shape.insert("x", shape.get("x").value + payload["by"][0])
                shape.insert("y", shape.get("y").value + payload["by"][1])
        self.doc.commit()
        self.moments.append(self.doc.state_frontiers)

    def since(self, other: "Loro") -> bytes:
        return self.doc.export(loro.ExportMode.Updates(other.doc.oplog_vv))

    def take(self, update: bytes) -> None:
        self.doc.import_(update)

    def at(self, place: int) -> Any:
        self.doc.checkout(self.moments[place - 1])
        state = self.doc.get_deep_value()
        self.doc.checkout_to_latest()
        return state


def edited(make: Callable[[int], Any], source: int, actions: Sequence[Any]) -> tuple[Any, float]:
    board = make(source)
    board.watch()
    seconds = measured(lambda: [board.edit(action) for action in actions])
    return board, seconds / len(actions)


def theirs(make: Callable[[int], Any], mine: Sequence[Any], others: Sequence[Any]) -> list[float]:
    """Seconds: per local edit, merge, one late edit 1,000 back, state at a random moment."""
    board, edit = edited(make, 1, mine)
    chance = random.Random(7)
    looks = [measured(partial(board.at, chance.randrange(1, len(mine)))) for _ in range(LOOKS)]
    other, _ = edited(make, 2, others)
    merge = measured(partial(board.take, other.since(board)))
    late: list[float] = []
    behind, _ = edited(make, 3, mine[: len(mine) - 1000])
    ahead, _ = edited(make, 3, mine)
    for number in range(LATE):
        writer = make(100 + number)
        writer.take(behind.since(writer))
        stroke = mine[0]["payload"] | {"id": f"late{number}"}
        writer.edit(whiteboard.actions["added"](stroke))
        late.append(measured(partial(ahead.take, writer.since(behind))))
        behind.take(writer.since(behind))
    return [edit, merge, statistics.median(late), statistics.median(looks)]


def ours(mine: Sequence[Any], others: Sequence[Any]) -> list[float]:
    store = create_store(room_reducer, None, rewindable(LocalRecorder()))
    store.subscribe(lambda: None)
    edit = measured(lambda: [store.dispatch(action) for action in mine]) / len(mine)
    history: History[Any] = History(room_reducer, FIRST)
    history.merge(updates_of(mine, ANA))
    chance = random.Random(7)
    looks = [
        measured(partial(history.state_at, chance.randrange(1, len(mine)))) for _ in range(LOOKS)
    ]
    bodies = _runs(updates_of(others, BO, offset=5))

    def merged() -> None:
        history.merge([update for run in bodies for update in read_body(*run)])

    merge = measured(merged)
    alone: History[Any] = History(room_reducer, FIRST)
    alone.merge(updates_of(mine, ANA))
    alone.merge([_late(alone, 1000, 0)])  # the first one looks at all that came before
    late = [
        measured(partial(alone.merge, [_late(alone, 1000, number)])) for number in range(1, LATE)
    ]
    return [edit, merge, statistics.median(late), statistics.median(looks)]


def _late(history: History[Any], distance: int, number: int) -> Update:
    """A move of a shape that nothing behind it touches: independent, as declared."""
    touched = {
        name
        for update in history.updates[-distance - LATE :]
        for name in update.action["payload"].get("ids", ())
    }
    board = history.state["whiteboard"].shapes
    free = next(name for name in sorted(board) if name not in touched)
    action = whiteboard.actions["moved"]({"ids": [free], "by": [1, 1]})
    at = history.updates[-distance].timestamp
    return Update(Timestamp(at + 1), BO, Incarnation(9), Number(number + 1), action)


def _runs(updates: Sequence[Update]) -> list[tuple[Header, bytes]]:
    runs: list[tuple[Header, bytes]] = []
    for start in range(0, len(updates), MAX_UPDATES):
        batch = updates[start : start + MAX_UPDATES]
        body = write_body([u.timestamp for u in batch], [encode(u.action)[0] for u in batch])
        first, last = batch[0], batch[-1]
        runs.append(
            (
                Header(
                    version=0,
                    room=bytes(32),
                    source=first.source,
                    incarnation=first.incarnation,
                    first=first.sequence,
                    updates=len(batch),
                    first_timestamp=first.timestamp,
                    last_timestamp=last.timestamp,
                    previous=bytes(32),
                    key_epoch=0,
                    body_bytes=len(body),
                    body_hash=bytes(32),
                ),
                body,
            )
        )
    return runs


def main() -> int:
    mine, others = board_actions(HALF, "m"), board_actions(HALF, "t")
    yjs, lor, own = theirs(Yjs, mine, others), theirs(Loro, mine, others), ours(mine, others)
    names = ("local edit with an observer", "merge 50,000 into 50,000", "one late edit 1,000 back")
    goals = (0.25, 1, 2)
    figures = [
        Figure(f"{name}, of pycrdt's", own[n] / yjs[n], "×", goals[n])
        for n, name in enumerate(names)
    ]
    best = min(yjs[3], lor[3])
    figures.append(Figure("state at a random moment, of the better's", own[3] / best, "×", 0.01))
    rows = (("pycrdt", yjs), ("loro", lor), ("ours", own))
    for n, name in enumerate((*names, "state at a random moment")):
        scale, unit = (1e6, "µs") if n in (0, 2) else (1e3, "ms")
        figures += [Figure(f"  {name}: {who}", row[n] * scale, unit) for who, row in rows]
    return report("peers", figures)


if __name__ == "__main__":
    sys.exit(main())
