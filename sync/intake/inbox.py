"""What arrives from others: checked as a whole before any of it is believed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ...store.update import Update
from ..errors import BadRun
from ..trust.strategies import Cipher, Signer
from ..wire.run import GENESIS, Chain, Head, Run, read_body

__all__ = ["Delivery", "examine"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a batch of runs holds that is new here.

    Attributes:
        runs: the new ones, in the order of arrival.
        updates: theirs.
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
    """Read a batch of runs. Nothing is remembered here: the caller takes it over or not.

    Args:
        frames: the runs as they were sent.
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
    for frame in frames:
        run = Run(frame)
        header, chain = run.header, run.chain
        if header.room != room:
            raise BadRun("a run of another room")
        place = places.get(chain)
        if place is not None and header.first >= place:
            continue
        head = heads.get(chain) or known.get(chain) or Head()
        if run.hash == head.hash or (run.last < head.sequence and is_ours(run)):
            seen[chain] = max(run.last, seen.get(chain, 0))
            continue  # here already, from another neighbour
        # Before anything is concluded from it: a forgery must not look like a fork.
        if not signer.verify(chain.source, run.packed_header, run.signature):
            raise BadRun("a run whose signature is not its source's")
        if header.first == 1 and header.previous != GENESIS:
            raise BadRun("the first run of a chain names one before it")
        if place is not None and run.last >= place:
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
        updates += read_body(header, cipher.decrypt(run.body, header.context()))
        heads[chain] = run.head
        seen[chain] = run.last
        runs.append(run)
    return Delivery(tuple(runs), tuple(updates), heads, seen, frozenset(gaps), tuple(disputed))
