"""A slice: one part of the state, its reducer and its action creators, from one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from .action import Action
from .footprint import EVERYTHING, NOTHING, Declaration, Footprint, declare
from .reducer import Reducer, Refusal

__all__ = ["Case", "Slice", "create_slice"]

S = TypeVar("S")

Case: TypeAlias = Callable[[S, Action], S | Literal[Refusal.REFUSED]]


@dataclass(frozen=True, slots=True)
class Slice(Generic[S]):
    """What `create_slice` made.

    `actions` holds one action creator per case, by the case's name: called with a
    payload it returns the action, called without one it leaves the payload out.
    """

    name: str
    initial_state: S
    reducer: Reducer[S]
    actions: Mapping[str, Callable[..., dict[str, Any]]]


def create_slice(
    name: str,
    initial_state: S,
    cases: Mapping[str, Case[S]],
    *,
    also: Mapping[str, Case[S]] | None = None,
    touches: Mapping[str, Declaration] | None = None,
) -> Slice[S]:
    """Make the slice `name`, whose case `added` handles the action type `name/added`.

    Args:
        name: the first part of the slice's action types.
        initial_state: the state before the first action.
        cases: for each verb in the past tense, a function (state, action) -> state.
        also: cases for whole action types that are not the slice's own.
        touches: for each verb whose case reads and writes but a part of the slice, what
            it touches (see `footprint`), with paths that begin in the slice. A case that
            is not named here may touch all of the slice; nothing else touches any of it.
    """
    by_type: dict[str, Case[S]] = {f"{name}/{verb}": case for verb, case in cases.items()}
    by_type.update(also or {})
    find = by_type.get

    def reducer(state: S | None, action: Action) -> S | Literal[Refusal.REFUSED]:
        current = initial_state if state is None else state
        case = find(action["type"])
        return current if case is None else case(current, action)

    own = {f"{name}/{verb}": declaration for verb, declaration in (touches or {}).items()}

    def declaration(action: Action) -> Footprint:
        kind = action["type"]
        if kind not in by_type:
            return NOTHING
        finer = own.get(kind)
        return EVERYTHING if finer is None else finer(action)

    creators = {verb: _creator(f"{name}/{verb}") for verb in cases}
    return Slice(name, initial_state, declare(reducer, declaration), creators)


_NOTHING: Any = object()


def _creator(kind: str) -> Callable[..., dict[str, Any]]:
    def create(payload: Any = _NOTHING) -> dict[str, Any]:
        return {"type": kind} if payload is _NOTHING else {"type": kind, "payload": payload}

    return create
