"""Folding a reducer over a stretch of updates, with refusals and real failures told apart.

A reducer that returns `REFUSED` or raises refuses the action at that place: the state
stays as it was. MemoryError, RecursionError and OSError depend on the machine and not
on the log, so taking them for refusals would make replicas differ: there the fold stops.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from .attribution import attributed
from .reducer import REFUSED, Reducer, Refused
from .update import Update

__all__ = ["ENVIRONMENTAL", "FoldStopped", "fold", "reason_of"]

S = TypeVar("S")

ENVIRONMENTAL = (MemoryError, RecursionError, OSError)


@dataclass(eq=False)
class FoldStopped(Exception):
    """The machine, not the action, kept the reducer from finishing.

    `state` is the state before `update`, and `cause` what the reducer raised.
    """

    update: Update
    state: Any
    cause: BaseException

    def __str__(self) -> str:
        return f"folding stopped at {self.update.action.get('type')!r}: {self.cause!r}"


def fold(
    reducer: Reducer[S],
    updates: Iterable[Update],
    state: S,
    refuse: Callable[[Update, str], object],
) -> S:
    """The state after `updates`; tells `refuse` of each refused one and its reason.

    Raises:
        FoldStopped: MemoryError, RecursionError or OSError in the reducer.
    """
    for update in updates:
        try:
            result = reducer(state, attributed(update))
        except ENVIRONMENTAL as error:
            raise FoldStopped(update, state, error) from error
        except Exception as error:
            refuse(update, reason_of(error))
        else:
            if result is REFUSED:
                refuse(update, Refused().reason)
            else:
                state = result
    return state


def reason_of(error: Exception) -> str:
    """Why an action was refused, as a sentence for people."""
    if isinstance(error, Refused):
        return error.reason
    return f"the reducer raised {type(error).__name__}: {error}"
