"""Which shapes late updates touched, and whose they were."""

from collections.abc import Iterable
from typing import Any

from ...store.history import History
from ...store.rewind import Rewind
from ...store.update import SourceId, Update
from .describe import touched_shapes

__all__ = ["touched_by_late"]


def touched_by_late(
    history: History[Any], new: Iterable[Update], rewinds: Iterable[Rewind]
) -> dict[SourceId, list[str]]:
    """By author, the shapes that changed out of turn.

    Args:
        history: the history they are in.
        new: what arrived since the last look; only the late ones count.
        rewinds: what to ask for changed outcomes.
    """
    late = [update for update in new if history.lateness(update) is not None]
    for rewind in rewinds:
        late += (change.update for change in rewind.changes)
    touched: dict[SourceId, list[str]] = {}
    for update in late:
        ids = touched_shapes(update.action)
        if ids:
            touched.setdefault(update.source, []).extend(ids)
    return touched
