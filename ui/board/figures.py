"""The shapes that are on screen, each with its path and its box, found by place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QPainterPath

from ...store.documents.transform import scaled_points
from ...store.documents.whiteboard import Point, Shape
from .curve import swing
from .geometry import Box, Place, box_of, is_swept, lies_in, union
from .grid import Grid
from .outline import is_pressed, line_path, most_width, pressed_path

__all__ = ["Changes", "Figure", "Figures"]


class Figure:
    """A shape as it is painted.

    What is costly hangs on the points alone, so a moved shape keeps it. `extent` is the
    box of the points as they are, `box` holds all that is ever painted.
    """

    __slots__ = (
        "_path",
        "_points",
        "_rough",
        "_swing",
        "box",
        "extent",
        "is_pressed",
        "shape",
        "shape_id",
    )

    def __init__(self, shape_id: str, shape: Shape, before: "Figure | None" = None) -> None:
        self.shape_id = shape_id
        self.shape = shape
        self._path: QPainterPath | None = None
        self._rough: QPainterPath | None = None
        self._points: list[Point] | None = None
        if before is not None and _is_drawn_alike(before.shape, shape):
            self.is_pressed = before.is_pressed
            self.extent, self._swing = before.extent, before._swing
            self._points = before._points
            if before.shape.width == shape.width:
                self._path, self._rough = before._path, before._rough
        else:
            points = scaled_points(shape)
            self.is_pressed = is_pressed(points)
            self.extent, self._swing = box_of(points), swing(points)
        half = most_width(shape.width) / 2 if self.is_pressed else shape.width / 2
        self.box = self.extent.grown(half + self._swing).moved(shape.x, shape.y)

    @property
    def frame(self) -> Box:
        """What to draw a frame around: the points and their ink, without the box's reserve."""
        return self.extent.grown(self.shape.width / 2).moved(self.shape.x, self.shape.y)

    @property
    def origin(self) -> Point:
        """Where the path's own (0, 0) is before the shape was moved."""
        return self.points[0]

    @property
    def points(self) -> list[Point]:
        """The points of the shape one by one, as it is scaled, before it was moved."""
        if self._points is None:
            self._points = scaled_points(self.shape)
        return self._points

    def path(self) -> QPainterPath:
        """The smooth line, or its outline if it was drawn with pressure, from its origin."""
        if self._path is None:
            self._path = (
                pressed_path(self.points, self.shape.width)
                if self.is_pressed
                else line_path(self.points)
            )
        return self._path

    def rough_path(self) -> QPainterPath:
        """A line that will do where the stroke is a few pixels large."""
        if self._rough is None:
            points = self.points
            step = max(1, len(points) // 8)
            self._rough = line_path([*points[::step], points[-1]], is_smooth=False)
        return self._rough

    def is_at(self, place: Place, reach: float) -> bool:
        """Whether the stroke's ink comes within `reach` of `place`."""
        return self.is_swept(place, place, reach)

    def is_swept(self, start: Place, end: Place, reach: float) -> bool:
        """Whether the stroke's ink comes within `reach` of the line `start` to `end`."""
        x, y = self.shape.x, self.shape.y
        a, b = (start[0] - x, start[1] - y), (end[0] - x, end[1] - y)
        return is_swept(self.points, a, b, self.shape.width / 2 + reach)

    def lies_in(self, box: Box) -> bool:
        """Whether any part of the stroke's ink is in `box`."""
        there = box.moved(-self.shape.x, -self.shape.y).grown(self.shape.width / 2)
        return there.holds(self.extent) or lies_in(self.points, there)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new board changed on screen.

    Attributes:
        on_top: new figures in front of everything, from back to front.
        damage: where everything else that changed was, and where it is.
    """

    on_top: Collection[Figure] = ()
    damage: Collection[Box] = ()

    def __bool__(self) -> bool:
        return bool(self.on_top or self.damage)


class Figures(Collection[str]):
    """The figures of the shapes last shown.

    Attributes:
        version: counts how often they changed.
        top: no shape has a greater z than this; "" if there never was one.
    """

    def __init__(self, shapes: Mapping[str, Shape] | None = None) -> None:
        self._figures: dict[str, Figure] = {}
        # Beside the figures, so that the pass over all shapes looks at nothing else.
        self._shapes: dict[str, Shape] = {}
        self._grid: Grid[str] = Grid()
        self.top = ""
        self.version = 0
        if shapes is not None:
            self.show(shapes)

    @staticmethod
    def of(figures: Iterable[Figure]) -> "Figures":
        """The same figures in a collection of their own."""
        result = Figures()
        for figure in figures:
            result._put_in(figure)
        return result

    def __len__(self) -> int:
        return len(self._figures)

    def __contains__(self, shape_id: object) -> bool:
        return shape_id in self._figures

    def __getitem__(self, shape_id: str) -> Figure:
        return self._figures[shape_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def show(self, shapes: Mapping[str, Shape]) -> Changes:
        """Take over what differs from the shapes before: those that are not the same object."""
        known = self._shapes.get
        fresh = [(i, shape) for i, shape in shapes.items() if known(i) is not shape]
        damage: list[Box] = []
        on_top: list[Figure] = []
        top = self.top
        for shape_id, shape in fresh:
            before = self._take_out(shape_id)
            figure = Figure(shape_id, shape, before)
            self._put_in(figure)
            if before is not None:
                damage += (before.box, figure.box)
            elif shape.z > top:
                on_top.append(figure)
            else:
                damage.append(figure.box)
        if len(self._shapes) > len(shapes):
            for shape_id in [i for i in self._shapes if i not in shapes]:
                gone = self._take_out(shape_id)
                damage += (gone.box,) if gone else ()
        self.version += bool(on_top or damage)
        on_top.sort(key=_depth)
        if on_top:
            self.top = on_top[-1].shape.z
        return Changes(on_top, damage)

    def within(self, box: Box) -> list[Figure]:
        """The figures whose boxes meet `box`, from back to front."""
        figures = map(self._figures.__getitem__, self._grid.near(box))
        return sorted((f for f in figures if f.box.meets(box)), key=_depth)

    def at(self, place: Place, reach: float) -> Figure | None:
        """The frontmost figure within `reach` of `place`."""
        around = Box.around(place, place).grown(reach)
        return next((f for f in reversed(self.within(around)) if f.is_at(place, reach)), None)

    def inside(self, box: Box) -> list[Figure]:
        """The figures that have ink in `box`."""
        return [f for f in self.within(box) if f.lies_in(box)]

    def swept(self, start: Place, end: Place, reach: float) -> list[Figure]:
        """The figures within `reach` of the line from `start` to `end`."""
        corners = Box.around(start, end).grown(reach)
        return [f for f in self.within(corners) if f.is_swept(start, end, reach)]

    def bounds(self, shape_ids: Iterable[str] | None = None) -> Box | None:
        """The smallest box around all figures, or around those of `shape_ids`."""
        ids = self._figures if shape_ids is None else shape_ids
        return union(self._figures[i].box for i in ids)

    def _put_in(self, figure: Figure) -> None:
        self._figures[figure.shape_id] = figure
        self._shapes[figure.shape_id] = figure.shape
        self._grid.add(figure.shape_id, figure.box)

    def _take_out(self, shape_id: str) -> Figure | None:
        figure = self._figures.pop(shape_id, None)
        if figure is not None:
            del self._shapes[shape_id]
            self._grid.remove(shape_id, figure.box)
        return figure


def _is_drawn_alike(before: Shape, shape: Shape) -> bool:
    return (
        before.points is shape.points
        and before.pressures is shape.pressures
        and before.matrix == shape.matrix
    )


def _depth(figure: Figure) -> tuple[str, str]:
    return figure.shape.z, figure.shape_id
