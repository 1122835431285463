"""Jobs that are done when a test says so, in virtual time."""

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from .virtual_time import VirtualTime

__all__ = ["Worker"]

T = TypeVar("T")


class Worker(VirtualTime):
    """Fulfils `Scheduler`, with one worker that only works on demand.

    Attributes:
        jobs: what it has not done yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.jobs: deque[Callable[[], object]] = deque()

    def work(self, job: Callable[[], T], done: Callable[[T], object]) -> None:
        def do() -> None:
            result: Any = job()
            self.soon(lambda: done(result))

        self.jobs.append(do)

    def do_one(self) -> bool:
        """Do the next job, and let its turn come; whether there was one."""
        if not self.jobs:
            return False
        self.jobs.popleft()()
        self.settle()
        return True

    def do_all(self) -> None:
        """Do all jobs, and those that come of them."""
        self.settle()
        while self.do_one():
            pass
