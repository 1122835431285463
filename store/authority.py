"""Who may do what: a rule of the room that is asked before its reducer."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from .action import Action
from .footprint import Footprint, declare, footprint_of
from .reducer import Reducer, Refused
from .update import SourceId

__all__ = ["RESERVED_PREFIX", "Authorize", "guarded"]

RESERVED_PREFIX = "history/"
"""Actions of such types speak to the history, which judges from the log whether they count."""

S = TypeVar("S")

Authorize: TypeAlias = Callable[[Any, Action, SourceId], bool]
"""Whether `source` may do `action` in a state: a pure function, the same in the whole room."""


def guarded(reducer: Reducer[S], authorize: Authorize) -> Reducer[S]:
    """`reducer` for attributed actions, refusing those to which `authorize` says no.

    What `authorize` reads of the state, it may `declare` as a reducer does (what it were to
    write does not matter); then late updates that do not touch that still need no rewind.
    """

    def guard(state: S | None, action: Action) -> Any:
        if not action["type"].startswith(RESERVED_PREFIX):
            source = SourceId(bytes.fromhex(action["meta"]["source"]))
            if not authorize(state, action, source):
                raise Refused("not allowed")
        return reducer(state, action)

    def declaration(action: Action) -> Footprint:
        reads, writes = footprint_of(reducer, action)
        return Footprint((*reads, *footprint_of(authorize, action).reads), writes)

    return declare(guard, declaration) if hasattr(reducer, "__footprint__") else guard
