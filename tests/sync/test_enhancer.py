from collections.abc import Callable
from typing import Any, cast

import pydux  # pyright: ignore[reportMissingTypeStubs]
import pytest

from redux_scuttlebutt.store.action import Action
from redux_scuttlebutt.store.middleware import MiddlewareAPI, apply_middleware, compose
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.store import Dispatch, create_store
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.pair import pair
from redux_scuttlebutt.sync.scheduler import Inline
from support.middleware import thunk
from support.replica import ANA, BO, replica, text, typed
from support.virtual_time import NOON

foreign_create_store = cast("Any", pydux).create_store


def test_a_store_is_shared_without_touching_reducers_or_actions() -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)

    ana.type("a")
    bo.type("b")

    assert ana.state == bo.state == "ab"


def test_a_store_of_another_library_is_shared_as_well() -> None:
    dispatcher = Dispatcher(source=ANA, scheduler=Inline(now=lambda: NOON))
    store: Any = scuttlebutt(dispatcher)(foreign_create_store)(text, "")
    bo = replica(BO, first="")
    pair(dispatcher, bo.dispatcher)

    returned = store["dispatch"](typed("a"))
    bo.type("b")

    assert returned == typed("a")
    assert store["get_state"]() == bo.state == "ab"


def test_listeners_of_another_library_s_store_hear_what_others_do_once_per_batch() -> None:
    dispatcher = Dispatcher(source=ANA, scheduler=Inline(now=lambda: NOON))
    store: Any = scuttlebutt(dispatcher)(foreign_create_store)(text, "")
    heard: list[str] = []
    store["subscribe"](lambda: heard.append(store["get_state"]()))
    bo = replica(BO, first="")
    bo.type("abc")

    pair(dispatcher, bo.dispatcher)

    assert heard == ["abc"]


def test_middleware_sees_own_actions_once_and_those_of_others_never() -> None:
    seen: list[str] = []

    def logger(_api: MiddlewareAPI) -> Callable[[Dispatch], Dispatch]:
        def layer(following: Dispatch) -> Dispatch:
            def dispatch(action: Any) -> Any:
                seen.append(action["payload"])
                return following(action)

            return dispatch

        return layer

    ana, bo = replica(ANA, enhancer=apply_middleware(logger)), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)

    ana.type("a")
    bo.type("bc")

    assert seen == ["a"]
    assert ana.state == "abc"


def test_thunks_work_in_front_of_it() -> None:
    ana, bo = replica(ANA, enhancer=apply_middleware(thunk)), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)

    def type_both(dispatch: Dispatch, get_state: Callable[[], Any]) -> list[Any]:
        return [dispatch(typed(what)) and get_state() for what in "ab"]

    assert ana.store.dispatch(type_both) == ["a", "ab"]
    assert bo.state == "ab"


def test_it_works_outermost_too() -> None:
    dispatcher = Dispatcher(source=ANA, scheduler=Inline(now=lambda: NOON))
    store = create_store(text, None, compose(scuttlebutt(dispatcher), apply_middleware(thunk)))
    store.dispatch(typed("a"))
    bo = replica(BO)
    pair(dispatcher, bo.dispatcher)
    bo.type("b")

    assert store.get_state() == bo.state == "ab"


@pytest.mark.parametrize("kind", ["@@redux/INIT", "@@app/OPENED"])
def test_private_actions_stay_here_and_out_of_the_history(kind: str) -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)
    heard: list[int] = []
    ana.store.subscribe(lambda: heard.append(1))

    ana.store.dispatch({"type": kind})

    assert heard == [1]
    assert (ana.log, bo.log) == ([], [])


def test_actions_that_the_application_calls_local_stay_here() -> None:
    def is_panel(action: Action) -> bool:
        return action["type"].startswith("panel/")

    ana = replica(ANA, local=is_panel)
    bo = replica(BO)
    pair(ana.dispatcher, bo.dispatcher)

    ana.store.dispatch({"type": "panel/opened"})
    ana.type("a")

    assert [update.action for update in bo.log] == [typed("a")]


def test_the_reducer_learns_who_acts_from_the_update_and_listeners_what_was_sent() -> None:
    def whose(state: Any, action: Any) -> Any:
        before = state or ()
        return before if action["type"] != "typed" else (*before, action["meta"]["source"])

    ana, bo = replica(ANA, whose), replica(BO, whose)
    pair(ana.dispatcher, bo.dispatcher)
    heard: list[Any] = []
    ana.dispatcher.on("action", heard.extend)
    forged = {**typed("a"), "meta": {"source": ANA.hex(), "device": "study-pc"}}

    bo.store.dispatch(forged)

    assert ana.state == bo.state == (BO.hex(),)
    assert [update.action for update in heard] == [forged]


def allowed_once(state: Any, action: Any, source: Any) -> bool:
    """Everybody may begin a text; from there on it is Ana's."""
    return source == ANA or not state


def ruled(source: SourceId) -> tuple[Dispatcher, Any]:
    """A dispatcher and a store under the rule `allowed_once`."""
    dispatcher = Dispatcher(source=source, scheduler=Inline(now=lambda: NOON))
    return dispatcher, create_store(text, None, scuttlebutt(dispatcher, authorize=allowed_once))


def test_an_action_that_is_not_allowed_is_refused_to_its_author_and_goes_nowhere() -> None:
    (ana, ana_store), (bo, bo_store) = ruled(ANA), ruled(BO)
    pair(ana, bo)
    ana_store.dispatch(typed("a"))

    with pytest.raises(Refused, match="not allowed"):
        bo_store.dispatch(typed("b"))

    assert ana_store.get_state() == bo_store.get_state() == "a"
    assert len(ana.history) == len(bo.history) == 1


def test_what_is_no_longer_allowed_at_its_place_is_refused_there_for_everybody() -> None:
    (ana, ana_store), (bo, bo_store) = ruled(ANA), ruled(BO)
    ana_store.dispatch(typed("a"))
    bo_store.dispatch(typed("b"))

    pair(ana, bo)

    assert ana_store.get_state() == bo_store.get_state() == "a"
    for dispatcher in (ana, bo):
        assert [dispatcher.history.refusal(u) for u in dispatcher.history.updates] == [
            None,
            "not allowed",
        ]
