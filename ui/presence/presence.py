"""What one person shows of themselves for the moment: where they look, point and work.

Places are in units of the board, 1/64 pixel at 100 %. Lengths are bounded, since whatever
stands here comes from others, too.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from ...store.documents.fields import LONGEST_ID, MOST, MOST_POINTS, MOST_WIDTH, PRESSURE
from ...store.documents.transform import ONE

__all__ = [
    "MOST_SELECTED",
    "MOST_TRAIL",
    "MOST_TYPED",
    "Drawing",
    "GoingOn",
    "Moving",
    "Pointing",
    "Presence",
    "Resizing",
    "Sight",
    "Typing",
    "outward",
]

MOST_TRAIL = 256
"""So many points of a line are told at once, the last ones: a second of a fast pen, about."""

MOST_SELECTED = 50
MOST_TYPED = 500

_Place = Annotated[int, msgspec.Meta(ge=-MOST, le=MOST)]
_Step = Annotated[int, msgspec.Meta(ge=-2 * MOST, le=2 * MOST)]
_Length = Annotated[int, msgspec.Meta(ge=1, le=2 * MOST)]
_Extent = Annotated[int, msgspec.Meta(ge=0, le=2 * MOST)]
_Turn = Annotated[int, msgspec.Meta(ge=-ONE, le=ONE)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID)]
_Word = Annotated[str, msgspec.Meta(max_length=16)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=MOST_POINTS)]
_Trail = Annotated[tuple[_Step, ...], msgspec.Meta(max_length=2 * MOST_TRAIL)]
_Box = tuple[_Place, _Place, _Extent, _Extent]


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """The part of the board that somebody's window shows: its middle, and how much it is."""

    x: _Place
    y: _Place
    width: _Length
    height: _Length


class Drawing(msgspec.Struct, frozen=True, array_like=True, tag="draw"):
    """A shape under the pointer, of a line perhaps only the last part.

    Attributes:
        shape_id: what the shape will be called on the board.
        points: flat, x, y, x, y.
        start: how many points of the line lie before these.
        pressures: one for each point, or none.
    """

    shape_id: _Id
    kind: Literal["stroke", "marker", "rect", "ellipse", "line", "arrow"]
    color: _Word
    width: Annotated[int, msgspec.Meta(ge=1, le=MOST_WIDTH)]
    points: _Trail
    start: _Count = 0
    pressures: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=0, le=PRESSURE)], ...],
        msgspec.Meta(max_length=MOST_TRAIL),
    ] = ()


class Moving(msgspec.Struct, frozen=True, array_like=True, tag="move"):
    """The selection is dragged, so far by this much."""

    dx: _Step
    dy: _Step


class Resizing(msgspec.Struct, frozen=True, array_like=True, tag="resize"):
    """The selection is scaled and turned, as `store.documents.transform.Resize` has it."""

    old: _Box
    new: _Box
    cos: _Turn = ONE
    sin: _Turn = 0


class Typing(msgspec.Struct, frozen=True, array_like=True, tag="type"):
    """Text that is being typed: its shape, its upper left corner, and the height of letters."""

    shape_id: _Id
    x: _Place
    y: _Place
    height: Annotated[int, msgspec.Meta(ge=1, le=MOST_WIDTH)]
    color: _Word
    text: Annotated[str, msgspec.Meta(max_length=MOST_TYPED)]


class Pointing(msgspec.Struct, frozen=True, array_like=True, tag="laser"):
    """The last part of a laser's trail.

    Attributes:
        number: which trail of this person it is; each one has another.
        start: how many points of it lie before these.
    """

    number: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    points: _Trail
    start: _Count = 0


GoingOn: TypeAlias = Drawing | Moving | Resizing | Typing | Pointing


class Presence(msgspec.Struct, frozen=True, array_like=True):
    """Where somebody is, and what they are about to do.

    Attributes:
        page: what they look at, such as "board".
        sight: which part of the board they see; None where they do not see it.
        cursor: where they point.
        tool: what they hold.
        selection: some of the shapes that they have selected.
        going_on: the gesture in hand.
        is_looking_back: they look at the past.
        is_quiet: they are here, and show nothing of what they do.
        follows: whose view they follow; then they look on without moving anything.
        call: not 0 while they ask everybody to come; another number each time.
    """

    page: _Word
    sight: Sight | None = None
    cursor: tuple[_Place, _Place] | None = None
    tool: _Word = ""
    selection: Annotated[tuple[_Id, ...], msgspec.Meta(max_length=MOST_SELECTED)] = ()
    going_on: GoingOn | None = None
    is_looking_back: bool = False
    is_quiet: bool = False
    follows: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)] | None = None
    call: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 0


def outward(presence: Presence) -> Presence:
    """What of `presence` others may know, and no more of it than is told at once."""
    if presence.is_quiet:
        return Presence("", is_quiet=True)
    if presence.is_looking_back:
        return Presence(presence.page, tool=presence.tool, is_looking_back=True)
    return replace(
        presence,
        selection=presence.selection[:MOST_SELECTED],
        going_on=_last_part(presence.going_on),
    )


def _last_part(doing: GoingOn | None) -> GoingOn | None:
    match doing:
        case Drawing() if len(doing.points) > 2 * MOST_TRAIL:
            before = len(doing.points) // 2 - MOST_TRAIL
            return replace(
                doing,
                points=doing.points[2 * before :],
                pressures=doing.pressures[before:],
                start=doing.start + before,
            )
        case Pointing() if len(doing.points) > 2 * MOST_TRAIL:
            before = len(doing.points) // 2 - MOST_TRAIL
            return replace(doing, points=doing.points[2 * before :], start=doing.start + before)
        case Typing() if len(doing.text) > MOST_TYPED:
            return replace(doing, text=doing.text[:MOST_TYPED])
        case _:
            return doing
