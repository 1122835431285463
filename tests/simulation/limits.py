"""What the program is known not to survive yet, each with the switch that spares it.

The simulator is there to find what nobody knows. Each of these is turned on in the
commit that makes the program survive it.
"""

__all__ = [
    "DAMAGED_ROWS",
    "FORKS_HEAL",
    "OWN_UPDATES_WHILE_IN_DOUBT",
]

OWN_UPDATES_WHILE_IN_DOUBT = True
"""A restored old backup is recognised once a peer says that it has more of us than we
have. Whoever acts before that writes a second update under a name that is taken. Until
own updates are re-issued, nobody acts on such a replica before it has been told."""

DAMAGED_ROWS = True
"""A damaged row makes the log refuse to open, so the replica is gone for good. With True,
the disk drops the run and what follows it in its chain, as if they had never come."""

FORKS_HEAL = False
"""Two runs of a hostile source at one place are refused where the other one is known, and
replicas that saw different ones stay different in this chain."""
