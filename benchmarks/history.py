"""What ordering and rewinding cost on top of the bare fold, which nothing can go below."""

import random
import statistics
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from _board import ANA, BO, board_actions, updates_of
from _table import Figure, fastest, measured, report
from immutables import Map

from redux_scuttlebutt.store.cursor import Cursor
from redux_scuttlebutt.store.documents import room_reducer, whiteboard
from redux_scuttlebutt.store.documents.counter import counter
from redux_scuttlebutt.store.footprint import declare, footprint_of
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.rewindable import LocalRecorder, rewindable
from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.store.update import Incarnation, Timestamp, Update
from redux_scuttlebutt.store.update import Sequence as Number

N = 100_000
ROUNDS = 3
FIRST = room_reducer(None, {"type": "@@redux/INIT"})


def bare(reducer: Any, state: Any, actions: Sequence[Any]) -> Any:
    for action in actions:
        state = reducer(state, action)
    return state


def same_map_calls(actions: Sequence[Any]) -> Any:
    """What the whiteboard asks of its map, and nothing else."""
    shapes: Map[str, Any] = Map()
    for action in actions:
        payload = action["payload"]
        if action["type"] == "whiteboard/added":
            shapes = shapes.set(payload["id"], payload)
        elif payload["ids"][0] in shapes:
            [name] = payload["ids"]
            moved = action["type"] == "whiteboard/moved"
            shapes = shapes.set(name, payload) if moved else shapes.delete(name)
    return shapes


def in_batches(reducer: Any, first: Any, updates: Sequence[Update]) -> History[Any]:
    history: History[Any] = History(reducer, first)
    for start in range(0, len(updates), 64):
        history.merge(updates[start : start + 64])
    return history


def one_by_one(reducer: Any, actions: Sequence[Any]) -> Any:
    store = create_store(reducer, None, rewindable(LocalRecorder()))
    store.subscribe(lambda: None)
    for action in actions:
        store.dispatch(action)
    return store.get_state()


def merged(reducer: Any, first: Any, mine: Sequence[Update], theirs: Sequence[Update]) -> Any:
    history: History[Any] = History(reducer, first)
    history.merge(mine)
    return measured(lambda: history.merge(theirs)), history


def late_by(history: History[Any], distance: int, action: Any, number: int) -> Update:
    at = history.updates[-distance].timestamp
    return Update(Timestamp(at + 1), BO, Incarnation(9), Number(number), action)


def counting(reducer: Any) -> tuple[Callable[[Any, Any], Any], list[int]]:
    calls = [0]

    def counted(state: Any, action: Any) -> Any:
        calls[0] += 1
        return reducer(state, action)

    return declare(counted, lambda action: footprint_of(reducer, action)), calls


def appending() -> list[Figure]:
    board, clicks = board_actions(N, "s"), [counter.actions["incremented"]()] * N
    reducer, first = whiteboard.reducer, whiteboard.initial_state
    board_updates, click_updates = updates_of(board, ANA), updates_of(clicks, ANA)
    fold, calls, batches, single = fastest(
        ROUNDS,
        lambda: bare(reducer, first, board),
        lambda: same_map_calls(board),
        lambda: in_batches(reducer, first, board_updates),
        lambda: one_by_one(reducer, board),
    )
    counter_fold, counter_batches = fastest(
        ROUNDS,
        lambda: bare(counter.reducer, 0, clicks),
        lambda: in_batches(counter.reducer, 0, click_updates),
    )
    return [
        Figure("bare whiteboard fold / the same Map calls", fold / calls, "×", 4),
        Figure("append 100,000 in batches of 64, whiteboard", batches / fold, "×", 1.3),
        Figure("append 100,000 in batches of 64, counter", counter_batches / counter_fold, "×", 3),
        Figure("append 100,000 one by one through a store", single / fold, "×", 3),
        Figure("bare whiteboard fold, per action", fold / N * 1e6, "µs"),
    ]


