"""The garbage collector, told what kind of program this is.

Nearly all of our objects stay: updates, states, the pictures of shapes. A full pass over
them frees nothing and stops the pen for tens of milliseconds in a long room.
"""

import gc

__all__ = ["expect_much_to_stay", "what_is_here_stays"]


def expect_much_to_stay() -> None:
    """Look through young objects as ever, and through old ones seldom."""
    gc.set_threshold(5_000, 5, 800)


def what_is_here_stays() -> None:
    """Never look again through what is alive now, such as a log that was just loaded."""
    gc.collect()
    gc.freeze()
