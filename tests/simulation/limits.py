"""What the program is known not to survive yet, each with the switch that spares it.

The simulator is there to find what nobody knows. Each of these is turned on in the
commit that makes the program survive it.
"""

__all__ = ["FORKS_HEAL"]

FORKS_HEAL = False
"""Two runs of a hostile source at one place are refused where the other one is known, and
replicas that saw different ones stay different in this chain."""
