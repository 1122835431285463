"""A whole network in one thread: follows a plan, lets the faults end, and sees that all agree."""

import logging
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import ceil, log2
from pathlib import Path

from .disk import Disk, SimDisk
from .heap import SECOND, START, Heap
from .hostile import Hostile
from .invariants import Violation, Watch
from .link import CALM_MS, Link, Party
from .node import Node, WallClock
from .plan import ClockPlan, Plan, Step
from .signer import TableSigner, secret_of, source_of
from .sqlite_disk import SqliteDisk, scratch
from .story import Story

__all__ = ["Outcome", "run"]

MOST_EVENTS = 400_000
QUIET_S = 20
QUIET_BYTES = 1000
"""What a peer may send in a second once there is nothing to say."""


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
        world = _World(plan, stack, is_sampling=is_sampling)
        failed, detail = None, ""
        try:
            with _quiet_logging():
                world.follow()
                world.settle()
        except Violation as violation:
            failed, detail = violation.rule, str(violation)
        except Exception as error:
            failed = f"{type(error).__name__} in {_place(error)}"
            detail = f"{failed}: {error}"
        return Outcome(
            plan,
            world.heap.events,
            (world.heap.now - START) / SECOND,
            world.watch.accepted,
            world.story.trace,
            failed,
            detail,
            world.story.ladder(plan.replicas + plan.hostile) if failed else "",
        )


