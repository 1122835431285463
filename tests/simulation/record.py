"""Which actions were done, and under which names: none is lost, and none is done twice.

Each action has a number of its own, whatever it is called by: what a replica issues again
in a new incarnation has another name, and is the same action.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from redux_scuttlebutt.store.update import Update
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run, read_body

from .disk import Contents
from .node import Node
from .people import People, Violation, dispatcher_of

__all__ = ["Record"]


class Record:
    """What was done by whom, and what of it was reported saved."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._last = 0
        self._names: dict[int, tuple[Chain, int]] = {}
        self._unsaved: dict[Chain, dict[int, int]] = {}  # by sequence
        self._saved: dict[int, None] = {}
        self._gone: set[int] = set()  # with a disk, before anybody else had them
        self._back: set[int] = set()  # under a name of before, with a copy of the disk
        self._read: dict[bytes, list[tuple[int, int]]] = {}

    def number(self, kind: int) -> int:
        """A number for an action that there is once; the last digit is that of `kind`."""
        self._last += 1
        return self._last * 10 + kind % 10

    def done(self, chain: Chain, sequence: int, action: Mapping[str, Any]) -> None:
        """`action` has this name from now on."""
        number = action.get("payload")
        if action["type"] == "did" and isinstance(number, int):
            self._names[number] = chain, sequence
            self._unsaved.setdefault(chain, {})[sequence] = number

    def withdrawn(self, chain: Chain, last: int) -> None:
        """What `chain` has behind `last` has no name any more."""
        unsaved = self._unsaved.get(chain, {})
        self._unsaved[chain] = {n: number for n, number in unsaved.items() if n <= last}

    def saved(self, node: Node) -> None:
        """What `node` did is there after any end, as far as it is on disk now."""
        stored = dispatcher_of(node).stored
        for chain, unsaved in self._unsaved.items():
            if chain.source == node.source:
                last = stored.get(chain, Head()).sequence
                for sequence in [n for n in unsaved if n <= last]:
                    self._saved[unsaved.pop(sequence)] = None

    def ended(self, node: Node) -> None:
        """What `node` did and had not saved is not promised to anybody."""
        for chain, unsaved in self._unsaved.items():
            if chain.source == node.source:
                unsaved.clear()

    def replaced(self, node: Node, nodes: Iterable[Node]) -> None:
        """The disk of `node` is another one: what is on no disk now is gone."""
        disks = {other.number: other.disk.contents() for other in nodes}
        here = {run.hash: run for disk in disks.values() for run in disk.runs}
        for disk in disks.values():
            here |= {run.hash: run for run in _coming_back(disk, here.values())}
        left = {number for run in here.values() for _, number in self._numbers(run)}
        self._gone |= self._saved.keys() - left
        for run in disks[node.number].runs:
            for sequence, number in self._numbers(run):
                if self._names.get(number) not in (None, (run.chain, sequence)):
                    self._back.add(number)

    def _numbers(self, run: Run) -> list[tuple[int, int]]:
        if run.hash not in self._read:
            self._read[run.hash] = _numbers_in(read_body(run.header, run.body))
        return self._read[run.hash]

    def is_kept(self, nodes: list[Node]) -> None:
        """Every saved action is in each history, once; but for what only a fork holds.

        Raises:
            Violation: one is not, or is there twice.
        """
        where: dict[int, set[Chain]] = {}
        counts: list[tuple[Node, Counter[int]]] = []
        for node in nodes:
            count: Counter[int] = Counter()
            for update in dispatcher_of(node).history.updates:
                chain = Chain(update.source, update.incarnation)
                if chain.source not in self._people.honest:
                    continue
                for _, number in _numbers_in([update]):
                    count[number] += 1
                    where.setdefault(number, set()).add(chain)
            counts.append((node, count))
        for node, count in counts:
            for number, times in count.items():
                if times > 1 and number not in self._back:
                    raise Violation(
                        "nothing is done twice",
                        f"{number} is there {times} times at replica {node.number},"
                        f" in {self._list(where[number])}",
                    )
            for number in self._saved:
                if number in count or number in self._gone:
                    continue
                chains = where.get(number, set())
                chain, _ = self._names[number]
                # Whoever went on with an old copy of its disk has lost that branch, which
                # peers only keep; but what it did since then it did again.
                if chains or chain not in self._people.forked:
                    raise Violation(
                        "nothing that was done is lost",
                        f"{number} is not at replica {node.number}, though in"
                        f" {self._list(chains) or 'no history'}",
                    )

    def _list(self, chains: Iterable[Chain]) -> str:
        return ", ".join(self._people.name(chain) for chain in sorted(chains))


def _numbers_in(updates: Iterable[Update]) -> list[tuple[int, int]]:
    return [
        (update.sequence, update.action["payload"])
        for update in updates
        if update.action["type"] == "did"
    ]


def _coming_back(disk: Contents, here: Iterable[Run]) -> Iterable[Run]:
    """What of the runs set aside on `disk` counts again once others have filled the holes."""
    aside = {run.hash for run in disk.aside}
    following = {(run.chain, run.header.previous): run for run in (*here, *disk.aside)}
    for chain in sorted({run.chain for run in disk.aside}):
        run = next(
            (r for r in following.values() if r.chain == chain and r.header.first == 1), None
        )
        while run is not None:
            if run.hash in aside:
                yield run
            run = following.get((chain, run.hash))
