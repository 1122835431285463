"""How often a limit was reached: what was refused or held back since the program began.

A peer's mistakes end its session and are forgotten with it. These numbers stay, so that a
person, or a test, can see that somebody tries.
"""

from collections import Counter
from collections.abc import Mapping

from .wire.codec import MAX_ACTION_BYTES, MAX_DEPTH
from .wire.messages import MAX_FRAME_BYTES
from .wire.run import MAX_BODY_BYTES, MAX_UPDATES

__all__ = ["COUNTED", "LIMITS", "Stats"]

COUNTED: Mapping[str, str] = {
    "frame": f"frames of a peer longer than {MAX_FRAME_BYTES} bytes",
    "message": "frames that were no message, or came at the wrong moment",
    "run": f"runs with a body of more than {MAX_BODY_BYTES} bytes or {MAX_UPDATES} updates",
    "action": f"runs with an action of more than {MAX_ACTION_BYTES} bytes",
    "nesting": f"runs with an action nested more than {MAX_DEPTH} deep",
    "invalid_run": "runs that were wrong in any other way: signature, room, stamps, body",
    "spoiled": "signed runs that no member can read, or may say: kept and passed on without effect",
    "gap": "runs refused because something before them was missing; they are fetched again",
    "fork": "runs refused because another one stands in their place",
    "held_back": "times that runs of a loud source had to wait for those of quieter ones",
    "window": "sessions ended because the peer sent on without waiting for an acknowledgement",
    "left_behind": "runs of ended sessions dropped unverified, to be fetched again",
    "parked": "updates stamped ahead that are kept on disk only, until there is room",
    "handshake_time": "connections closed because nobody said hello in time",
    "connections": "connections refused because there were too many, in all or from one address",
    "unauthenticated": "connections closed to make room: they had not said who they are",
    "not_admitted": "connections ended because the other side did not prove that it may be here",
    "replayed_knock": "connections ended because they began with what another had begun with",
    "broken_channel": "sessions ended because frames were altered, left out or repeated on the way",
    "evidence_accepted": "times that evidence against a chain came up here, or better than before",
    "evidence_refused": "sessions ended because evidence proved nothing",
    "facts_unreadable": "facts kept and passed on that do not open with the room's key",
    "presence": "presences of others that were odd, or more than are shown",
    "unreadable_blob": "times that a blob was asked for that does not open with the room's key",
    "strikes": "times that a neighbour's invalid envelopes made us not talk to it for a while",
    "diverged": "times that a peer had the same log as we and another state",
}
"""The names there are, and what each counts."""

LIMITS: Mapping[str, str] = {
    "frame": f"{MAX_FRAME_BYTES} bytes",
    "run": f"{MAX_BODY_BYTES} bytes, {MAX_UPDATES} updates",
    "action": f"{MAX_ACTION_BYTES} bytes",
    "nesting": f"{MAX_DEPTH} levels",
}
"""The limits of the format itself, for people; the others stand where they are held."""


class Stats:
    """Counts by name, from zero at the start of the program."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def count(self, name: str, by: int = 1) -> None:
        """`name` happened again, or `by` times."""
        self._counts[name] += by

    def __getitem__(self, name: str) -> int:
        """How often `name` was counted; 0 where it never was."""
        return self._counts[name]

    def as_dict(self) -> dict[str, int]:
        """All that is documented and all that was counted, by name."""
        return dict(sorted((dict.fromkeys(COUNTED, 0) | self._counts).items()))
