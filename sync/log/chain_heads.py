"""How far each chain of a log is, on disk and once all that waits is there, too."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..wire.run import Chain, Head, Run
from .log import Stored, follows

__all__ = ["Aside", "ChainHeads", "Plan", "Step"]


class Aside(NamedTuple):
    """A run behind a hole of its chain: the row where it is kept, and how it joins on."""

    row: int
    first: int
    previous: bytes
    head: Head


class Step(NamedTuple):
    """A chain ends in `head` from now on, with a run that begins at `first`."""

    chain: Chain
    first: int
    head: Head


class Plan(NamedTuple):
    """What appending comes to.

    Attributes:
        new: the runs to write.
        taken: of those set aside, the ones that join on now.
    """

    new: Sequence[Stored]
    taken: Sequence[Aside]
    steps: Sequence[Step]


class ChainHeads:
    """Follows the chains of a log through what is begun, settled, and fails."""

    def __init__(self, saved: Mapping[Chain, Head], aside: Mapping[Chain, Sequence[Aside]]) -> None:
        self._saved = dict(saved)
        self._ahead = dict(saved)
        self._aside = {
            chain: {(place.first, place.previous): place for place in places}
            for chain, places in aside.items()
        }
        self._begun: deque[Step] = deque()

    @property
    def saved(self) -> Mapping[Chain, Head]:
        """As far as it is settled."""
        return self._saved

    def plan(self, runs: Sequence[Stored]) -> Plan:
        """How `runs` follow on what was begun; nothing is begun by that.

        Raises:
            ValueError: one of them does not follow its chain.
        """
        new: list[Stored] = []
        taken: list[Aside] = []
        steps: list[Step] = []
        heads: dict[Chain, Head] = {}
        for stored in runs:
            run = stored.run
            head = heads.get(run.chain) or self._ahead.get(run.chain, Head())
            if run.last <= head.sequence and self._was_aside(run):
                continue  # Taken back already: who sent it could not know.
            if not follows(run, head):
                raise ValueError(
                    f"a run from {run.header.first} does not follow on {head.sequence}"
                )
            new.append(stored)
            steps.append(Step(run.chain, run.header.first, run.head))
            head = run.head
            for place in self._joining(run.chain, head):
                taken.append(place)
                steps.append(Step(run.chain, place.first, place.head))
                head = place.head
            heads[run.chain] = head
        return Plan(new, taken, steps)

    def begin(self, steps: Iterable[Step]) -> None:
        """Count on `steps`, until they are settled or fail."""
        for step in steps:
            self._begun.append(step)
            _put(self._ahead, step)

    def settle(self, steps: Iterable[Step]) -> None:
        """The oldest that were begun, `steps`, are on disk."""
        for step in steps:
            self._begun.popleft()
            _put(self._saved, step)

    def fail(self) -> None:
        """Whatever was begun and not settled will not be on disk."""
        self._begun.clear()
        self._ahead = dict(self._saved)

    def begun_at(self, chain: Chain, after: int) -> Step | None:
        """The last run of `chain`, of those begun, that begins at `after` or before."""
        # Where a chain was cut back, its step stands for all that was left then.
        for step in reversed(self._begun):
            if step.chain == chain and step.first <= after:
                return step
        return None

    def forget_aside(self, chain: Chain, after: int) -> None:
        """Nothing of `chain` that begins behind `after` is set aside any more."""
        places = self._aside.get(chain, {})
        self._aside[chain] = {key: place for key, place in places.items() if place.first <= after}

    def _was_aside(self, run: Run) -> bool:
        place = self._aside.get(run.chain, {}).get((run.header.first, run.header.previous))
        return place is not None and place.head == run.head

    def _joining(self, chain: Chain, head: Head) -> Iterator[Aside]:
        places = self._aside.get(chain, {})
        while (place := places.get((head.sequence + 1, head.hash))) is not None:
            yield place
            head = place.head


def _put(heads: dict[Chain, Head], step: Step) -> None:
    if step.head.sequence:
        heads[step.chain] = step.head
    else:
        heads.pop(step.chain, None)
