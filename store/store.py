"""The store: one state, changed by dispatched actions only (Redux's `createStore`)."""

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

from .action import INIT, Action, type_of
from .reducer import REFUSED, Reducer, Refused

__all__ = ["Dispatch", "Enhancer", "Listener", "Store", "StoreCreator", "create_store"]

S = TypeVar("S")

Dispatch: TypeAlias = Callable[[Any], Any]
Listener: TypeAlias = Callable[[], object]
StoreCreator: TypeAlias = "Callable[..., Store[Any]]"
Enhancer: TypeAlias = Callable[[StoreCreator], StoreCreator]

REPLACE: Action = {"type": "@@redux/REPLACE"}


class Store(Generic[S]):
    """Holds the state; made by `create_store`.

    `dispatch` and `replace_reducer` are attributes, so that an enhancer may put its own
    in their place.
    """

    def __init__(self, reducer: Reducer[S], preloaded_state: S | None) -> None:
        self._reducer = reducer
        self._state: S | None = preloaded_state
        self._listeners: tuple[_Subscription, ...] = ()
        self._reducing = False
        self.dispatch: Dispatch = self._dispatch
        self.replace_reducer: Callable[[Reducer[S]], None] = self._replace_reducer
        self._dispatch(INIT)

    def get_state(self) -> S:
        """The state after the last action.

        Raises:
            RuntimeError: called by a reducer, which has its state as an argument.
        """
        if self._reducing:
            raise RuntimeError("a reducer must not ask the store for its state")
        return self._state  # type: ignore[return-value]  # INIT has built it

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each action; returns the function that ends this.

        Listeners may subscribe, unsubscribe and dispatch. Those that were there when an
        action was dispatched are called for it, whatever the others do meanwhile.

        Raises:
            TypeError: `listener` cannot be called.
            RuntimeError: called by a reducer.
        """
        if not callable(listener):
            raise TypeError(f"a listener is a function without arguments, not {listener!r}")
        if self._reducing:
            raise RuntimeError("a reducer must not subscribe to the store")
        subscription = _Subscription(listener)
        self._listeners = (*self._listeners, subscription)

        def unsubscribe() -> None:
            if self._reducing:
                raise RuntimeError("a reducer must not unsubscribe from the store")
            self._listeners = tuple(s for s in self._listeners if s is not subscription)

        return unsubscribe

    def _dispatch(self, action: Action) -> Action:
        """Reduce `action`, tell the listeners, return `action`.

        Raises:
            TypeError: not an action.
            RuntimeError: called by a reducer.
            Refused: the reducer refused; the state is as before and nobody is told.
        """
        kind = type_of(action)
        if self._reducing:
            raise RuntimeError(f"a reducer must not dispatch, and one dispatched {kind!r}")
        self._reducing = True
        try:
            result = self._reducer(self._state, action)
        finally:
            self._reducing = False
        if result is REFUSED:
            raise Refused(f"the reducer refused {kind!r}")
        self._state = result
        for subscription in self._listeners:
            subscription.listener()
        return action

    def _replace_reducer(self, reducer: Reducer[S]) -> None:
        """Reduce with `reducer` from now on, and let it see the present state once."""
        if not callable(reducer):
            raise TypeError(f"a reducer is a function of (state, action), not {reducer!r}")
        self._reducer = reducer
        self._dispatch(REPLACE)


class _Subscription:
    """One call of `subscribe`: the same function may be subscribed twice."""

    __slots__ = ("listener",)

    def __init__(self, listener: Listener) -> None:
        self.listener = listener


def create_store(
    reducer: Reducer[S], preloaded_state: S | None = None, enhancer: Enhancer | None = None
) -> Store[S]:
    """Make a store and let `reducer` build the first state.

    Args:
        reducer: a pure function (state, action) -> state; state is None at first,
            unless there is a `preloaded_state`.
        preloaded_state: the state to begin with.
        enhancer: extends what a store can do; see `apply_middleware` and `compose`.

    Raises:
        TypeError: `reducer` or `enhancer` cannot be called.
    """
    if not callable(reducer):
        raise TypeError(f"a reducer is a function of (state, action), not {reducer!r}")
    if enhancer is None:
        return Store(reducer, preloaded_state)
    if not callable(enhancer):
        raise TypeError(f"an enhancer is a function of a store creator, not {enhancer!r}")
    return enhancer(create_store)(reducer, preloaded_state)
