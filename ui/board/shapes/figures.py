"""The shapes that are on screen, each with its path and its box, found by place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

from ....store.documents.transform import bounds
from ....store.documents.whiteboard import Shape
from .figure import Figure
from .geometry import Box, Place, union
from .grid import Grid
from .kinds import figure_for
from .pictures import Pictures

__all__ = ["Changes", "Figures"]

PRESSED = 14
"""So many times as long takes an outline as a line."""

FEW = 1000
"""Of so many new shapes the exact box is found before any is taken over."""


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

    A board that differs much is taken over bit by bit: `expect` finds out what differs,
    and every `take` takes some of it.

    Args:
        pictures: where images come from.

    Attributes:
        version: counts how often they changed.
        top: no shape has a greater z than this; "" if there never was one.
    """

    def __init__(
        self, shapes: Mapping[str, Shape] | None = None, pictures: Pictures | None = None
    ) -> None:
        self._pictures = pictures
        self._figures: dict[str, Figure] = {}
        # Beside the figures, so that the pass over all shapes looks at nothing else.
        self._shapes: dict[str, Shape] = {}
        self._grid: Grid[str] = Grid()
        self._top = ("", "")
        # What differs from the shapes expected last, the next at the end.
        self._awaited: list[tuple[str, Shape | None]] = []
        self._foreseen: dict[str, Figure] = {}
        self.version = 0
        if shapes is not None:
            self.show(shapes)

    @staticmethod
    def of(figures: Iterable[Figure]) -> "Figures":
        """The same figures in a collection of their own."""
        result = Figures()
        for figure in figures:
            result.add(figure)
        return result

    def only(self, shape_ids: Collection[str]) -> "Figures":
        """Those of `shape_ids`, in a collection of their own."""
        if 2 * len(shape_ids) < len(self._figures):
            return Figures.of(self._figures[i] for i in shape_ids)
        result = Figures()
        result._figures, result._shapes = dict(self._figures), dict(self._shapes)
        result._grid = self._grid.copy()
        kept = frozenset(shape_ids)
        for shape_id in self._figures:
            if shape_id not in kept:
                result._take_out(shape_id)
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
        self.expect(shapes)
        return self.take(len(self._awaited))

    def expect(self, shapes: Mapping[str, Shape], first: Box | None = None) -> None:
        """Find out what is to be taken over, those that begin in the box `first` before others."""
        known = self._shapes.get
        fresh = [(shape.z, i, shape) for i, shape in shapes.items() if known(i) is not shape]
        # Each on top of those before, or else what was painted last would be painted again.
        fresh.sort(reverse=True)
        if first is not None and len(fresh) > FEW:
            fresh.sort(key=lambda each: _begins_in(first, each[2]))
        self._awaited = [(i, shape) for _, i, shape in fresh]
        if len(self._shapes) + len(fresh) > len(shapes):
            self._awaited += [(i, None) for i in self._shapes if i not in shapes]

    def foresee(self, figure: Figure) -> None:
        """Expect a shape like this one's: what was made to paint it is not made again."""
        self._foreseen[figure.shape_id] = figure

    @property
    def top(self) -> str:
        return self._top[0]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing, nor is anything expected."""
        return not self._figures and not self._awaited

    @property
    def is_behind(self) -> bool:
        """Whether something expected is still to be taken over."""
        return bool(self._awaited)

    def take(self, most: int, work: float = inf) -> Changes:
        """Take over so many of what is expected.

        Args:
            work: stop earlier, when as much is taken over as makes this much work to paint:
                1 for a number of a line, `PRESSED` for one that goes with a pressure.
        """
        damage: list[Box] = []
        on_top: list[Figure] = []
        for _ in range(min(most, len(self._awaited))):
            if work <= 0:
                break
            shape_id, shape = self._awaited.pop()
            before = self._take_out(shape_id)
            if before is not None:
                damage.append(before.box)
            if shape is None:
                continue
            work -= len(shape.points) + PRESSED * len(shape.pressures)
            like = before or self._foreseen.get(shape_id)
            figure = figure_for(shape_id, shape, like, self._pictures)
            self.add(figure)
            depth = _depth(figure)
            if before is None and depth > self._top:
                on_top.append(figure)
                self._top = depth
            else:
                damage.append(figure.box)
        if self._foreseen and not self._awaited:
            self._foreseen.clear()
        self.version += bool(on_top or damage)
        return Changes(on_top, damage)

    def within(self, box: Box) -> list[Figure]:
        """The figures whose boxes meet `box`, from back to front."""
        return sorted(self.near(box), key=_depth)

    def near(self, box: Box) -> list[Figure]:
        """The same in any order, in half the time."""
        figures = map(self._figures.__getitem__, self._grid.near(box))
        return [figure for figure in figures if figure.box.meets(box)]

    def has_any_in(self, box: Box) -> bool:
        """Whether the box of any figure meets `box`."""
        return self._grid.has_near(box, lambda i: self._figures[i].box.meets(box))

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

    def showing(self, blob: str) -> list[Figure]:
        """The figures that show the picture of this hash."""
        return [self._figures[i] for i, shape in self._shapes.items() if shape.blob == blob]

    def bounds(self, shape_ids: Iterable[str] | None = None) -> Box | None:
        """The smallest box around all figures, or around those of `shape_ids`."""
        ids = self._figures if shape_ids is None else shape_ids
        return union(self._figures[i].box for i in ids)

    def bounds_ahead(self) -> Box | None:
        """The smallest box around all figures and what is expected; about so, if it is much."""
        awaited = [shape for _, shape in self._awaited if shape is not None]
        if len(awaited) > FEW:
            # Where they begin will do: strokes are short in so large a drawing.
            xs = [shape.points[0] + shape.x for shape in awaited]
            ys = [shape.points[1] + shape.y for shape in awaited]
            ahead = Box(min(xs), min(ys), max(xs), max(ys))
        else:
            ahead = union(Box(*bounds(shape)) for shape in awaited)
        return union(box for box in (self.bounds(), ahead) if box is not None)

    def add(self, figure: Figure) -> None:
        """Put in one figure more."""
        self._figures[figure.shape_id] = figure
        self._shapes[figure.shape_id] = figure.shape
        self._grid.add(figure.shape_id, figure.box)

    def _take_out(self, shape_id: str) -> Figure | None:
        figure = self._figures.pop(shape_id, None)
        if figure is not None:
            del self._shapes[shape_id]
            self._grid.remove(shape_id, figure.box)
        return figure


def _depth(figure: Figure) -> tuple[str, str]:
    return figure.shape.z, figure.shape_id


def _begins_in(box: Box, shape: Shape) -> bool:
    x, y = shape.points[0] + shape.x, shape.points[1] + shape.y
    return box.left <= x <= box.right and box.top <= y <= box.bottom
