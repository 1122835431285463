"""Attack 21: an action on which reducers crash. It is refused alike everywhere."""

from typing import Any

import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.wire.run import Chain
from support.replica import ANA, BO, CY, Replica, assert_equal, replica, text, typed
from support.wire import Stranger, Wire, forge

MALLORY = Chain(CY, Incarnation(0))

POISONS: list[Any] = [
    {"type": "typed"},
    {"type": "typed", "payload": None},
    {"type": "typed", "payload": {"deep": [[]]}},
    {"type": "typed", "payload": ["a"] * 1000},
    {"type": "crash", "payload": "KeyError"},
    {"type": "crash", "payload": "ZeroDivisionError"},
    {"type": "crash", "payload": "AssertionError"},
    {"type": "history/undone", "payload": {"source": "no hex", "incarnation": -1}},
    {"type": "history/needed", "payload": {"reducer": 2**53 - 1}},
]


def fragile(state: Any, action: Any) -> Any:
    """A reducer of an application that checks nothing."""
    if action["type"] == "crash":
        raise {"KeyError": KeyError, "ZeroDivisionError": ZeroDivisionError}.get(
            action["payload"], AssertionError
        )("as told")
    return text(state, action)


@pytest.mark.parametrize("poison", POISONS, ids=str)
def test_a_poisoned_action_leaves_all_peers_equal_and_alive(poison: Any) -> None:
    ana, bo = replica(ANA, fragile), replica(BO, fragile)
    ana.type("ab")
    Wire(ana.dispatcher, bo.dispatcher).carry()

    stranger = Stranger(ana.dispatcher).greet()
    stranger.send(forge(MALLORY, typed("c"), poison, typed("d")))
    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert stranger.session.over is None, "who passes it on is not to blame"
    for one, letter in ((ana, "e"), (bo, "f")):
        assert one.dispatcher.is_settled
        assert one.dispatcher.history.stopped is None
        one.type(letter)
    Wire(ana.dispatcher, bo.dispatcher).carry()
    assert_equal(ana, bo)
    assert sorted(ana.state) == sorted("abcdef")
    assert _refused(ana) == _refused(bo)


def _refused(one: Replica) -> list[tuple[Any, str | None]]:
    history = one.dispatcher.history
    return [(update.name, history.refusal(update)) for update in one.log]
