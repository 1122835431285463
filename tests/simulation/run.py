"""One plan from beginning to end, and what came of it."""

import logging
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from .heap import SECOND, START
from .people import Violation
from .plan import Plan
from .settle import settle
from .world import World

__all__ = ["Outcome", "run"]


@dataclass(frozen=True)
class Outcome:
    """How a run went.

    Attributes:
        failed: which promise was broken, or None; `detail` says by what.
        ladder: what happened last.
        trace: a hash of everything that happened.
    """

    plan: Plan
    events: int
    seconds: float
    accepted: int
    trace: str
    failed: str | None = None
    detail: str = ""
    ladder: str = ""


def run(plan: Plan, *, is_sampling: bool = True) -> Outcome:
    """Do all that `plan` says. Whatever the program raises is a broken promise too."""
    with ExitStack() as stack:
        world = World(plan, stack, is_sampling=is_sampling)
        failed, detail = None, ""
        try:
            with _quiet_logging(world):
                world.follow()
                settle(world)
        except Violation as violation:
            failed, detail = violation.rule, str(violation)
        except Exception as error:
            failed = f"{type(error).__name__} in {_place(error)}"
            detail = f"{failed}: {error}"
        return Outcome(
            plan,
            world.heap.events,
            (world.heap.now - START) / SECOND,
            world.watch.ledger.accepted,
            world.story.trace,
            failed,
            detail,
            world.story.ladder(plan.replicas + plan.hostile) if failed else "",
        )


class _Loud(logging.Handler):
    """The program logs what it could not tell anybody: that nothing of ours raises it."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        # That one like these claims to have made another state of the same is said as asked.
        self._liars = [f"the state of {enemy.source.hex()} begins" for enemy in world.hostile]

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith(tuple(self._liars)):
            return
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Violation):
            raise error
        raise Violation("the program reports no failure", record.getMessage())


@contextmanager
def _quiet_logging(world: World) -> Generator[None]:
    logger, loud = logging.getLogger("redux_scuttlebutt"), _Loud(world)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(loud)
    try:
        yield
    finally:
        logger.removeHandler(loud)
        logger.propagate = propagates


def _place(error: Exception) -> str:
    """The innermost function that an error came through."""
    trace = error.__traceback__
    name = "nowhere"
    while trace is not None:
        name = trace.tb_frame.f_code.co_qualname
        trace = trace.tb_next
    return name
