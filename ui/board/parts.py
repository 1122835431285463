"""Gestures that are too large for one action, as several."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...store.documents.whiteboard import whiteboard

__all__ = ["in_parts"]

Action = dict[str, Any]

MOST_POINTS = 2000
"""A point is 22 bytes at the most, an action 48 KiB."""

MOST_BYTES = 40_000
"""Of names of shapes in one action."""


def in_parts(action: Action, new_id: Callable[[], str]) -> list[Action]:
    """The actions that do together what `action` would, each small enough to be sent."""
    payload = action["payload"]
    parts = [action]
    if len(payload.get("points", ())) > MOST_POINTS:
        points = payload["points"]
        first, *others = (
            points[at : at + MOST_POINTS] for at in range(0, len(points), MOST_POINTS)
        )
        more = whiteboard.actions["extended"]
        parts = [{**action, "payload": {**payload, "points": first}}]
        parts += [more({"id": payload["id"], "points": points}) for points in others]
    elif "ids" in payload:
        groups = _groups(payload["ids"])
        parts = [{**action, "payload": {**payload, "ids": ids}} for ids in groups]
    if len(parts) == 1:
        return parts
    gesture = new_id()
    return [{**part, "meta": {"gesture": gesture}} for part in parts]


def _groups(ids: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    size = 0
    for shape_id in ids:
        length = len(shape_id.encode()) + 5
        if group and size + length > MOST_BYTES:
            yield group
            group, size = [], 0
        group.append(shape_id)
        size += length
    if group:
        yield group
