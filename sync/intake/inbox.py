"""What arrives from others: checked as a whole before any of it is believed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ...store.update import Update
from ..errors import BadRun
from ..trust.strategies import Cipher, Signer
from ..wire.run import GENESIS, Chain, Head, Run
from .opening import Opening

__all__ = ["Delivery", "examine", "place"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a batch of runs holds that is new here.

    Attributes:
        runs: the new ones, in the order of arrival.
        updates: theirs.
        spoiled: how many of them hold nothing that may be said, and so no updates.
        heads: how far each of their chains goes with them.
        seen: how far the sender has each chain that the batch speaks of.
        gaps: chains of which something before these runs is missing.
        disputed: runs that contradict what we have, and so prove a fork beside it.
    """

    runs: tuple[Run, ...]
    updates: tuple[Update, ...]
    heads: Mapping[Chain, Head]
    seen: Mapping[Chain, int]
    gaps: frozenset[Chain] = frozenset()
    disputed: tuple[Run, ...] = ()
    spoiled: int = 0


def examine(
    frames: Sequence[bytes],
    known: Mapping[Chain, Head],
    *,
    room: bytes,
    signer: Signer,
    cipher: Cipher,
    is_ours: Callable[[Run], bool],
    places: Mapping[Chain, int] = MappingProxyType({}),
) -> Delivery:
    """`place` a batch of runs, as they were sent.

    Raises:
        BadRun: one of them could not have come from an honest peer.
    """
    openings = [Opening(frame, room, signer, cipher) for frame in frames]
    return place(openings, known, is_ours=is_ours, places=places)


def place(
    openings: Sequence[Opening],
    known: Mapping[Chain, Head],
    *,
    is_ours: Callable[[Run], bool],
    places: Mapping[Chain, int] = MappingProxyType({}),
) -> Delivery:
    """Find the places of a batch of runs. Nothing is remembered here, but in the openings.

    Args:
        openings: the runs; those that are opened already cost nothing more.
        known: how far each chain is here.
        is_ours: whether a run is the very one that we have in its place.
        places: from which sequence on a chain is in doubt: no more of that is taken in.

    Raises:
        BadRun: one of them could not have come from an honest peer.
    """
    heads: dict[Chain, Head] = {}
    runs: list[Run] = []
    updates: list[Update] = []
    seen: dict[Chain, int] = {}
    gaps: set[Chain] = set()
    disputed: list[Run] = []
    spoiled = 0
    for opening in openings:
        run = opening.run
        header, chain = run.header, run.chain
        doubtful = places.get(chain)
        if doubtful is not None and header.first >= doubtful:
            continue
        head = heads.get(chain) or known.get(chain) or Head()
        if run.hash == head.hash or (run.last < head.sequence and is_ours(run)):
            seen[chain] = max(run.last, seen.get(chain, 0))
            continue  # here already, from another neighbour
        # Before anything is concluded from it: a forgery must not look like a fork.
        opening.prove()
        if header.first == 1 and header.previous != GENESIS:
            raise BadRun("the first run of a chain names one before it")
        if doubtful is not None and run.last >= doubtful:
            disputed.append(run)
            continue
        if header.first > head.sequence + 1:
            gaps.add(chain)
            continue
        if header.first <= head.sequence or header.previous != head.hash:
            disputed.append(run)
            continue
        if header.first_timestamp <= head.timestamp:
            raise BadRun("a run stamped at or before the one it follows")
        updates += opening.read()
        spoiled += opening.is_spoiled
        heads[chain] = run.head
        seen[chain] = run.last
        runs.append(run)
    return Delivery(
        tuple(runs), tuple(updates), heads, seen, frozenset(gaps), tuple(disputed), spoiled
    )
