"""What an export comes to: the bytes of a file, and what to tell about them."""

from dataclasses import dataclass

__all__ = ["Made"]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made.

    Attributes:
        data: its content.
        notices: sentences on what is not as was asked for.
    """

    data: bytes
    notices: tuple[str, ...] = ()
