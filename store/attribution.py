"""Who did it and when: what a reducer is told beside what the action says.

An action's payload and `meta` are whatever its author wrote. Who that was is known from
the update alone, whose name and timestamp the author has signed.
"""

from collections.abc import Mapping
from typing import Any, cast

from .action import Action
from .update import SourceId, Update

__all__ = ["attributed"]

MOST_TEXTS = 1024

_texts: dict[SourceId, str] = {}
"""Each source in hexadecimal: one text, however many actions it has."""


def attributed(update: Update) -> Action:
    """The action of `update` with who and when in its `meta`, whatever it claims there itself.

    `meta["source"]` is the author's key in hexadecimal, `meta["timestamp"]` an integer. The
    other keys of `meta` stay; a `meta` that is no object is replaced. The update keeps its
    action as it was sent.
    """
    # This stands before every single step of every fold, so it is made of few calls.
    timestamp, source, _, _, action = update
    text = _texts.get(source)
    if text is None:
        text = _text(source)
    told: dict[str, Any] = {**action}
    if "meta" not in told:
        told["meta"] = {"source": text, "timestamp": timestamp}
        return told
    claimed: object = told["meta"]
    others = cast("Mapping[str, Any]", claimed if isinstance(claimed, Mapping) else {})
    told["meta"] = {**others, "source": text, "timestamp": timestamp}
    return told


def _text(source: SourceId) -> str:
    if len(_texts) >= MOST_TEXTS:
        _texts.clear()
    _texts[source] = source.hex()
    return _texts[source]
