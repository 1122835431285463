"""Whole replicas without network, disk or event loop, and a reducer for which order matters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.middleware import compose
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.store import Enhancer, Store, create_store
from redux_scuttlebutt.store.update import SourceId, Update
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.scheduler import Inline

from .virtual_time import NOON

__all__ = ["ANA", "BO", "CY", "DI", "Replica", "assert_equal", "replica", "text", "typed"]

ANA = SourceId(b"A" * 32)
BO = SourceId(b"B" * 32)
CY = SourceId(b"C" * 32)
DI = SourceId(b"D" * 32)


def typed(what: str) -> dict[str, Any]:
    """The action that puts `what` at the end of the text."""
    return {"type": "typed", "payload": what}


def text(state: str | None, action: Any) -> Any:
    """What was typed, in its order.

    "xx" is refused, "y" raises where the text is empty or ends on a vowel, "z" deletes.
    """
    before = state or ""
    if action["type"] != "typed":
        return before
    what = action["payload"]
    if what == "x" and before.endswith("x"):
        return REFUSED
    if what == "y" and (not before or before[-1] in "aeiou"):
        raise Refused("no y behind a vowel")
    if what == "z":
        return before[:-1]
    return before + what


@dataclass
class Replica:
    """A dispatcher with its store."""

    dispatcher: Dispatcher
    store: Store[Any]

    @property
    def state(self) -> Any:
        return self.store.get_state()

    @property
    def log(self) -> list[Update]:
        """The whole history, in the order."""
        return list(self.dispatcher.history.updates)

    def type(self, letters: str) -> None:
        """Dispatch one action for each of `letters`."""
        for letter in letters:
            self.store.dispatch(typed(letter))


def replica(
    source: SourceId,
    reducer: Callable[[Any, Any], Any] = text,
    first: Any = None,
    enhancer: Enhancer | None = None,
    **options: Any,
) -> Replica:
    """A new replica; `options` are the dispatcher's, `enhancer` goes around ours.

    Unless told otherwise it needs no event loop, and its physical time stands at noon.
    """
    options.setdefault("scheduler", Inline(now=lambda: NOON))
    dispatcher = Dispatcher(source=source, **options)
    ours = scuttlebutt(dispatcher)
    whole = compose(enhancer, ours) if enhancer is not None else ours
    return Replica(dispatcher, create_store(reducer, first, whole))


def assert_equal(first: Replica, *others: Replica) -> None:
    """That all have the same log in the same order, and the same state."""
    for other in others:
        assert other.log == first.log
        assert other.state == first.state
        assert state_hash(other.state) == state_hash(first.state)
        assert dict(other.dispatcher.stored) == dict(first.dispatcher.stored)
