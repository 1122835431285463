"""Who put which shape on the board, read off the history as it grows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from ....store.history import History
from ....store.update import SourceId, Update

__all__ = ["Authors"]

SOME = 200
"""So many updates are read between two looks at the clock."""


class Authors:
    """Follows `history` by its arrivals, `refresh` by `refresh`."""

    def __init__(self, history: History[Any]) -> None:
        self._history = history
        self._by_shape: dict[str, SourceId] = {}
        self._read = 0
        self._withdrawals = history.withdrawals

    def of(self, shape_id: str) -> SourceId | None:
        """Who added it, as far as that was read."""
        return self._by_shape.get(shape_id)

    def refresh(self) -> bool:
        """Read some of what is new; False once all is read."""
        history = self._history
        if history.withdrawals != self._withdrawals:
            self._withdrawals, self._read = history.withdrawals, 0
        arrivals: Sequence[Update] = history.arrivals
        end = min(self._read + SOME, len(arrivals))
        for update in arrivals[self._read : end]:
            self._read_update(update)
        self._read = end
        return end < len(arrivals)

    def _read_update(self, update: Update) -> None:
        for shape_id, whole in _added(update.action.get("type"), update.action.get("payload")):
            if shape_id in self._by_shape and self._history.refusal(update) is not None:
                continue  # somebody else's id
            # A piece of a stroke is whose the stroke was, whoever has split it.
            self._by_shape[shape_id] = self._by_shape.get(whole, update.source)


def _added(kind: object, payload: object) -> Iterable[tuple[str, str]]:
    """The ids that an action of any program gives to new shapes, and what each was part of."""
    if kind not in ("whiteboard/added", "whiteboard/split") or not isinstance(payload, Mapping):
        return []
    fields = cast("Mapping[str, object]", payload)
    listed = fields.get("shapes")
    shapes: list[object] = [fields, *(cast("list[object]", listed) if _is_list(listed) else [])]
    described = [cast("Mapping[str, object]", s) for s in shapes if isinstance(s, Mapping)]
    ids = [(shape.get("id"), shape.get("of", "")) for shape in described]
    return [(i, of) for i, of in ids if isinstance(i, str) and isinstance(of, str)]


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)
