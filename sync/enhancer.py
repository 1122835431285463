"""The drop-in: one enhancer makes a Redux-style store a shared one."""

from ..store.rewindable import rewindable
from ..store.store import Enhancer
from .dispatcher import Dispatcher

__all__ = ["scuttlebutt"]


def scuttlebutt(dispatcher: Dispatcher) -> Enhancer:
    """Share a store through `dispatcher`; reducers, actions and structure stay as they are.

    Works on every store of the Redux shape: the enhanced creator takes (reducer, initial
    state) and returns the store that the inner creator made. It belongs innermost:
    `compose(apply_middleware(...), scuttlebutt(dispatcher))`.
    """
    return rewindable(dispatcher)
