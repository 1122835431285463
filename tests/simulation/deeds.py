"""What is done on a simulated replica, and a reducer to which the order matters."""

from typing import Any

from redux_scuttlebutt.store.reducer import REFUSED, Refused

__all__ = ["FIRST", "did", "reduce"]

FIRST = 1
_MODULUS = 2**52 - 47


def did(number: int, ballast: int = 0) -> dict[str, Any]:
    """An action; `ballast` makes it that many bytes longer."""
    action: dict[str, Any] = {"type": "did", "payload": number}
    if ballast:
        action["ballast"] = "b" * ballast
    return action


def reduce(state: int | None, action: Any) -> Any:
    """One number of bounded size that hangs on every action before, and on their order.

    Of ten kinds of actions one is refused at every third state, and one raises there.
    """
    before = FIRST if state is None else state
    if action["type"] != "did":
        return before
    number = action["payload"]
    if number % 10 == 7 and before % 3 == 0:
        return REFUSED
    if number % 10 == 8 and before % 3 == 1:
        raise Refused("not at this state")
    if number % 10 == 9 and before % 5 == 0:
        raise KeyError(number)
    return (before * 31 + number + 1) % _MODULUS
