"""What arrives from others: checked as a whole before any of it is believed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...store.update import Update
from ..errors import BadRun, UnreadableBody
from ..trust.strategies import Cipher, Signer
from ..wire.run import Chain, Head, Run, read_body

__all__ = ["Delivery", "examine", "read_run"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a batch of runs holds that is new here.

    Attributes:
        runs: the new ones, in the order of arrival.
        updates: theirs.
        heads: how far each of their chains goes with them.
        seen: how far the sender has each chain that the batch speaks of.
        gaps: chains of which something before these runs is missing.
        forks: chains of which we have another run at the same place.
    """

    runs: tuple[Run, ...]
    updates: tuple[Update, ...]
    heads: Mapping[Chain, Head]
    seen: Mapping[Chain, int]
    gaps: frozenset[Chain] = frozenset()
    forks: frozenset[Chain] = frozenset()


def examine(
    frames: Sequence[bytes],
    known: Mapping[Chain, Head],
    *,
    room: bytes,
    signer: Signer,
    cipher: Cipher,
    is_ours: Callable[[Run], bool],
) -> Delivery:
    """Read a batch of runs. Nothing is remembered here: the caller takes it over or not.

    Args:
        frames: the runs as they were sent.
        known: how far each chain is here.
        is_ours: whether a run is the very one that we have in its place.

    Raises:
        BadRun: one of them could not have come from an honest peer.
    """
    heads: dict[Chain, Head] = {}
    runs: list[Run] = []
    updates: list[Update] = []
    seen: dict[Chain, int] = {}
    gaps: set[Chain] = set()
    forks: set[Chain] = set()
    for frame in frames:
        run = Run(frame)
        header, chain = run.header, run.chain
        if header.room != room:
            raise BadRun("a run of another room")
        if header.version != cipher.version:
            raise BadRun(
                f"a run of version {header.version}, those of this room are of {cipher.version}"
            )
        if header.key_epoch:
            raise BadRun(f"a run of key epoch {header.key_epoch}, this program knows 0")
        head = heads.get(chain) or known.get(chain) or Head()
        if run.hash == head.hash or (run.last < head.sequence and is_ours(run)):
            seen[chain] = max(run.last, seen.get(chain, 0))
            continue  # here already, from another neighbour
        # Before anything is concluded from it: a forgery must not look like a fork.
        if not signer.verify(chain.source, run.packed_header, run.signature):
            raise BadRun("a run whose signature is not its source's")
        if header.first > head.sequence + 1:
            gaps.add(chain)
            continue
        if header.first <= head.sequence or header.previous != head.hash:
            forks.add(chain)
            continue
        if header.first_timestamp <= head.timestamp:
            raise BadRun("a run stamped at or before the one it follows")
        updates += read_run(run, cipher)
        heads[chain] = run.head
        seen[chain] = run.last
        runs.append(run)
    return Delivery(tuple(runs), tuple(updates), heads, seen, frozenset(gaps), frozenset(forks))


def read_run(run: Run, cipher: Cipher) -> list[Update]:
    """The updates of `run`, in order; none where this peer has no key to read them.

    Raises:
        BadRun: the body does not hold what the header says.
    """
    try:
        plain = cipher.decrypt(run.body, run.header.context())
    except UnreadableBody:
        return []
    return read_body(run.header, plain)