def merging() -> list[Figure]:
    reducer, first = whiteboard.reducer, whiteboard.initial_state
    mine = updates_of(board_actions(N // 2, "m"), ANA)
    theirs = updates_of(board_actions(N // 2, "t"), BO, offset=5)
    ratios: list[float] = []
    for _ in range(ROUNDS):
        seconds, history = merged(reducer, first, mine, theirs)
        actions = [update.action for update in history.updates]
        ratios.append(seconds / measured(partial(bare, reducer, first, actions)))
    return [Figure("merge 50,000 + 50,000, whiteboard", min(ratios), "×", 1.3)]


def being_late() -> list[Figure]:
    reducer, first = whiteboard.reducer, whiteboard.initial_state
    history = in_batches(reducer, first, updates_of(board_actions(N, "s"), ANA))
    stroke = {"kind": "stroke", "z": "a0", "points": [1, 2, 3, 4], "color": "ink", "width": 64}
    late: list[float] = []
    suffix: list[float] = []
    for number in range(1, 31):
        action = whiteboard.actions["added"](stroke | {"id": f"late{number}"})
        update = late_by(history, 1000, action, number)
        late.append(measured(partial(history.merge, [update])))
        place = history.place_of(update)
        actions = [u.action for u in history.updates[place:]]
        state = history.state_at(place)
        suffix.append(measured(partial(bare, reducer, state, actions)))
    ratio = statistics.median(late) / statistics.median(suffix)
    counted, calls = counting(room_reducer)
    room = in_batches(counted, FIRST, updates_of(board_actions(N, "s"), ANA))
    calls[0] = 0
    click = Update(Timestamp(1001), BO, Incarnation(0), Number(1), counter.actions["incremented"]())
    room.merge([click])
    return [
        Figure("one late stroke 1,000 back, whiteboard", ratio, "×", 1.3),
        Figure("one late click 100,000 back, declared", calls[0], "calls", 100),
    ]


def looking_back() -> list[Figure]:
    counted, calls = counting(whiteboard.reducer)
    history = in_batches(counted, whiteboard.initial_state, updates_of(board_actions(N, "s"), ANA))
    chance = random.Random(7)
    per_look: list[int] = []
    for _ in range(50):
        calls[0] = 0
        history.state_at(chance.randrange(N))
        per_look.append(calls[0])
    cursor = Cursor(history)
    cursor.go_to(N // 2)
    steps = [measured(partial(cursor.go_to, place)) for place in _drag(N // 2)]
    return [
        Figure("state at a random moment, median", statistics.median(per_look), "calls", 2500),
        Figure("a scrub step, slowest of 400", max(steps) * 1000, "ms", 16),
    ]


def _drag(start: int) -> list[int]:
    """A hand that drags back and forth."""
    return [start - n * 3 for n in range(200)] + [start - 600 + n * 2 for n in range(200)]


def remembering() -> list[Figure]:
    tracemalloc.start()
    updates = updates_of(board_actions(N, "s"), ANA)
    log = tracemalloc.get_traced_memory()[0]
    history = in_batches(whiteboard.reducer, whiteboard.initial_state, updates)
    state = history.state
    both = tracemalloc.get_traced_memory()[0]
    bare_state = bare(whiteboard.reducer, whiteboard.initial_state, [u.action for u in updates])
    bare_memory = tracemalloc.get_traced_memory()[0] - both
    tracemalloc.stop()
    assert state == bare_state
    kept = len(history.checkpoint_places)
    beyond = (both - log - bare_memory) / log * 100
    return [
        Figure("checkpoints kept, 100,000 updates", kept, "states", 64),
        Figure("memory beyond log and state, of the log's", beyond, "%", 20),
    ]


if __name__ == "__main__":
    rows = [*appending(), *merging(), *being_late(), *looking_back(), *remembering()]
    sys.exit(report("history", rows))
