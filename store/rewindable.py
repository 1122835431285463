"""An enhancer that puts a history behind a store: any store of the Redux shape.

Public actions are recorded; the store then shows the history's state. Whatever else
enters the history, such as what somebody did on another machine, is shown in the same
way, by one private action beneath the application's middleware. The application's
reducers, actions and structure stay as they are.
"""

from collections.abc import Callable, MutableMapping
from typing import Any, Protocol, cast

from .action import PRIVATE_PREFIX, Action, type_of
from .authority import Authorize
from .history import History
from .reducer import Reducer, Refusal, Refused
from .store import Enhancer, StoreCreator
from .update import Incarnation, Sequence, SourceId, Timestamp, Update

__all__ = ["SHOWN", "LocalRecorder", "Recorder", "rewindable"]

SHOWN: Action = {"type": "@@scuttlebutt/SHOWN"}
"""Lets the store take the history's state over and tell its listeners, once per batch."""


class Recorder(Protocol):
    """Where the actions of a store are written down in their order."""

    @property
    def history(self) -> History[Any]: ...

    def begin(
        self,
        reducer: Reducer[Any],
        first: Any,
        show: Callable[[], object],
        *,
        authorize: Authorize | None = None,
    ) -> None:
        """Fold `reducer` over everything recorded, from the state `first`.

        `show` is called whenever the history's state is another one. `authorize` is as for
        `History`.
        """
        ...

    def is_local(self, action: Action) -> bool:
        """Whether `action` concerns this store alone, beside those that begin with `@@`."""
        ...

    def record(self, action: Action) -> None:
        """Write `action` down and call `show`.

        Raises:
            Refused: it is not possible or allowed at present; nothing is written down.
            Exception: whatever the reducer raises at present; likewise.
        """
        ...

    def replace_reducer(self, reducer: Reducer[Any]) -> None:
        """Fold everything again with `reducer`, and call `show`."""
        ...


def rewindable(recorder: Recorder, *, authorize: Authorize | None = None) -> Enhancer:
    """The store enhancer that keeps what happens in `recorder`'s history.

    It belongs innermost: `compose(apply_middleware(...), rewindable(recorder))`. The
    creator it makes takes (reducer, initial state) and returns the very store that the
    inner creator made, with `dispatch` and `replace_reducer` replaced, as attributes
    and, where the store is a mapping, as items. `authorize` is as for `History`.
    """

    def enhancer(create: StoreCreator) -> StoreCreator:
        def create_recorded(reducer: Reducer[Any], preloaded_state: Any = None) -> Any:
            begun = False

            def shown(state: Any, action: Action) -> Any:
                if not begun:
                    result = reducer(state, action)
                    if isinstance(result, Refusal):
                        raise Refused(f"the reducer refused {action['type']!r}")
                    return result
                if action["type"] == SHOWN["type"]:
                    return recorder.history.state
                if _is_local(recorder, action):
                    return state
                raise RuntimeError(
                    f"{action['type']!r} reached the store past its history: put the"
                    " enhancer that records innermost, beneath the middleware"
                )

            store = create(shown, preloaded_state)
            first = _member(store, "get_state")()
            inner = cast("Callable[[Any], Any]", _member(store, "dispatch"))

            def dispatch(action: Any) -> Any:
                """Record `action` and return it; raises as `Recorder.record`, and TypeError
                for what is no action."""
                kind = type_of(action)
                if recorder.history.is_reducing:
                    raise RuntimeError(f"a reducer must not dispatch, and one dispatched {kind!r}")
                if kind.startswith(PRIVATE_PREFIX) or recorder.is_local(action):
                    return inner(action)
                recorder.record(action)
                return action

            begun = True
            recorder.begin(reducer, first, lambda: inner(SHOWN), authorize=authorize)
            _put(store, "dispatch", dispatch)
            _put(store, "replace_reducer", recorder.replace_reducer)
            return store

        return create_recorded

    return enhancer


class LocalRecorder:
    """A history for one store alone: rewinding, undo and time travel without other machines."""

    def __init__(self, source: SourceId = SourceId(bytes(32))) -> None:  # noqa: B008
        self._source = source
        self._history: History[Any] | None = None
        self._show: Callable[[], object] = lambda: None

    @property
    def history(self) -> History[Any]:
        if self._history is None:
            raise RuntimeError("there is a history once a store was made with this recorder")
        return self._history

    def begin(
        self,
        reducer: Reducer[Any],
        first: Any,
        show: Callable[[], object],
        *,
        authorize: Authorize | None = None,
    ) -> None:
        self._history = History(reducer, first, authorize=authorize)
        self._show = show

    def is_local(self, action: Action) -> bool:  # noqa: ARG002
        return False

    def record(self, action: Action) -> None:
        history = self.history
        number = len(history) + 1
        update = Update(Timestamp(number), self._source, Incarnation(0), Sequence(number), action)
        history.append(update, history.judge(update))
        if not history.is_settled:
            history.fold()
        self._show()

    def replace_reducer(self, reducer: Reducer[Any]) -> None:
        self.history.replace_reducer(reducer)
        self.history.fold()
        self._show()


def _is_local(recorder: Recorder, action: Action) -> bool:
    return action["type"].startswith(PRIVATE_PREFIX) or recorder.is_local(action)


def _member(store: Any, name: str) -> Any:
    if isinstance(store, MutableMapping) and name in store:
        return cast("MutableMapping[str, Any]", store)[name]
    return getattr(cast("object", store), name)


def _put(store: Any, name: str, value: object) -> None:
    if isinstance(store, MutableMapping):
        cast("MutableMapping[str, object]", store)[name] = value
    if hasattr(cast("object", store), "__dict__"):
        setattr(cast("object", store), name, value)
