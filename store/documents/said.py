"""What arrived, as a reason for refusing it says it: however much it was, a few words."""

__all__ = ["MOST_SAID", "said"]

MOST_SAID = 80
"""Characters. A reason is shown, and read aloud, wherever the history is."""


def said(value: object) -> str:
    """`value` as it would be written in Python, cut where it is long."""
    words = repr(value)
    return words if len(words) <= MOST_SAID else f"{words[: MOST_SAID - 1]}…"
