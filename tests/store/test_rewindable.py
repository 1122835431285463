"""A history behind a store: ours, and one of another library that is a dictionary."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.middleware import MiddlewareAPI, apply_middleware, compose
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.rewindable import SHOWN, LocalRecorder, rewindable
from redux_scuttlebutt.store.store import Dispatch, Store, create_store
from redux_scuttlebutt.store.undo import undo
from support.middleware import thunk
from support.updates import ANA, BO, letters, typed

pydux: Any = importlib.import_module("pydux")
pydux_middleware: Any = importlib.import_module("pydux.apply_middleware").apply_middleware
pydux_thunk: Any = importlib.import_module("pydux.thunk_middleware").thunk_middleware

Creator = Callable[..., Any]


def text(state: str | None, action: Any) -> Any:
    """`letters` that lets everything else pass, as a Redux reducer does."""
    return letters(state, action) if action["type"] == "typed" else (state or "")


def type_in(letter: str) -> dict[str, Any]:
    return {"type": "typed", "payload": letter}


def refuse(_state: Any, _action: Any) -> Any:
    return REFUSED


def prepend(state: str | None, action: Any) -> str:
    return action["payload"] + (state or "")


def type_a_later(dispatch: Dispatch, _: object) -> Any:
    return dispatch(type_in("a"))


class Shared(LocalRecorder):
    """A recorder into whose history others write too."""

    def __init__(self) -> None:
        super().__init__(ANA)
        self.shows = 0

    def begin(self, reducer: Any, first: Any, show: Callable[[], object], **rules: Any) -> None:
        def shown() -> None:
            self.shows += 1
            show()

        self.show = shown
        super().begin(reducer, first, shown, **rules)

    def is_local(self, action: Any) -> bool:
        return action["type"].startswith("local/")

    def receive(self, *updates: Any) -> None:
        self.history.merge(updates)
        self.show()


@pytest.fixture(params=[create_store, pydux.create_store], ids=["ours", "pydux"])
def create(request: pytest.FixtureRequest) -> Creator:
    return request.param


@pytest.fixture
def recorder() -> Shared:
    return Shared()


@pytest.fixture
def store(create: Creator, recorder: Shared) -> Any:
    return create(text, None, rewindable(recorder))


# On any store


def test_a_dispatched_action_is_recorded_and_shown(store: Any, recorder: Shared) -> None:
    action = type_in("a")

    assert store.dispatch(action) is action

    assert store.get_state() == "a"
    assert [u.action for u in recorder.history.updates] == [action]
    assert recorder.history.updates[0].source == ANA


def test_the_initial_state_comes_before_the_history(create: Creator, recorder: Shared) -> None:
    store = create(text, "once ", rewindable(recorder))

    store.dispatch(type_in("a"))

    assert store.get_state() == "once a"
    assert recorder.history.state_at(0) == "once "


def test_the_creator_takes_its_arguments_by_place(create: Creator, recorder: Shared) -> None:
    creator = rewindable(recorder)(create)

    assert creator(text, "once ").get_state() == "once "
    assert rewindable(Shared())(create)(text).get_state() == ""


def test_the_store_is_the_very_one_that_the_inner_creator_made(
    create: Creator, recorder: Shared
) -> None:
    made: list[Any] = []

    def inner(*arguments: Any) -> Any:
        made.append(create(*arguments))
        return made[0]

    assert rewindable(recorder)(inner)(text, None) is made[0]


def test_what_others_did_is_shown_in_its_place(store: Any, recorder: Shared) -> None:
    store.dispatch(type_in("a"))
    store.dispatch(type_in("c"))

    recorder.receive(typed(1, "b", BO))

    assert store.get_state() == "abc"


def test_listeners_are_told_once_per_batch(store: Any, recorder: Shared) -> None:
    seen: list[str] = []
    store.subscribe(lambda: seen.append(store.get_state()))

    recorder.receive(*(typed(n, "b", BO) for n in range(10)))
    store.dispatch(type_in("a"))

    assert seen == [10 * "b", 10 * "b" + "a"]


def test_a_listener_may_dispatch_and_nothing_is_lost(store: Any, recorder: Shared) -> None:
    def reacting() -> None:
        if store.get_state().endswith("a"):
            store.dispatch(type_in("b"))

    store.subscribe(reacting)
    store.dispatch(type_in("a"))

    assert store.get_state() == "ab"
    assert [u.action["payload"] for u in recorder.history.updates] == ["a", "b"]


def test_what_the_reducer_refuses_is_raised_at_the_caller_and_not_recorded(
    store: Any, recorder: Shared
) -> None:
    store.dispatch(type_in("x"))
    seen: list[int] = []
    store.subscribe(lambda: seen.append(1))

    with pytest.raises(Refused):
        store.dispatch(type_in("x"))
    with pytest.raises(KeyError):
        store.dispatch({"type": "typed"})

    assert len(recorder.history) == 1
    assert store.get_state() == "x"
    assert seen == []


@pytest.mark.parametrize("action", [None, "x", lambda: None, {}, {"type": 7}])
def test_what_is_no_action_is_refused_at_the_caller(
    store: Any, recorder: Shared, action: Any
) -> None:
    with pytest.raises(TypeError, match="action"):
        store.dispatch(action)

    assert len(recorder.history) == 0


@pytest.mark.parametrize("kind", ["@@app/opened", "local/opened", "@@scuttlebutt/SHOWN"])
def test_private_and_local_actions_are_neither_recorded_nor_reduced(
    store: Any, recorder: Shared, kind: str
) -> None:
    seen: list[int] = []
    store.subscribe(lambda: seen.append(1))
    action = {"type": kind}

    assert store.dispatch(action) is action

    assert len(recorder.history) == 0
    assert store.get_state() == ""
    assert seen == [1]


def test_an_undo_is_dispatched_like_anything_else(store: Any, recorder: Shared) -> None:
    store.dispatch(type_in("a"))
    store.dispatch(type_in("b"))

    store.dispatch(undo(recorder.history.updates[0].name))

    assert store.get_state() == "b"


def test_another_reducer_folds_everything_again(store: Any, recorder: Shared) -> None:
    store.dispatch(type_in("a"))
    store.dispatch(type_in("b"))
    seen: list[str] = []
    store.subscribe(lambda: seen.append(store.get_state()))

    store.replace_reducer(prepend)

    assert store.get_state() == "ba"
    assert seen == ["ba"]
    recorder.receive(typed(0, "c", BO, sequence=1))
    assert store.get_state() == "bac"


def test_another_reducer_is_a_function(store: Any) -> None:
    store.dispatch(type_in("a"))

    with pytest.raises(TypeError):
        store.replace_reducer(None)


def test_a_reducer_must_not_dispatch(create: Creator, recorder: Shared) -> None:
    def impure(state: Any, action: Any) -> Any:
        if action["type"] == "impure":
            store.dispatch(type_in("a"))
        return text(state, action)

    store = create(impure, None, rewindable(recorder))

    with pytest.raises(RuntimeError, match="must not dispatch"):
        store.dispatch({"type": "impure"})
    assert len(recorder.history) == 0


def test_a_reducer_that_refuses_its_first_action_makes_no_store(
    create: Creator, recorder: Shared
) -> None:
    with pytest.raises(Refused, match="refused '@@redux/INIT'"):
        create(refuse, None, rewindable(recorder))


def test_an_action_that_comes_past_the_history_is_told_where_the_enhancer_belongs(
    create: Creator, recorder: Shared
) -> None:
    inner: list[Any] = []

    def keeping(create: Creator) -> Creator:
        def creator(*arguments: Any) -> Any:
            store = create(*arguments)
            is_ours = isinstance(store, Store)
            inner.append(store.dispatch if is_ours else store["dispatch"])
            return store

        return creator

    store = create(text, None, compose(rewindable(recorder), keeping))

    with pytest.raises(RuntimeError, match=r"past its history: put the enhancer.* innermost"):
        inner[0](type_in("a"))
    assert store.get_state() == ""


# With middleware in front


def test_thunks_and_loggers_see_what_is_done_here_and_not_what_others_did(
    create: Creator, recorder: Shared
) -> None:
    logged: list[Any] = []

    def logger(_: MiddlewareAPI) -> Callable[[Dispatch], Dispatch]:
        def layer(following: Dispatch) -> Dispatch:
            def dispatch(action: Any) -> Any:
                logged.append(action)
                return following(action)

            return dispatch

        return layer

    enhancer = compose(apply_middleware(thunk, logger), rewindable(recorder))
    store = create(text, None, enhancer)

    store.dispatch(type_a_later)
    recorder.receive(typed(9, "b", BO))

    assert store.get_state() == "ab"
    assert logged == [type_in("a")]


def test_the_middleware_of_pydux_stands_in_front_of_a_recorded_store(recorder: Shared) -> None:
    enhancer = compose(pydux_middleware(pydux_thunk), rewindable(recorder))
    store = pydux.create_store(text, "", enhancer)
    seen: list[str] = []
    store["subscribe"](lambda: seen.append(store["get_state"]()))

    store["dispatch"](type_a_later)
    recorder.receive(typed(9, "b", BO))

    # pydux copies the store that it puts middleware in front of; the copy's items are ours.
    assert store["get_state"]() == store.get_state() == "ab"
    assert seen == ["a", "ab"]
    store["replace_reducer"](prepend)
    assert store.get_state() == "ba"


def test_a_store_that_is_a_dictionary_is_recorded_through_items_and_attributes(
    recorder: Shared,
) -> None:
    store = pydux.create_store(text, None, rewindable(recorder))

    store["dispatch"](type_in("a"))
    store.dispatch(type_in("b"))

    assert store["get_state"]() == "ab"
    assert len(recorder.history) == 2


def test_a_plain_dictionary_can_be_a_store(recorder: Shared) -> None:
    def creator(reducer: Any, preloaded: Any = None) -> Any:
        made = pydux.create_store(reducer, preloaded)
        return dict(made)

    store: Any = rewindable(recorder)(creator)(text)

    store["dispatch"](type_in("a"))

    assert store["get_state"]() == "a"
    assert len(recorder.history) == 1


# A history for one store alone


def test_there_is_no_history_before_there_is_a_store() -> None:
    with pytest.raises(RuntimeError, match="once a store was made"):
        _ = LocalRecorder().history


def test_one_store_alone_can_have_a_history() -> None:
    recorder = LocalRecorder()
    store = create_store(text, None, rewindable(recorder))

    for letter in "abc":
        store.dispatch(type_in(letter))

    assert isinstance(recorder.history, History)
    assert recorder.history.states(0, 3) == ["", "a", "ab", "abc"]
    assert not recorder.is_local(SHOWN)
