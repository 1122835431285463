"""How much each of many did lately, where what is long ago counts less and less."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["HALF_LIFE", "Recent"]

HALF_LIFE = 10.0
"""Seconds after which an amount counts half."""

NOTHING = 1.0
"""Less than this is forgotten."""

MANY = 1_000

K = TypeVar("K", bound=Hashable)


class Recent(Generic[K]):
    """Amounts by key, each decaying from when it was added.

    Args:
        timer: seconds, never going back.
    """

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._amounts: dict[K, tuple[float, float]] = {}  # how much, and when that was
        self._many = MANY

    def add(self, key: K, amount: float) -> None:
        """`key` did so much more just now."""
        now = self._timer()
        self._amounts[key] = (self._left(key, now) + amount, now)
        if len(self._amounts) > self._many:
            self._forget(now)

    def of(self, key: K) -> float:
        """What is left of all that `key` did."""
        return self._left(key, self._timer())

    def _left(self, key: K, now: float) -> float:
        amount, since = self._amounts.get(key, (0.0, now))
        return amount * 0.5 ** ((now - since) / HALF_LIFE)

    def _forget(self, now: float) -> None:
        self._amounts = {k: a for k, a in self._amounts.items() if self._left(k, now) >= NOTHING}
        self._many = max(MANY, 2 * len(self._amounts))
