"""Middleware that more than one kind of store is tried with."""

from collections.abc import Callable
from typing import Any

from redux_scuttlebutt.store.middleware import MiddlewareAPI
from redux_scuttlebutt.store.store import Dispatch

__all__ = ["thunk"]


def thunk(api: MiddlewareAPI) -> Callable[[Dispatch], Dispatch]:
    """Calls what is no action but a function, as redux-thunk does."""

    def layer(following: Dispatch) -> Dispatch:
        def dispatch(action: Any) -> Any:
            return action(api.dispatch, api.get_state) if callable(action) else following(action)

        return dispatch

    return layer
