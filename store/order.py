"""The sorted log by itself: where updates go, and how late each one was.

Nothing here folds. A batch is merged with one sort of two sorted runs, or, while it is
small, by inserting each update where it belongs.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import lt

from .update import Update

__all__ = ["Lateness", "Merge", "Order", "in_order"]

FEW = 16
"""Up to this many late updates are inserted one by one."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late one update was: sorted `depth` places before the end when it arrived.

    `arrived` is when its batch came, in microseconds, as the caller said.
    """

    depth: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What a batch did to the order.

    Attributes:
        place: the earliest place it took.
        late: those of its updates that sort before something that was here.
        places: for each late one, its place in the order from before.
    """

    place: int
    late: tuple[Update, ...] = ()
    places: tuple[int, ...] = ()


def in_order(updates: Iterable[Update]) -> list[Update]:
    """A new list of `updates`, sorted.

    Raises:
        ValueError: two of them have the same name.
    """
    batch = list(updates)
    if not _ascends(batch):
        try:
            batch.sort()
        except TypeError:  # equal up to the actions, which do not compare
            raise ValueError("two updates in one batch have the same name") from None
        if not _ascends(batch):
            raise ValueError("an update stands in one batch twice")
    return batch


class Order:
    """Updates in the total order, and which of them arrived late."""

    def __init__(self) -> None:
        self.updates: list[Update] = []
        self._depths: dict[int, int] = {}  # by identity, which lives as long as the log
        self._arrived: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.updates)

    def add(self, batch: Sequence[Update], arrived: int) -> Merge:
        """Merge `batch`, which is in order and not empty.

        Raises:
            ValueError: an update is here already; nothing has changed then.
        """
        updates = self.updates
        end = len(updates)
        if not updates or updates[-1][:4] < batch[0][:4]:
            updates.extend(batch)
            return Merge(end)
        if len(batch) <= FEW:
            self.refuse_known(batch)
        place = bisect_left(updates, _key(batch[0]), key=_key)
        late = tuple(batch[: bisect_left(batch, _key(updates[-1]), key=_key)])
        if len(batch) <= FEW:
            depths = [end - bisect_left(updates, update, place) for update in late]
            for update in batch:
                insort(updates, update, place)
        else:
            tail = _merged(updates[place:], batch)
            updates[place:] = tail
            at = dict(zip(map(id, tail), range(place, place + len(tail)), strict=True))
            # The n-th late update stands behind n others of its own batch.
            depths = [end - at[id(update)] + nth for nth, update in enumerate(late)]
        ids = [id(update) for update in late]
        self._depths.update(zip(ids, depths, strict=True))
        self._arrived.update(dict.fromkeys(ids, arrived))
        return Merge(place, late, tuple(end - depth for depth in depths))

    def remove(self, gone: Iterable[Update]) -> None:
        """Take out updates that are here; of the others it stays known how late they were."""
        ids = set(map(id, gone))
        self.updates[:] = [update for update in self.updates if id(update) not in ids]
        for known in (self._depths, self._arrived):
            for at in ids & known.keys():  # another object may have that identity some day
                del known[at]

    def place_of(self, update: Update) -> int:
        """How many updates sort before `update`.

        Raises:
            KeyError: it is not here.
        """
        place = bisect_left(self.updates, update)
        if place == len(self.updates) or self.updates[place][:4] != update[:4]:
            raise KeyError(f"no update {update.name!r} in this history")
        return place

    def lateness(self, update: Update) -> Lateness | None:
        """How late `update` arrived, or None if it arrived in order."""
        depth = self._depths.get(id(update))
        return None if depth is None else Lateness(depth, self._arrived[id(update)])

    def refuse_known(self, batch: Sequence[Update]) -> None:
        """Make sure that nothing of `batch`, which is in order, is here.

        Raises:
            ValueError: something is.
        """
        if not batch or not self.updates or self.updates[-1][:4] < batch[0][:4]:
            return
        for update in batch:
            key = update[:4]
            place = bisect_left(self.updates, key, key=_key)
            if place < len(self.updates) and _key(self.updates[place]) == key:
                raise ValueError(f"the update {update.name!r} is in this history already")


def _merged(tail: list[Update], batch: Sequence[Update]) -> list[Update]:
    """Both in one order: a sort that finds two sorted runs only has to merge them.

    Raises:
        ValueError: an update is in both.
    """
    try:
        merged = sorted([*tail, *batch])
    except TypeError:  # equal up to the actions, which do not compare
        merged = []
    if not merged or not _ascends(merged):
        raise ValueError("an update is in this history already")
    return merged


def _key(update: Update) -> tuple[object, ...]:
    return update[:4]


def _ascends(batch: Sequence[Update]) -> bool:
    try:
        return all(map(lt, batch, batch[1:]))
    except TypeError:
        return False
