"""The live layer: all that lies above the settled one, and changes with the hand."""

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ..tools.hand import Hand
from .glow import Glows
from .overlay import (
    MARGIN,
    MOST_FRAMES,
    Frames,
    paint_frame,
    paint_glows,
    paint_live,
    paint_selection,
    paint_words,
)
from .place import PlaceFlash
from .stage import Stage

__all__ = ["MARGIN", "Live", "Overlay"]

FIRST_WORDS = "Draw anywhere · P pen · V select · ? keys"

FRAME, FOCUS_RING = 4, 2
"""How many pixels wide the frames along the edge are."""


class Overlay(Protocol):
    """Something more that is shown above the board, such as where others point."""

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what of it shows in `rect` of the window."""
        ...


class Live:
    """What is painted above `stage` while `hand` works.

    Attributes:
        frame: the colour of a frame along the edge, if there is one.
        has_focus_ring: show that keys come here.
        place: lights up where something was undone.
        overlays: what else is shown above all this, from back to front.
        has_first_words: nobody has begun, neither here nor elsewhere: say how one does.
    """

    def __init__(self, stage: Stage, hand: Hand) -> None:
        self.glows = Glows()
        self.frame: QColor | None = None
        self.has_focus_ring = False
        self.has_first_words = True
        self.overlays: list[Overlay] = []
        self.place = PlaceFlash(stage)
        self._stage = stage
        self._hand = hand
        self._framed: tuple[tuple[object, ...], Frames | None] = ((), None)

    def paint(self, painter: QPainter, rect: QRectF, width: int, height: int) -> None:
        """Paint what shows in `rect`, in a window of so many pixels."""
        stage, hand = self._stage, self._hand
        theme, view = stage.theme, stage.view
        hand.squares.paint(painter, rect, view, theme)
        if self.glows:
            glows = self.glows.current()
            paint_glows(painter, view, stage.figures, glows, theme, stage.ratio)
        paint_live(painter, view, hand.waiting, theme, stage.ratio)
        gesture = hand.gesture
        if (gesture is None or gesture.is_framed) and (frames := self._frames()):
            paint_selection(painter, stage.carried_view, frames, theme)
        hand.held.paint(painter, rect)
        if gesture is not None:
            gesture.paint(painter, rect)
        self.place.paint(painter, rect)
        for overlay in self.overlays:
            overlay.paint(painter, rect)
        if self.has_first_words:
            paint_words(painter, QRectF(0, 0, width, height), FIRST_WORDS, theme)
        if self.frame is not None:
            paint_frame(painter, width, height, self.frame, FRAME)
        elif self.has_focus_ring:
            paint_frame(painter, width, height, theme.accent, FOCUS_RING)

    def _frames(self) -> Frames | None:
        """The frames around the selection, which thousands of shapes may be in."""
        selection = self._hand.selection.ids
        figures, lifted = self._stage.figures, self._stage.lifted
        key = (selection, figures.version, lifted)
        if key != self._framed[0]:
            if len(selection) > MOST_FRAMES:
                whole = self._hand.selection.frame
                self._framed = (key, whole and Frames(whole, ()))
            else:
                shown = (
                    lifted[i] if lifted is not None and i in lifted else figures[i]
                    for i in selection
                    if i in figures
                )
                self._framed = (key, Frames.around([figure.frame for figure in shown]))
        return self._framed[1]
