"""What happens in one run, as plain data: rates, and a timed list of steps.

A plan is drawn from a seed (`draw`), shortened by `shrink`, and kept as JSON where it
found something.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec

__all__ = ["Buggify", "ClockPlan", "Deed", "DiskPlan", "LinkPlan", "Plan", "Step"]

Deed = Literal[
    "do",  # one action; amount: which
    "burst",  # amount: how many actions, one after the other
    "paste",  # one action of `amount` bytes
    "undo",
    "redo",
    "cut",  # the connection with `other` is lost; it is dialled again
    "part",  # the link with `other` is down until healed
    "block",  # what `who` sends to `other` gets stuck until healed
    "heal",
    "crash",  # kill -9 after `amount` more effects
    "power",  # power cut after `amount` more effects; `other` % of unsynced writes survive
    "restart",
    "copy",  # somebody copies the disk
    "restore",  # and puts the copy back, while the program does not run
    "full",  # writing fails: the disk is full
    "fail",  # the next sync fails
    "mend",
    "flip",  # a bit of a stored run flips while the program does not run; amount: which run
    "jump",  # the clock is set `amount` seconds further
    "still",  # the clock stands still
    "run",  # and runs again
    "mischief",  # a hostile peer does something to its neighbour `other`; amount: what
]


@dataclass(frozen=True)
class Step:
    """One thing that happens to replica `who`, `at` milliseconds after the start."""

    at: int
    deed: Deed
    who: int
    other: int = 0
    amount: int = 0


@dataclass(frozen=True)
class LinkPlan:
    """A link between two replicas; delays are log-normal.

    Attributes:
        loss: how likely a frame is to be lost, which cuts the connection: what carries
            frames are ordered streams, so neither gaps nor duplicates reach a session.
        window: how many frames may be under way in one direction.
        notice_ms: how long it takes each end, at most, to see that the link is gone.
    """

    a: int
    b: int
    median_ms: float = 20.0
    spread: float = 0.5
    max_ms: float = 1000.0
    loss: float = 0.0
    window: int = 4
    notice_ms: int = 0


@dataclass(frozen=True)
class ClockPlan:
    """How wrong a wall clock is: by an offset, a rate, and what it can tell apart."""

    offset_s: float = 0.0
    rate: float = 1.0
    grain_us: int = 1


@dataclass(frozen=True)
class DiskPlan:
    """How long a disk takes for each stage of a write, in microseconds."""

    write_us: int = 200
    sync_us: int = 4000
    report_us: int = 50


@dataclass(frozen=True)
class Buggify:
    """Settings of the program itself at which rare paths become common.

    Attributes:
        run_delay: as of `Scheduler`.
        turn_us: how long the event loop takes to come round.
        tick_us: how far the timer moves each time it is looked at, so that a fold takes
            many slices.
        batch_bytes: the most that the log gives at once for a frame.
    """

    run_delay: float = 0.04
    turn_us: int = 100
    tick_us: int = 0
    batch_bytes: int = 1_000_000


@dataclass(frozen=True)
class Plan:
    """A whole run. Replicas from `replicas` on, if any, are hostile."""

    seed: int
    replicas: int
    links: tuple[LinkPlan, ...]
    steps: tuple[Step, ...]
    hostile: int = 0
    clocks: tuple[ClockPlan, ...] = ()
    disk: DiskPlan = field(default_factory=DiskPlan)
    sqlite: bool = False
    clock: Literal["hybrid", "lamport"] = "hybrid"
    buggify: Buggify = field(default_factory=Buggify)

    @property
    def slowest_ms(self) -> float:
        """The longest delay that a frame may have."""
        return max((link.max_ms for link in self.links), default=0.0)

    def with_steps(self, steps: list[Step]) -> "Plan":
        return replace(self, steps=tuple(steps))

    def to_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> "Plan":
        return msgspec.json.decode(text, type=cls)
