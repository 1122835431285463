"""The eraser that removes only what it touches, and leaves the rest."""

from typing import Any

from msgspec.structs import replace

from ....store.documents.whiteboard import UNIT, whiteboard
from ..shapes.figure import Figure
from ..shapes.geometry import Box
from ..shapes.kinds import figure_for
from .desk import Desk
from .pieces import CUT, Line, described_parts
from .pointer import Action, Pointer
from .tool import Gesture

__all__ = ["Splitting"]

LEAST = UNIT / 2
"""So many units long is the shortest piece that is left."""


class Splitting(Gesture):
    """The eraser being down: what it has touched is gone, the rest is shown in its place."""

    lifts = True

    def __init__(self, desk: Desk, start: Pointer) -> None:
        self._desk = desk
        self._last = start
        self._lines: dict[str, Line] = {}
        self._pieces: dict[str, list[dict[str, Any]]] = {}
        self._has_said = False
        self._wipe(start)

    def move(self, pointer: Pointer) -> None:
        self._wipe(pointer)

    def finish(self, pointer: Pointer) -> Action | None:
        del pointer
        stage = self._desk.stage
        there = [i for i in self._pieces if i in stage.figures]
        if not there:
            stage.drop()
            self._desk.stale(None)
            return None
        shapes = [
            {"id": self._desk.new_id(), "of": shape_id, **piece}
            for shape_id in there
            for piece in self._pieces[shape_id]
        ]
        return whiteboard.actions["split"]({"remove": there, "shapes": shapes})

    def _wipe(self, pointer: Pointer) -> None:
        desk, start, end = self._desk, self._last.place, pointer.place
        self._last = pointer
        touched: dict[str, Box] = {}
        is_new = False
        for shape_id in desk.swept(start, end):
            line = self._line(shape_id)
            if line is None:
                continue
            if line.erase(start, end, desk.reach + line.shape.width / 2):
                is_new = is_new or shape_id not in self._pieces
                self._pieces[shape_id] = described_parts(line, LEAST)
                touched[shape_id] = desk.stage.figures[shape_id].box
        if not touched:
            return
        if is_new:
            desk.stage.lift(self._pieces.keys())
        desk.stage.show_instead(self._figures())
        if is_new:
            desk.stale(None)
        else:
            desk.stale(Box.around(start, end).grown(desk.reach * 2))

    def _line(self, shape_id: str) -> Line | None:
        """What is left of a shape; None if it cannot be split."""
        line = self._lines.get(shape_id)
        if line is None:
            shape = self._desk.stage.figures[shape_id].shape
            if shape.kind in CUT:
                line = self._lines[shape_id] = Line(shape)
            elif not self._has_said:
                self._has_said = True
                self._desk.say("Only strokes and lines can be split · E removes other things whole")
        return line

    def _figures(self) -> list[Figure]:
        result: list[Figure] = []
        for shape_id, pieces in self._pieces.items():
            whole = self._lines[shape_id].shape
            for n, piece in enumerate(pieces):
                points = tuple(piece["points"])
                pressures = tuple(piece.get("pressures", ()))
                part = replace(whole, points=points, pressures=pressures)
                result.append(figure_for(f"{shape_id} {n}", part))
        return result
