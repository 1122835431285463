"""An update: one action at its place in the order that every replica computes alone."""

from typing import NamedTuple, NewType

from .action import Action

__all__ = ["Incarnation", "Name", "Sequence", "SourceId", "Timestamp", "Update"]

SourceId = NewType("SourceId", bytes)
"""Who made an action: the 32 bytes of an Ed25519 public key."""

Timestamp = NewType("Timestamp", int)
"""Larger than every timestamp its source had seen; the default clock counts microseconds."""

Incarnation = NewType("Incarnation", int)
"""Rises when a replica cannot be sure of its own past."""

Sequence = NewType("Sequence", int)
"""Counts the updates of one source and incarnation, from 1, without gaps."""


class Name(NamedTuple):
    """What tells an update from all others, now and for ever."""

    source: SourceId
    incarnation: Incarnation
    sequence: Sequence


class Update(NamedTuple):
    """One action with its name and timestamp.

    Updates compare in the total order: timestamp, source bytes, incarnation, sequence.
    Comparing two different updates with one name is an error, as is sorting them.
    """

    timestamp: Timestamp
    source: SourceId
    incarnation: Incarnation
    sequence: Sequence
    action: Action

    @property
    def name(self) -> Name:
        return Name(self.source, self.incarnation, self.sequence)
