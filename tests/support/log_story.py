"""What a replica does to its log in a day, drawn from a seed, and what it then must find."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from random import Random

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.log.log import Log, MemoryLog, Saved, Stored
from redux_scuttlebutt.sync.wire.run import Chain

from .log_suite import fact
from .runs import make_runs

__all__ = ["LogStory", "Step", "content"]

_CHAINS = [Chain(SourceId(bytes([n]) * 32), Incarnation(1)) for n in range(3)]


@dataclass(frozen=True)
class Step:
    """One call of a log.

    Attributes:
        rows: how many rows it is about.
        is_told: whether the log tells how it went.
        do: makes the call.
    """

    rows: int
    is_told: bool
    do: Callable[[Log, Saved], object]


class LogStory:
    """The same steps for the same seed.

    Attributes:
        model: a log on which all steps so far were done.
        steps: how many those are.
        rows: how many rows they are about.
    """

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._arrivals = count(1_790_000_000_000_000)
        self._version = count(1)
        self.model = MemoryLog()
        self.steps = 0
        self.rows = 0

    def next(self) -> Step:
        """Draw a step, and do it on the model."""
        kinds = [self._append, self._withdraw, self._remember, self._keep]
        [kind] = self._chance.choices(kinds, weights=[12, 2, 3, 3])
        step = kind()
        step.do(self.model, _ignore)
        self.steps += 1
        self.rows += step.rows
        return step

    def _append(self) -> Step:
        runs: list[Stored] = []
        for chain in self._chance.sample(_CHAINS, self._chance.randint(1, 2)):
            made = make_runs(
                chain,
                self._chance.randint(1, 3),
                after=self.model.heads().get(chain),
                updates=self._chance.choice([1, 1, 5]),
                text="x" * self._chance.choice([10, 10, 2_000]),
            )
            runs += [Stored(run, next(self._arrivals)) for run in made]
        return Step(len(runs), True, lambda log, saved: log.append(runs, saved))

    def _withdraw(self) -> Step:
        chain = self._chance.choice(_CHAINS)
        head = self.model.heads().get(chain)
        after = max(0, (head.sequence if head else 0) - self._chance.randint(0, 8))
        return Step(1, True, lambda log, saved: log.withdraw(chain, after, saved))

    def _remember(self) -> Step:
        facts = [
            fact(self._chance.choice(_CHAINS), f"key {self._chance.randint(0, 9)}", version)
            for version, _ in zip(self._version, range(self._chance.randint(1, 3)), strict=False)
        ]
        return Step(len(facts), False, lambda log, _saved: log.remember(facts))

    def _keep(self) -> Step:
        hash = self._chance.randbytes(32)
        data = self._chance.randbytes(self._chance.choice([0, 100, 10_000, 400_000, 400_000]))
        return Step(1, True, lambda log, saved: log.keep_blob(hash, data, saved))


def content(log: Log) -> bytes:
    """A hash of everything in `log`: equal for equal logs."""
    hashed = blake2b()
    for run, arrived in log.all():
        hashed.update(b"%d" % arrived + run.raw)
    for what in (sorted(log.heads().items()), sorted(log.facts()), list(log.damaged), log.notice):
        hashed.update(repr(what).encode())
    for hash in log.blob_hashes():
        hashed.update(hash + (log.blob(hash) or b"none"))
    return hashed.digest()


def _ignore(_error: BaseException | None) -> None:
    pass
