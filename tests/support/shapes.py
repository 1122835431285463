"""Shapes as actions describe them, one of each kind."""

from typing import Any

__all__ = ["SOUND", "described", "keys"]

from redux_scuttlebutt.store.documents.zkeys import keys_between

_DRAWN: dict[str, Any] = {
    "z": "a0",
    "points": [0, 0, 64, 128],
    "color": "ink",
    "width": 128,
}

SOUND: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("stroke", "marker", "rect", "ellipse", "line", "arrow"), _DRAWN),
    "text": {**_DRAWN, "points": [0, 0], "text": "増える", "size": [640, 128]},
    "image": {
        "z": "a0",
        "points": [0, 0],
        "size": [640, 480],
        "blob": "0123456789abcdef" * 4,
        "type": "image/png",
    },
}
"""What each kind needs beside its id."""


def described(shape_id: str, kind: str = "stroke", **fields: Any) -> dict[str, Any]:
    """A sound shape, but for `fields`."""
    return {"id": shape_id, "kind": kind, **SOUND[kind], **fields}


def keys(count: int) -> list[str]:
    """So many places, from back to front."""
    return keys_between(None, None, count)
