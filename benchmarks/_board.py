"""The whiteboard that benchmarks draw: the same actions in every run."""

import random
from collections.abc import Sequence
from itertools import islice
from typing import Any

from redux_scuttlebutt.store.documents import whiteboard
from redux_scuttlebutt.store.documents.zkeys import above
from redux_scuttlebutt.store.update import Incarnation, SourceId, Timestamp, Update
from redux_scuttlebutt.store.update import Sequence as Number

__all__ = ["ANA", "BO", "board_actions", "strokes", "updates_of"]

ANA, BO = SourceId(b"a" * 32), SourceId(b"b" * 32)


def board_actions(count: int, prefix: str) -> list[dict[str, Any]]:
    """75 % strokes of 8 points, 15 % moves, 10 % removals, the same in every run.

    What is moved or removed is there: nothing is refused.
    """
    chance = random.Random(prefix)
    z = None
    there: list[str] = []
    actions: list[dict[str, Any]] = []
    for number in range(count):
        kind = chance.random()
        target = chance.randrange(len(there)) if there else 0
        if kind < 0.75 or not there:
            z = above(z)
            points = [chance.randrange(99_999) for _ in range(16)]
            there.append(f"{prefix}{number}")
            stroke = {"id": there[-1], "kind": "stroke", "z": z, "points": points}
            actions.append(whiteboard.actions["added"](stroke | {"color": "ink", "width": 128}))
        elif kind < 0.9:
            actions.append(whiteboard.actions["moved"]({"ids": [there[target]], "by": [3, 4]}))
        else:
            actions.append(whiteboard.actions["removed"]({"ids": [there.pop(target)]}))
    return actions


def strokes(count: int) -> list[dict[str, Any]]:
    """Strokes of 8 points and nothing else: edits that no library can pass over."""
    added = (action for action in board_actions(count * 2, "s") if "points" in action["payload"])
    return list(islice(added, count))


def updates_of(actions: Sequence[Any], source: SourceId, offset: int = 0) -> list[Update]:
    return [
        Update(Timestamp(1000 + 10 * n + offset), source, Incarnation(0), Number(n + 1), action)
        for n, action in enumerate(actions)
    ]
