"""Waiting for the thing itself, in an event loop."""

import asyncio
from collections.abc import Callable

__all__ = ["PATIENCE_S", "until"]

PATIENCE_S = 60.0
"""Only a broken program takes this long; nothing is measured with it."""


async def until(fact: Callable[[], object]) -> None:
    """Return once `fact` holds.

    It is looked at again and again, as it may be about several replicas, threads and
    widgets at a time, which have no event in common. The pause leaves the loop idle
    meanwhile, or folding and drawing would wait for us.
    """
    async with asyncio.timeout(PATIENCE_S):
        while not fact():
            await asyncio.sleep(0.002)
