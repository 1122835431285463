"""From a plan that breaks a promise to a small one that breaks the same.

Delta debugging over the steps (Zeller and Hildebrandt, "Simplifying and Isolating
Failure-Inducing Input", 2002), then fewer replicas and links, then a calmer world.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from .plan import Buggify, ClockPlan, DiskPlan, LinkPlan, Plan, Step

__all__ = ["shrink"]


def shrink(plan: Plan, fails: Callable[[Plan], bool], *, tries: int = 1000) -> Plan:
    """The smallest plan found with at most `tries` calls of `fails`, which `plan` does."""
    return _Shrinker(plan, fails, tries).shrink()


class _Shrinker:
    def __init__(self, plan: Plan, fails: Callable[[Plan], bool], tries: int) -> None:
        self._plan = plan
        self._fails = fails
        self._left = tries

    def shrink(self) -> Plan:
        before = None
        while before != self._plan and self._left > 0:
            before = self._plan
            self._fewer_steps()
            self._first_that_fails(_fewer_replicas)
            self._first_that_fails(_fewer_links)
            self._first_that_fails(_calmer)
        return self._plan

    def _try(self, plan: Plan) -> bool:
        if self._left <= 0 or plan == self._plan:
            return False
        self._left -= 1
        if not self._fails(plan):
            return False
        self._plan = plan
        return True

    def _fewer_steps(self) -> None:
        size = max(len(self._plan.steps) // 2, 1)
        while True:
            at = 0
            while at < len(self._plan.steps):
                steps = self._plan.steps
                if not self._try(replace(self._plan, steps=steps[:at] + steps[at + size :])):
                    at += size
            if size == 1:
                return
            size //= 2

    def _first_that_fails(self, smaller: Callable[[Plan], Iterator[Plan]]) -> None:
        """Take the first smaller plan that still fails, for as long as there is one."""
        while any(self._try(plan) for plan in smaller(self._plan)):
            pass


def _fewer_replicas(plan: Plan) -> Iterator[Plan]:
    if plan.hostile:
        number = plan.replicas
        yield replace(
            plan,
            hostile=0,
            links=tuple(link for link in plan.links if number not in (link.a, link.b)),
            steps=tuple(step for step in plan.steps if step.deed != "mischief"),
        )
    if plan.replicas <= 2:
        return
    for gone in reversed(range(plan.replicas)):
        links = tuple(
            replace(link, a=_moved(link.a, gone), b=_moved(link.b, gone))
            for link in plan.links
            if gone not in (link.a, link.b)
        )
        smaller = replace(
            plan,
            replicas=plan.replicas - 1,
            links=links,
            steps=tuple(s for s in (_without(step, gone) for step in plan.steps) if s is not None),
            clocks=plan.clocks[:gone] + plan.clocks[gone + 1 :],
        )
        if _is_joined(smaller):
            yield smaller


def _without(step: Step, gone: int) -> Step | None:
    about_two = step.deed in ("cut", "part", "block", "heal", "mischief")
    if step.who == gone or (about_two and step.other == gone):
        return None
    other = _moved(step.other, gone) if about_two else step.other
    return replace(step, who=_moved(step.who, gone), other=other)


def _moved(number: int, gone: int) -> int:
    return number - 1 if number > gone else number


def _fewer_links(plan: Plan) -> Iterator[Plan]:
    for at in range(len(plan.links)):
        smaller = replace(plan, links=plan.links[:at] + plan.links[at + 1 :])
        if _is_joined(smaller):
            yield smaller


def _is_joined(plan: Plan) -> bool:
    """Whether there is a way between any two replicas; a hostile one is none."""
    reached, edge = {0}, [0]
    while edge:
        here = edge.pop()
        for link in plan.links:
            for one, other in ((link.a, link.b), (link.b, link.a)):
                if one == here and other < plan.replicas and other not in reached:
                    reached.add(other)
                    edge.append(other)
    return len(reached) == plan.replicas


def _calmer(plan: Plan) -> Iterator[Plan]:
    calm = tuple(LinkPlan(link.a, link.b, 10.0, 0.0) for link in plan.links)
    yield replace(plan, links=calm)
    yield replace(plan, clocks=tuple(ClockPlan() for _ in plan.clocks))
    yield replace(plan, clocks=tuple(replace(c, rate=1.0, grain_us=1) for c in plan.clocks))
    yield replace(plan, disk=DiskPlan())
    yield replace(plan, sqlite=False)
    yield replace(plan, clock="hybrid")
    yield replace(plan, buggify=Buggify())
    for link, at in zip(plan.links, range(len(plan.links)), strict=True):
        without_loss = replace(link, loss=0.0, notice_ms=0, spread=0.0)
        yield replace(plan, links=(*plan.links[:at], without_loss, *plan.links[at + 1 :]))
    buggify = plan.buggify
    for calmer in (
        replace(buggify, run_delay=0.04),
        replace(buggify, tick_us=0),
        replace(buggify, turn_us=100),
        replace(buggify, batch_bytes=1_000_000),
    ):
        yield replace(plan, buggify=calmer)
