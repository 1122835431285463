"""The inks and the widths there are to draw with."""

from collections.abc import Mapping, Sequence

from ....store.documents.fields import INKS

__all__ = ["INKS", "WIDTHS", "WIDTHS_OF"]

WIDTHS = (1.5, 3.0, 5.0, 9.0, 16.0)
"""The pens 1 to 5, in pixels at 100 %."""

WIDTHS_OF: Mapping[str, Sequence[float]] = {
    "marker": (8.0, 14.0, 20.0, 32.0, 48.0),
    "text": (14.0, 20.0, 28.0, 44.0, 72.0),
}
"""What 1 to 5 mean, in pixels at 100 %, for those kinds of shapes that `WIDTHS` are not for."""
