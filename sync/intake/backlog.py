"""Who is folded first when more has come than can be folded soon."""

from collections import Counter
from collections.abc import Sequence

from ...store.update import Update

__all__ = ["quiet_first"]


def quiet_first(updates: Sequence[Update], most: int) -> tuple[list[Update], list[Update]]:
    """Split `updates` into at most `most` to fold now, and the rest.

    Whoever has fewest waiting comes first, so that a flood waits for everybody else.
    Those of one source keep their order.
    """
    if len(updates) <= most:
        return list(updates), []
    waiting = Counter(update.source for update in updates)
    # By number of updates, and where that is equal by first arrival.
    turns = sorted(waiting.items(), key=lambda turn: turn[1])
    shares: Counter[bytes] = Counter()
    left = most
    for source, count in turns:
        shares[source] = min(count, left)
        left -= shares[source]
    now: list[Update] = []
    rest: list[Update] = []
    for update in updates:
        if shares[update.source]:
            shares[update.source] -= 1
            now.append(update)
        else:
            rest.append(update)
    return now, rest
