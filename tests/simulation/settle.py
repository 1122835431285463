"""The time after the faults: soon all have everything, then say little, and agree."""

from math import ceil, log2

from .disk import SimDisk
from .heap import SECOND
from .link import CALM_MS
from .people import Violation
from .world import World

__all__ = ["settle"]

QUIET_S = 20
QUIET_BYTES = 1000
"""What a peer may send over a link in a second once there is nothing to say.

How many take part does not count: all of them together make some four reports a second
until they know that everything is settled, of 150 bytes each, and one each at once before.
"""


def settle(world: World) -> None:
    """Let the faults end, and see that all goes well from there.

    Raises:
        Violation: it does not.
    """
    world.story.note(None, "the faults end")
    for node in world.nodes:
        node.fuse = None
        node.disk.fault = None
        node.wall.run()
        if not node.is_alive:
            node.start()
        if isinstance(node.disk, SimDisk):
            node.disk.be_generous()
    for enemy in world.hostile:
        enemy.give_up()
    for link in world.links:
        link.calm()
    _converge(world)
    for node in world.nodes:
        if node.dispatcher is not None and node.dispatcher.own_quarantined:
            world.story.note(node.number, "does again what does not count")
            node.do(node.dispatcher.issue_quarantined_again)
    _converge(world)
    _stay_quiet(world)
    _unpark(world)
    world.watch.is_told_right(world.nodes)
    world.watch.finish(world.nodes)


def _converge(world: World) -> None:
    """All logs are equal within so many rounds of gossip, and everybody knows of it.

    A round is the second after which anti-entropy is due, the longest delay and a sync.
    """
    plan, heap, count = world.plan, world.heap, len(world.nodes)
    round_s = 1 + min(plan.slowest_ms, CALM_MS) / 1000 + plan.disk.sync_us / SECOND
    rounds = max(5 * ceil(log2(count)), count) + 10  # a chain of replicas has no short ways
    # What is under way when the faults end may still take as long as it ever did.
    end = heap.now + round((rounds * round_s + plan.slowest_ms / 1000) * SECOND)
    why = _difference(world)
    while why is not None and heap.now < end:
        world.run_until(min(heap.now + SECOND // 2, end))
        why = _difference(world)
    if why is not None:
        raise Violation("all have everything soon after the faults", why)


def _difference(world: World) -> str | None:
    why = world.watch.difference(world.nodes)
    frames = world.watch.frames
    if why is None and not all(link.is_joined for link in world.links):
        return "somebody has not met a neighbour again yet"
    if why is None and any(map(frames.has_runs_under_way, world.links)):
        return "runs are still under way"
    if why is None and not all(map(frames.is_known_by_all, world.links)):
        return "somebody does not know yet that another one has everything"
    return why


def _stay_quiet(world: World) -> None:
    world.story.note(None, "all have everything")
    world.watch.frames.is_quiet = True
    before = [node.bytes_sent for node in world.nodes]
    world.run_until(world.heap.now + QUIET_S * SECOND)
    for node, bytes_before in zip(world.nodes, before, strict=True):
        links = sum(node in link.parties for link in world.links)
        said = (node.bytes_sent - bytes_before) / QUIET_S
        if said > QUIET_BYTES * links:
            raise Violation(
                "whoever has nothing to say is quiet",
                f"replica {node.number} sends {said:.0f} bytes a second over {links} links",
            )


def _unpark(world: World) -> None:
    """Set all clocks right, late enough that no honest stamp lies ahead, nor any that counts."""
    world.watch.frames.is_quiet = False
    dispatchers = [node.dispatcher for node in world.nodes if node.dispatcher is not None]
    stamps = [
        head.timestamp
        for dispatcher in dispatchers
        for chain, head in dispatcher.stored.items()
        if chain.source in world.watch.people.honest
    ]
    # Whose clock was ahead has folded already what others still park.
    stamps += [u.timestamp for d in dispatchers for u in d.history.updates[-1:]]
    time = max([world.heap.now, *stamps]) + SECOND
    for node in world.nodes:
        node.wall.set(time)
    # Once they have heard from each other that their clocks are right now, all look at one
    # moment: a hostile stamp may come due in between.
    for seconds in (30, 1):
        for node in world.nodes:
            if node.dispatcher is not None:
                node.do(node.dispatcher.tick)
        world.run_until(world.heap.now + seconds * SECOND)
    for node in world.nodes:
        if node.dispatcher is not None and not node.dispatcher.is_settled:
            raise Violation("what is due is folded", f"replica {node.number} still folds")
