"""A Redux store whose state is a fold over an ordered, rewindable history."""

from .action import Action
from .canonical import canonical_bytes, state_hash, to_plain
from .gesture import range_of_gesture
from .history import History
from .middleware import Middleware, MiddlewareAPI, apply_middleware, compose
from .reducer import REFUSED, Reducer, Refused, combine_reducers
from .rewind import Rewind
from .rewindable import LocalRecorder, rewindable
from .slice import Slice, create_slice
from .store import Enhancer, Store, create_store
from .undo import redo, undo
from .update import Name, Update

__all__ = [
    "REFUSED",
    "Action",
    "Enhancer",
    "History",
    "LocalRecorder",
    "Middleware",
    "MiddlewareAPI",
    "Name",
    "Reducer",
    "Refused",
    "Rewind",
    "Slice",
    "Store",
    "Update",
    "apply_middleware",
    "canonical_bytes",
    "combine_reducers",
    "compose",
    "create_slice",
    "create_store",
    "range_of_gesture",
    "redo",
    "rewindable",
    "state_hash",
    "to_plain",
    "undo",
]
