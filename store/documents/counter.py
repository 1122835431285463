"""The shared counter: one integer.

Beside its own actions it understands the plain `INCREMENT` and `DECREMENT` of the
classic Redux counter.
"""

from ..action import Action
from ..reducer import Refused
from ..slice import create_slice
from .said import said

__all__ = ["LIMIT", "counter", "whole_number"]

LIMIT = 2**53 - 1
"""The largest magnitude that every JSON reader keeps exactly."""


def whole_number(value: object, what: str) -> int:
    """`value`, if it is an integer and not a boolean.

    Raises:
        Refused: it is anything else.
    """
    if type(value) is not int:
        raise Refused(f"{what} is {said(value)}, expected a whole number")
    return value


def _within_limit(result: int) -> int:
    if not -LIMIT <= result <= LIMIT:
        raise Refused("the counter cannot go beyond ±(2**53 - 1)")
    return result


def _incremented(state: int, action: Action) -> int:
    return _within_limit(state + whole_number(action.get("payload", 1), "the step"))


def _decremented(state: int, action: Action) -> int:
    return _within_limit(state - whole_number(action.get("payload", 1), "the step"))


def _multiplied(state: int, action: Action) -> int:
    return _within_limit(state * whole_number(action.get("payload"), "the factor"))


def _set(_state: int, action: Action) -> int:
    return _within_limit(whole_number(action.get("payload"), "the value"))


counter = create_slice(
    "counter",
    0,
    {
        "incremented": _incremented,
        "decremented": _decremented,
        "multiplied": _multiplied,
        "set": _set,
    },
    also={"INCREMENT": _incremented, "DECREMENT": _decremented},
)
