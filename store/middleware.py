"""Functions around `dispatch` (Redux's middleware) and their composition."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

from .store import Dispatch, Enhancer, Store, StoreCreator

__all__ = ["Middleware", "MiddlewareAPI", "apply_middleware", "compose"]


@dataclass(frozen=True, slots=True)
class MiddlewareAPI:
    """What a middleware may use of the store: its state, and the whole dispatch chain."""

    get_state: Callable[[], Any]
    dispatch: Dispatch


Middleware: TypeAlias = Callable[[MiddlewareAPI], Callable[[Dispatch], Dispatch]]


def compose(*functions: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The function that applies `functions` from right to left."""

    def composed(value: Any) -> Any:
        return reduce(lambda result, function: function(result), reversed(functions), value)

    return composed


def apply_middleware(*middlewares: Middleware) -> Enhancer:
    """An enhancer that passes every dispatch through `middlewares`, the first outermost.

    A middleware that dispatches through its API starts again at the outermost one.

    Raises (while the store is made): RuntimeError, if a middleware dispatches before
    the chain is complete.
    """

    def enhancer(create: StoreCreator) -> StoreCreator:
        def create_with_middleware(reducer: Any, preloaded_state: Any = None) -> Store[Any]:
            store = create(reducer, preloaded_state)

            def too_early(action: Any) -> Any:
                raise RuntimeError(
                    f"{action!r} was dispatched while the middleware was still being set up"
                )

            chain: list[Dispatch] = [too_early]
            api = MiddlewareAPI(store.get_state, lambda action: chain[0](action))
            layers = [middleware(api) for middleware in middlewares]
            chain[0] = store.dispatch = compose(*layers)(store.dispatch)
            return store

        return create_with_middleware

    return enhancer
