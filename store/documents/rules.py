"""Rules of a room, which are actions like everything else: `rules/set {rule: value}`."""

from collections.abc import Mapping
from typing import cast

from ..action import Action
from ..reducer import Refused
from ..slice import create_slice
from .counter import whole_number
from .said import said

__all__ = ["Rules", "rules"]

Rules = Mapping[str, int | None]

NONE: Rules = {"counter_minimum": None}


def _set(state: Rules, action: Action) -> Rules:
    payload = action.get("payload")
    if not isinstance(payload, Mapping) or not payload:
        raise Refused(f"rules are given as {{rule: value}}, not as {said(cast('object', payload))}")
    changes = cast("Mapping[str, object]", payload)
    unknown = changes.keys() - NONE.keys()
    if unknown:
        raise Refused(f"unknown rule {said(min(unknown))}, expected {', '.join(NONE)}")
    changed = dict(state)
    for rule, value in changes.items():
        changed[rule] = None if value is None else whole_number(value, rule)
    return changed


rules = create_slice("rules", NONE, {"set": _set})
