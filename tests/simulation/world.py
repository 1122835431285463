"""A whole network in one thread, and the time of faults in it: does what a plan says."""

from contextlib import ExitStack
from pathlib import Path

from .clocks import WallClock
from .disk import Disk, SimDisk
from .heap import START, Heap
from .hostile import Hostile
from .invariants import Watch
from .link import Link, Party
from .node import Node
from .people import Violation
from .plan import ClockPlan, Plan, Step
from .signer import TableSigner, secret_of, source_of
from .sqlite_disk import SqliteDisk, scratch
from .story import Story

__all__ = ["World"]

MOST_EVENTS = 400_000
MORE_PER_LINK = 5_000


class World:
    """The replicas and hostile peers of `plan`, their disks and links, and who watches."""

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
        self.watch.people.honest = {node.source: node for node in self.nodes}
        self.hostile = [self._enemy(n) for n in range(plan.replicas, count)]
        self.watch.people.hostile = self.hostile[0] if self.hostile else None
        parties: list[Party] = [*self.nodes, *self.hostile]
        self.links = [
            Link(link, (parties[link.a], parties[link.b]), self.heap, plan.seed)
            for link in plan.links
        ]
        for link in self.links:
            link.frames = self.watch.frames

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
            self.run_until(START + step.at * 1000)
            self._do(step)

    def _do(self, step: Step) -> None:
        count = len(self.nodes)
        if step.deed == "mischief":
            if self.hostile and step.other < count:
                enemy = self.hostile[0]
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
                    self.watch.ledger.put_back(node)
            case "full":
                node.disk.fault = "full"
            case "fail":
                node.disk.fault = "fail"
            case "mend":
                node.disk.fault = None
            case "flip":
                if not node.is_alive and node.disk.flip(step.amount) is not None:
                    self.watch.ledger.damaged(node)
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

    def run_until(self, end: int) -> None:
        """Let everything happen that is due until then."""
        most = MOST_EVENTS + MORE_PER_LINK * len(self.links)
        while self.heap.step(end):
            if self.heap.events > most:
                raise Violation("a network comes to rest", f"{most} events")
