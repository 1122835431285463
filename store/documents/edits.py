"""What each action does to the board.

What concerns only shapes that are gone by then is refused, so that its author hears that
somebody was faster; what concerns some that are gone does the rest.
"""

from collections.abc import Mapping
from typing import Any, cast

from immutables import Map

from ..action import Action
from ..reducer import Refused
from .fields import MOST, Fields, as_fields, id_of, ids_of, numbers_of, points_from, pressures_from
from .said import said
from .shapes import Board, Shape, changed, read, read_shape
from .transform import read_resize

__all__ = ["GONE", "added", "extended", "moved", "removed", "resized", "set_fields", "split"]

GONE = "deleted earlier"

Shapes = Map[str, Shape]


def added(state: Board, action: Action) -> Board:
    """New shapes: one, or several as `shapes`, and then all of them or none."""
    fields = _payload(action)
    if "shapes" not in fields:
        shape_id, shape = read_shape(fields)
        if shape_id in state.shapes:
            raise Refused(_taken(shape_id))
        return Board(state.shapes.set(shape_id, shape))
    _only(fields, "shapes")
    shapes = state.shapes
    for described in _list(fields["shapes"], "shapes"):
        shapes = _put_in(shapes, *read_shape(described))
    return Board(shapes)


def extended(state: Board, action: Action) -> Board:
    """More points to a stroke too long for one action; where it was before any move."""
    fields = _payload(action)
    _only(fields, "id", "points", "pressures")
    shape_id, points = id_of(fields.get("id")), points_from(fields.get("points"))
    pressures = pressures_from(fields.get("pressures", []))
    shape = _of(state, [shape_id])[shape_id]
    if shape.kind not in ("stroke", "marker"):
        raise Refused(f"a shape of the kind {shape.kind!r} is not drawn on")
    if bool(pressures) != bool(shape.pressures):
        raise Refused("a stroke is drawn with pressure from end to end, or without")
    more = {"points": shape.points + points, "pressures": shape.pressures + pressures}
    return Board(state.shapes.set(shape_id, changed(shape, more)))


def set_fields(state: Board, action: Action) -> Board:
    """Other values for some fields of some shapes; of two writers of one the later wins."""
    fields = _payload(action)
    _only(fields, "of")
    of = as_fields(fields.get("of"), "what is set")
    values = {id_of(i): read(as_fields(v, f"what is set of {said(i)}")) for i, v in of.items()}
    if not values or not all(values.values()):
        raise Refused("nothing is set, expected {id: {field: value}}")
    shapes = state.shapes
    for shape_id, shape in _of(state, values).items():
        shapes = shapes.set(shape_id, changed(shape, values[shape_id]))
    return Board(shapes)


def moved(state: Board, action: Action) -> Board:
    """Shapes somewhere else."""
    fields = _payload(action)
    _only(fields, "ids", "by")
    ids, (dx, dy) = ids_of(fields.get("ids")), numbers_of(fields.get("by"), "the move by", 2)
    shapes = state.shapes
    for shape_id, shape in _of(state, ids).items():
        x, y = shape.x + dx, shape.y + dy
        if not (-MOST <= x <= MOST and -MOST <= y <= MOST):
            raise Refused(f"a coordinate lies beyond ±{MOST}")
        shapes = shapes.set(shape_id, _placed(shape, x, y, shape.matrix))
    return Board(shapes)


def resized(state: Board, action: Action) -> Board:
    """Shapes scaled, and perhaps turned, together."""
    fields = _payload(action)
    _only(fields, "ids", "from", "to", "turn")
    resize = read_resize(fields.get("from"), fields.get("to"), fields.get("turn"))
    shapes = state.shapes
    for shape_id, shape in _of(state, ids_of(fields.get("ids"))).items():
        shapes = shapes.set(shape_id, _placed(shape, *resize.place(shape)))
    return Board(shapes)


def split(state: Board, action: Action) -> Board:
    """Strokes taken away, and what an eraser has left `of` them in their place.

    A piece is described by what differs from the whole: its id and its points, as they
    were drawn. What somebody did to the whole meanwhile, the pieces have too. Of a stroke
    that is gone nothing comes back.
    """
    fields = _payload(action)
    _only(fields, "remove", "shapes")
    ids = ids_of(fields.get("remove"))
    pieces: list[tuple[str, str, dict[str, Any]]] = []
    for piece in _list(fields.get("shapes"), "shapes", least=0):
        values = read(piece, ("id", "of", "kind"))
        if "kind" in piece:
            if piece["kind"] not in ("stroke", "marker", "line"):
                raise Refused(f"a piece is {said(piece['kind'])}, expected stroke, marker or line")
            values["kind"] = piece["kind"]
        if "points" not in values:
            raise Refused("a piece has no points")
        pieces.append((id_of(piece.get("id")), id_of(piece.get("of")), values))
    if not {whole for _, whole, _ in pieces} <= set(ids):
        raise Refused("a piece is left of a shape that is not split")
    wholes = _of(state, ids)
    shapes = state.shapes
    for shape_id in wholes:
        shapes = shapes.delete(shape_id)
    for piece_id, whole_id, values in pieces:
        whole = wholes.get(whole_id)
        if whole is None:
            continue
        if whole.kind in ("text", "image"):
            raise Refused(f"a shape of the kind {whole.kind!r} cannot be split")
        if piece_id in state.shapes:
            raise Refused(_taken(piece_id))
        if whole.pressures:
            values.setdefault("pressures", ())
        shapes = _put_in(shapes, piece_id, changed(whole, values))
    return Board(shapes)


def removed(state: Board, action: Action) -> Board:
    """Shapes taken away."""
    fields = _payload(action)
    _only(fields, "ids")
    shapes = state.shapes
    for shape_id in _of(state, ids_of(fields.get("ids"))):
        shapes = shapes.delete(shape_id)
    return Board(shapes)


def _payload(action: Action) -> Fields:
    return as_fields(action.get("payload"), "the payload")


def _only(fields: Fields, *names: str) -> None:
    for name in fields:
        if name not in names:
            raise Refused(f"the payload has {said(name)}, expected {', '.join(names)}")


def _list(value: object, what: str, *, least: int = 1) -> list[Fields]:
    if type(value) is not list or len(cast("list[object]", value)) < least:
        raise Refused(f"{what} are {said(cast('object', value))}, expected a list of descriptions")
    return [as_fields(one, "a shape") for one in cast("list[object]", value)]


def _of(state: Board, ids: list[str] | Mapping[str, object]) -> dict[str, Shape]:
    """Those shapes of `ids` that are still there, and there is at least one."""
    shapes = state.shapes
    found = {shape_id: shapes[shape_id] for shape_id in ids if shape_id in shapes}
    if not found:
        raise Refused(GONE)
    return found


def _put_in(shapes: Shapes, shape_id: str, shape: Shape) -> Shapes:
    if shape_id in shapes:
        raise Refused(_taken(shape_id))
    return shapes.set(shape_id, shape)


def _taken(shape_id: str) -> str:
    return f"there is a shape {shape_id!r} already"


def _placed(shape: Shape, x: int, y: int, matrix: tuple[int, ...]) -> Shape:
    return Shape(
        shape.kind,
        shape.points,
        shape.color,
        shape.width,
        shape.z,
        x,
        y,
        shape.pressures,
        matrix,
        shape.text,
        shape.size,
        shape.blob,
        shape.type,
    )
