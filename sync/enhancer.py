"""The drop-in: one enhancer makes a Redux-style store a shared one."""

from ..store.authority import Authorize
from ..store.rewindable import rewindable
from ..store.store import Enhancer
from .dispatcher import Dispatcher

__all__ = ["scuttlebutt"]


def scuttlebutt(dispatcher: Dispatcher, *, authorize: Authorize | None = None) -> Enhancer:
    """Share a store through `dispatcher`; reducers, actions and structure stay as they are.

    Works on every store of the Redux shape: the enhanced creator takes (reducer, initial
    state) and returns the store that the inner creator made. It belongs innermost:
    `compose(apply_middleware(...), scuttlebutt(dispatcher))`.

    `authorize(state, action, source)` says who may do what. It is part of the reducer: pure,
    and the same in the whole room. It is asked before each action is folded, again at each
    rewind, and never about actions whose type begins with `history/`. Where it says no, the
    author's `dispatch` raises Refused; what somebody else logged all the same is refused
    at its place on every machine.
    """
    return rewindable(dispatcher, authorize=authorize)