class _World:
    def __init__(self, plan: Plan, stack: ExitStack, *, is_sampling: bool) -> None:
        self.plan = plan
        self.heap = Heap()
        self.story = Story(self.heap)
        self.watch = Watch(
            self.story, plan.seed, is_hybrid=plan.clock == "hybrid", is_sampling=is_sampling
        )
        count = plan.replicas + plan.hostile
        self._table = {source_of(n): secret_of(n) for n in range(count)}
        self.nodes = [self._node(number, stack) for number in range(plan.replicas)]
        self.watch.honest = {node.source: node for node in self.nodes}
        self._hostile = [self._enemy(n) for n in range(plan.replicas, count)]
        self.watch.hostile = self._hostile[0] if self._hostile else None
        parties: list[Party] = [*self.nodes, *self._hostile]
        self.links = [
            Link(link, (parties[link.a], parties[link.b]), self.heap, plan.seed)
            for link in plan.links
        ]
        for link in self.links:
            link.watch = self.watch

    def _node(self, number: int, stack: ExitStack) -> Node:
        plan = self.plan
        disk: Disk
        if plan.sqlite:
            disk = sqlite = SqliteDisk(Path(stack.enter_context(scratch())))
            stack.callback(sqlite.close)
        else:
            disk = SimDisk(plan.disk, plan.buggify.batch_bytes)
        source = source_of(number)
        clock = plan.clocks[number] if number < len(plan.clocks) else ClockPlan()
        node = Node(
            number,
            self.heap,
            disk,
            WallClock(self.heap, clock),
            TableSigner(self._table, source),
            source,
            plan.buggify,
            plan.clock,
            self.watch,
        )
        node.died = lambda node: self._die(node, self._deaths.pop(node.number, None))
        return node

    def _enemy(self, number: int) -> Hostile:
        source = source_of(number)
        own = TableSigner({source: secret_of(number)}, source)
        return Hostile(number, self.heap, source, own, self.plan.clock)

    # The time of faults

    def follow(self) -> None:
        """Begin, and do what the plan says when it says so."""
        self._deaths: dict[int, Step] = {}
        for node in self.nodes:
            node.start()
        for link in self.links:
            link.dial()
        for step in self.plan.steps:
            self._run_until(START + step.at * 1000)
            self._do(step)

    def _do(self, step: Step) -> None:
        count = len(self.nodes)
        if step.deed == "mischief":
            if self._hostile and step.other < count:
                enemy = self._hostile[0]
                done = enemy.misbehave(self.nodes[step.other].source, step.amount)
                if done is not None:
                    self.story.note(enemy.number, f"{done}, to {step.other}")
            return
        if step.deed in ("cut", "part", "block", "heal"):
            self._do_to_link(step)
            return
        if step.who >= count:
            return
        node = self.nodes[step.who]
        if step.deed in ("do", "burst", "paste", "undo", "redo"):
            if node.is_alive:
                self._act(node, step)
        elif step.deed in ("crash", "power"):
            if node.is_alive and node.fuse is None:
                self._deaths[node.number] = step
                if step.amount:
                    node.fuse = step.amount
                else:
                    self._die(node, self._deaths.pop(node.number))
        elif step.deed == "restart":
            if not node.is_alive:
                node.start()
                self._dial_from(node)
        else:
            self._do_to_machine(node, step)

    def _act(self, node: Node, step: Step) -> None:
        match step.deed:
            case "do":
                node.act(step.amount)
            case "burst":
                node.burst(step.amount)
            case "paste":
                node.act(1, ballast=step.amount)
            case "undo":
                node.take_back()
            case _:
                node.bring_back()

    def _do_to_link(self, step: Step) -> None:
        for link in self.links:
            if not link.has(step.who, step.other):
                continue
            self.story.note(None, f"{step.deed} {step.who} {step.other}")
            match step.deed:
                case "cut":
                    link.cut()
                case "part":
                    link.part()
                case "block":
                    link.block(step.who)
                case _:
                    link.heal()

    def _do_to_machine(self, node: Node, step: Step) -> None:
        self.story.note(node.number, f"{step.deed} {step.amount or ''}".strip())
        match step.deed:
            case "copy":
                node.disk.copy()
            case "restore":
                if not node.is_alive and node.disk.restore():
                    for link in self.links:
                        if node in link.parties:
                            link.ended(node, all_is_lost=True)
                    self.watch.lost_by_hand(node)
            case "full":
                node.disk.fault = "full"
            case "fail":
                node.disk.fault = "fail"
            case "mend":
                node.disk.fault = None
            case "flip":
                if not node.is_alive and node.disk.flip(step.amount) is not None:
                    self.watch.lost_by_hand(node)
            case "jump":
                node.wall.jump(step.amount)
            case "still":
                node.wall.stand_still()
            case _:
                node.wall.run()

    def _die(self, node: Node, step: Step | None) -> None:
        node.end()
        if step is not None and step.deed == "power":
            node.disk.lose_power(step.other / 100)
            self.story.note(node.number, "loses power")
        else:
            node.disk.kill()
            self.story.note(node.number, "is killed")
        for link in self.links:
            if node in link.parties:
                link.ended(node, all_is_lost=False)

    def _dial_from(self, node: Node) -> None:
        for link in self.links:
            if node in link.parties:
                link.dial()

    # The time after

    def settle(self) -> None:
        """Faults end; soon all have everything, then say little, and agree."""
        self.story.note(None, "the faults end")
        for node in self.nodes:
            node.fuse = None
            node.disk.fault = None
            node.wall.run()
            if not node.is_alive:
                node.start()
        for disk in (node.disk for node in self.nodes):
            if isinstance(disk, SimDisk):
                disk.be_generous()
        for enemy in self._hostile:
            enemy.give_up()
        for link in self.links:
            link.calm()
        self._converge()
        self._stay_quiet()
        self._unpark()
        self.watch.finish(self.nodes)

    def _converge(self) -> None:
        """All logs are equal within so many rounds of gossip, and everybody knows of it."""
        round_s = 1 + min(self.plan.slowest_ms, CALM_MS) / 1000 + self.plan.disk.sync_us / SECOND
        rounds = max(5 * ceil(log2(len(self.nodes))), len(self.nodes)) + 10
        # What is under way when the faults end may still take as long as it ever did.
        end = self.heap.now + round((rounds * round_s + self.plan.slowest_ms / 1000) * SECOND)
        why = self._difference()
        while why is not None and self.heap.now < end:
            self._run_until(min(self.heap.now + SECOND // 2, end))
            why = self._difference()
        if why is not None:
            raise Violation("all have everything soon after the faults", why)

    def _difference(self) -> str | None:
        why = self.watch.difference(self.nodes)
        if why is None and not all(link.is_idle for link in self.links):
            why = "frames are still under way"
        if why is None and not all(map(self.watch.is_known_by_all, self.links)):
            why = "somebody does not know yet that another one has everything"
        return why

    def _stay_quiet(self) -> None:
        self.story.note(None, "all have everything")
        self.watch.is_quiet = True
        before = [node.bytes_sent for node in self.nodes]
        self._run_until(self.heap.now + QUIET_S * SECOND)
        for node, bytes_before in zip(self.nodes, before, strict=True):
            links = sum(node in link.parties for link in self.links)
            said = (node.bytes_sent - bytes_before) / QUIET_S
            if said > QUIET_BYTES * links:
                raise Violation(
                    "whoever has nothing to say is quiet",
                    f"replica {node.number} sends {said:.0f} bytes a second over {links} links",
                )

    def _unpark(self) -> None:
        """Set all clocks right, late enough that no honest stamp lies ahead."""
        self.watch.is_quiet = False
        stamps = [
            head.timestamp
            for node in self.nodes
            if node.dispatcher is not None
            for chain, head in node.dispatcher.stored.items()
            if chain.source in self.watch.honest
        ]
        time = max([self.heap.now, *stamps]) + SECOND
        for node in self.nodes:
            node.wall.set(time)
        for node in self.nodes:
            if node.dispatcher is not None:
                node.do(node.dispatcher.tick)
        self._run_until(self.heap.now + 2 * SECOND)
        for node in self.nodes:
            if node.dispatcher is not None and not node.dispatcher.is_settled:
                raise Violation("what is due is folded", f"replica {node.number} still folds")

    def _run_until(self, end: int) -> None:
        while self.heap.step(end):
            if self.heap.events > MOST_EVENTS:
                raise Violation("a network comes to rest", f"{MOST_EVENTS} events")


class _Loud(logging.Handler):
    """The program logs what it could not tell anybody: that nothing of ours raises it."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Violation):
            raise error
        raise Violation("the program reports no failure", record.getMessage())


@contextmanager
def _quiet_logging() -> Generator[None]:
    logger, loud = logging.getLogger("redux_scuttlebutt"), _Loud(logging.ERROR)
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
