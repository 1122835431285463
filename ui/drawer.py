"""The history below a room: pulled out as far as it was, or pushed in to its strip."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSplitter

from .history.panel import HistoryPanel

__all__ = ["Drawer"]


class Drawer:
    """`panel` as the lower part of `splitter`.

    Args:
        sizes: how high both are when it is pulled out for the first time.
    """

    def __init__(self, splitter: QSplitter, panel: HistoryPanel, sizes: Sequence[int]) -> None:
        self._splitter = splitter
        self._panel = panel
        self._sizes = list(sizes)

    def pull(self, out: bool) -> None:
        """Show the whole panel, or only its strip."""
        if self._panel.is_collapsed != out:
            return
        sizes = self._splitter.sizes()
        self._panel.set_collapsed(not out)
        if out:
            self._splitter.setSizes(self._sizes)
        else:
            self._sizes = sizes
            self._splitter.setSizes([sum(sizes), 0])
