"""The inks and the widths there are to draw with."""

from ....store.documents.fields import INKS

__all__ = ["INKS", "WIDTHS"]

WIDTHS = (1.5, 3.0, 5.0, 9.0, 16.0)
"""The pens 1 to 5, in pixels at 100 %."""
