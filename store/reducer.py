"""Reducers, how they refuse, and how several become one.

A reducer is a pure function of (state, action). Where an action makes no sense at
its place in the order, it says so and the state stays as it was: it raises
`Refused(reason)`, which works under any combiner, or returns the sentinel
`REFUSED`, at the root or inside our `combine_reducers`.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, Literal, TypeAlias, TypeVar

from .action import Action
from .footprint import NOTHING, Declaration, Footprint, Path, declare, footprint_of

__all__ = ["REFUSED", "Reducer", "Refusal", "Refused", "combine_reducers"]

S = TypeVar("S")


class Refusal(Enum):
    """The type of the one sentinel `REFUSED`."""

    REFUSED = "refused"


REFUSED: Final = Refusal.REFUSED

Reducer: TypeAlias = Callable[[S | None, Action], S | Literal[Refusal.REFUSED]]


class Refused(Exception):
    """An action is not possible at this place in the order.

    The first argument is the reason, a sentence that can be shown to people.
    """

    @property
    def reason(self) -> str:
        return str(self) or "refused by the reducer"


def combine_reducers(reducers: Mapping[str, Reducer[Any]]) -> Reducer[Mapping[str, Any]]:
    """One reducer whose state holds the state of each of `reducers` under its key.

    A slice that returns `REFUSED` refuses the whole action: no other slice moves.
    Keys of the state that no reducer owns are kept as they are.

    Raises (when called): TypeError, if a reducer returns None. State is never None,
    since None is how Redux asks a reducer for its first state.
    """
    slices = tuple(reducers.items())

    def combined(
        state: Mapping[str, Any] | None, action: Action
    ) -> Mapping[str, Any] | Literal[Refusal.REFUSED]:
        before: Mapping[str, Any] = {} if state is None else state
        changed: dict[str, Any] | None = None
        for key, reducer in slices:
            old = before.get(key)
            new = reducer(old, action)
            if new is old and new is not None:
                continue
            if new is REFUSED:
                return REFUSED
            if new is None:
                raise TypeError(f"the reducer {key!r} returned None for {action.get('type')!r}")
            if changed is None:
                changed = dict(before)
            changed[key] = new
        return before if changed is None else changed

    return declare(combined, _combined_declaration(reducers))


def _combined_declaration(reducers: Mapping[str, Reducer[Any]]) -> Declaration:
    """Each slice's part; a slice that declares nothing may touch all of its own part."""
    parts = tuple(reducers.items())

    def declaration(action: Action) -> Footprint:
        reads: tuple[Path, ...] = ()
        writes: tuple[Path, ...] = ()
        for key, reducer in parts:
            footprint = footprint_of(reducer, action)
            if footprint is not NOTHING:
                below = footprint.below(key)
                reads += below.reads
                writes += below.writes
        return Footprint(reads, writes)

    return declaration
