"""What a room holds: the counter, the whiteboard and the rules, as one reducer."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from ..action import Action
from ..footprint import Footprint, declare, footprint_of
from ..reducer import Refusal, Refused, combine_reducers
from .counter import counter
from .rules import rules
from .whiteboard import Board, Point, Shape, whiteboard

__all__ = ["Board", "Point", "Shape", "State", "counter", "room_reducer", "rules", "whiteboard"]

State = Mapping[str, Any]

_combined = combine_reducers(
    {"counter": counter.reducer, "rules": rules.reducer, "whiteboard": whiteboard.reducer}
)


def room_reducer(state: State | None, action: Action) -> State | Literal[Refusal.REFUSED]:
    """The reducer of a room: each slice for itself, and then the rules over all.

    A counter below its minimum may rise, also when it does not reach the minimum: a rule
    set too late must not lock the counter.
    """
    result = _combined(state, action)
    if state is None or isinstance(result, Refusal):
        return result
    before, after = cast("int", state["counter"]), cast("int", result["counter"])
    if after < before:
        minimum = cast("int | None", result["rules"]["counter_minimum"])
        if minimum is not None and after < minimum:
            raise Refused(f"the rule says: never below {minimum}")
    return result


def _room_declaration(action: Action) -> Footprint:
    """What the slices touch; whatever changes the counter looks at its rule too."""
    footprint = footprint_of(_combined, action)
    if ("counter",) in footprint.writes:
        return Footprint((*footprint.reads, ("rules",)), footprint.writes)
    return footprint


declare(room_reducer, _room_declaration)
