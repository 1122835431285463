"""The alarm for replicas that have the same log and yet another state.

A reducer that is not pure, such as one that goes through a set in the order of its hashes,
or adds floats in an order of its own, makes replicas differ for ever, and nobody notices.
So each beat says what our state is, where that can be compared: everything received is on
disk and folded, nothing is parked, forked or open. Two replicas whose beats name the same
log and different states have diverged. That is told, and never resolved in silence: which
of them is right no program can know.

The hash of a state costs as much as the state is large. It is taken once for each log that
stands still from one beat to the next, beside everything else (a state is immutable), and
never for more than a hundredth of the time.
"""

import logging
from collections.abc import Callable
from typing import Any

from ..store.canonical import state_hash
from ..store.update import SourceId
from .scheduler import Scheduler

__all__ = ["STATE_BYTES", "Divergence"]

STATE_BYTES = 8

REST = 100
"""So many times as long as a hash took, none is taken."""

_logger = logging.getLogger(__name__)


class Divergence:
    """Compares our state with those of peers who have the same log.

    Args:
        summary: one hash over all that we have on disk.
        state: our state, where it can be compared; None where it cannot.
        diverged: told of a peer with another state, once for each log.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        summary: Callable[[], bytes],
        state: Callable[[], tuple[Any] | None],
        diverged: Callable[[SourceId], object],
    ) -> None:
        self._scheduler = scheduler
        self._summary = summary
        self._state = state
        self._diverged = diverged
        self._last_summary = b""
        self._last_state: object = None
        self._hash: bytes | None = None
        self._is_hashing = False
        self._not_before = 0.0
        self._told: dict[SourceId, bytes] = {}

    def ours(self) -> bytes:
        """How the hash of our state begins, or nothing: not comparable, or not known yet.

        To be asked at each beat: the second time that nothing has moved, it is computed.
        """
        if not self._stands_still():
            state = self._state()
            self._last_summary = self._summary() if state is not None else b""
            self._last_state = state[0] if state is not None else None
            self._hash = None
        elif self._hash is None and not self._is_hashing:
            self._begin_hash()
        return self._hash or b""

    def compare(self, peer: SourceId, summary: bytes, theirs: bytes) -> None:
        """Take note what state `peer` has, of the log that `summary` stands for."""
        ours = self._hash
        if not ours or not theirs or ours == theirs or summary != self._last_summary:
            return
        if not self._stands_still() or self._told.get(peer) == summary:
            return
        self._told[peer] = summary
        _logger.error(
            "the state of %s begins with %s, ours with %s, and the log is the same (%s)",
            peer.hex(),
            theirs.hex(),
            ours.hex(),
            summary.hex(),
        )
        self._diverged(peer)

    def _stands_still(self) -> bool:
        """Whether our state can be compared, and is still the one that we looked at last."""
        state = self._state()
        if state is None or self._summary() != self._last_summary:
            return False
        return state[0] is self._last_state

    def _begin_hash(self) -> None:
        timer = self._scheduler.timer
        if timer() < self._not_before:
            return
        self._is_hashing = True
        state = self._last_state

        def job() -> tuple[bytes, float]:
            began = timer()
            return _hash_of(state), timer() - began

        def done(result: tuple[bytes, float]) -> None:
            hash, seconds = result
            self._is_hashing = False
            self._not_before = timer() + REST * seconds
            if state is self._last_state:
                self._hash = hash

        self._scheduler.work(job, done)


def _hash_of(state: object) -> bytes:
    try:
        return bytes.fromhex(state_hash(state))[:STATE_BYTES]
    except TypeError:
        return b""  # the reducer made what has no canonical form: nothing to compare by
