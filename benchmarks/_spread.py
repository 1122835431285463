"""How one action reaches everybody: the product's own dispatchers and sessions.

Nobody has a lasting link here, and nothing is pushed: once a round everybody talks to a
random other, from hello until neither has anything to say, as after links were lost. That
is the repair which the paper analyses. The links of the product are faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from _gossip import another

from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.scheduler import Inline

__all__ = ["Spread", "converse", "make_replica", "spread"]

NOON = 1_790_000_000_000_000
FRAMES = 6
"""Of a conversation with one action to tell: two hellos, two digests, a delta, its receipt."""

MOST_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Spread:
    """How long it took.

    Attributes:
        arrivals: for every action and every other participant the round it arrived in.
        everybody: for every action the round in which the last one had it.
        lost: how many never arrived within 200 rounds.
        frames: how many were carried.
    """

    arrivals: Sequence[int]
    everybody: Sequence[int]
    lost: int
    frames: int


def make_replica(number: int) -> Dispatcher:
    """A whole replica that counts, without disk, network and event loop."""
    dispatcher = Dispatcher(
        source=SourceId(b"%032d" % number), name=str(number), scheduler=Inline(now=lambda: NOON)
    )
    create_store(_count, 0, scuttlebutt(dispatcher))
    return dispatcher


def converse(a: Dispatcher, b: Dispatcher, *, breaks_at: int | None = None) -> int:
    """Let two talk until neither has anything to say; returns how many frames were carried.

    Args:
        breaks_at: the link breaks instead of carrying this frame, counted from 0.
    """
    sessions = (Session(a, lambda: None), Session(b, lambda: None))
    carried, silent, side = 0, 0, 0
    while silent < 2 and carried != breaks_at:
        frame = sessions[side].next_frame()
        side = 1 - side
        if frame is None:
            silent += 1
        else:
            sessions[side].receive(frame)
            carried, silent = carried + 1, 0
    for session in sessions:
        session.lost()
    return carried


def spread(participants: int, *, loss: float, actions: int, seed: int) -> Spread:
    """Let `actions` spread one after the other, each from a random author.

    Args:
        loss: how likely the link of a conversation breaks, before a frame drawn evenly.
    """
    chance = Random(seed)
    crowd = [make_replica(number) for number in range(participants)]
    arrivals: list[int] = []
    everybody: list[int] = []
    lost = frames = 0
    for _ in range(actions):
        author = crowd[chance.randrange(participants)]
        author.local_update({"type": "counted"})
        sequence = author.stored[author.chain].sequence
        lacking = [peer for peer in crowd if peer is not author]
        for round in range(1, MOST_ROUNDS + 1):
            for one in chance.sample(range(participants), participants):
                breaks_at = chance.randrange(FRAMES) if chance.random() < loss else None
                other = crowd[another(one, participants, chance)]
                frames += converse(crowd[one], other, breaks_at=breaks_at)
            still = [p for p in lacking if _last(p, author) < sequence]
            arrivals += [round] * (len(lacking) - len(still))
            lacking = still
            if not lacking:
                everybody.append(round)
                break
        lost += len(lacking)
    return Spread(arrivals, everybody, lost, frames)


def _last(peer: Dispatcher, author: Dispatcher) -> int:
    head = peer.stored.get(author.chain)
    return head.sequence if head else 0


def _count(state: Any, action: Any) -> Any:
    return state + (action["type"] == "counted")
