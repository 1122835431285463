"""What stops `dev.py`, in one sentence for the person at the keyboard."""

__all__ = ["Problem"]


class Problem(Exception):
    """Something on this machine, or in what was typed, that a person has to change."""
