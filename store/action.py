"""What an action is: a JSON object with a string `type` (Flux Standard Action).

Actions whose type begins with `@@` are private to one store. They never enter a
history and never reach another machine.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

__all__ = ["INIT", "PRIVATE_PREFIX", "Action", "is_private", "type_of"]

Action: TypeAlias = Mapping[str, Any]

PRIVATE_PREFIX = "@@"
INIT: Action = {"type": "@@redux/INIT"}


def type_of(action: object) -> str:
    """The type of `action`.

    Raises:
        TypeError: `action` is not an object, or its `type` is not a string.
    """
    if type(action) is not dict and not isinstance(action, Mapping):
        raise TypeError(
            f"an action is an object with a string 'type', not {action!r};"
            " thunks and promises need a middleware in front of the store"
        )
    kind: object = action.get("type")  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType]
    if not isinstance(kind, str):
        raise TypeError(f"an action needs a string 'type', this one has {kind!r}")
    return kind


def is_private(action: Action) -> bool:
    """Whether `action` concerns one store only and is never recorded."""
    return type_of(action).startswith(PRIVATE_PREFIX)
