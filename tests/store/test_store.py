"""The store keeps Redux's promises (`createStore`)."""

from collections.abc import Callable
from typing import Any

import pytest

from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.store import Store, create_store

ADD = "added"


def todos(state: tuple[str, ...] | None, action: Any) -> Any:
    before = () if state is None else state
    match action["type"]:
        case "added":
            return (*before, action["payload"])
        case "refused":
            return REFUSED
        case "raised":
            raise ArithmeticError("the reducer broke")
        case "run":
            action["payload"]()
        case _:
            pass
    return before


def add(text: str) -> dict[str, Any]:
    return {"type": ADD, "payload": text}


def run(deed: Callable[[], object]) -> dict[str, Any]:
    return {"type": "run", "payload": deed}


@pytest.fixture
def store() -> Store[Any]:
    return create_store(todos)


# Making one


def test_the_reducer_builds_the_first_state(store: Store[Any]) -> None:
    assert store.get_state() == ()


def test_a_preloaded_state_is_begun_with() -> None:
    store = create_store(todos, ("before",))

    store.dispatch(add("a"))

    assert store.get_state() == ("before", "a")


@pytest.mark.parametrize("preloaded", [0, "", (), False])
def test_a_preloaded_state_may_be_empty(preloaded: Any) -> None:
    assert create_store(lambda state, action: state, preloaded).get_state() == preloaded


@pytest.mark.parametrize("reducer", [None, "reducer", {}])
def test_a_reducer_is_a_function(reducer: Any) -> None:
    with pytest.raises(TypeError, match="a reducer is a function"):
        create_store(reducer)


@pytest.mark.parametrize("enhancer", ["enhancer", {}, False])
def test_an_enhancer_is_a_function(enhancer: Any) -> None:
    with pytest.raises(TypeError, match="an enhancer is a function"):
        create_store(todos, None, enhancer)


def test_an_enhancer_gets_the_creator_and_what_to_create() -> None:
    got: list[Any] = []

    def enhancer(create: Any) -> Any:
        def creator(reducer: Any, preloaded: Any) -> Any:
            got.extend((create, reducer, preloaded))
            return create(reducer, preloaded)

        return creator

    store = create_store(todos, ("a",), enhancer)

    assert got == [create_store, todos, ("a",)]
    assert store.get_state() == ("a",)


def test_a_reducer_that_refuses_its_first_action_makes_no_store() -> None:
    with pytest.raises(Refused):
        create_store(lambda state, action: REFUSED)


# Dispatching


def test_dispatch_returns_the_action(store: Store[Any]) -> None:
    action = add("a")

    assert store.dispatch(action) is action
    assert store.get_state() == ("a",)


def test_keys_of_an_action_beside_its_type_are_left_alone(store: Store[Any]) -> None:
    action = {"type": "x", "meta": {"a": 1}, "増える": 2}

    assert store.dispatch(action) == {"type": "x", "meta": {"a": 1}, "増える": 2}


@pytest.mark.parametrize("action", [None, "x", lambda: None, {}, {"type": None}, {"type": 7}])
def test_what_is_no_action_is_refused_at_the_caller(store: Store[Any], action: Any) -> None:
    with pytest.raises(TypeError):
        store.dispatch(action)


def test_a_refused_action_changes_nothing_and_nobody_is_told(store: Store[Any]) -> None:
    told: list[int] = []
    store.dispatch(add("a"))
    store.subscribe(lambda: told.append(1))

    with pytest.raises(Refused, match="refused 'refused'"):
        store.dispatch({"type": "refused"})

    assert store.get_state() == ("a",)
    assert told == []


def test_a_store_goes_on_after_its_reducer_raised(store: Store[Any]) -> None:
    with pytest.raises(ArithmeticError):
        store.dispatch({"type": "raised"})

    store.dispatch(add("a"))

    assert store.get_state() == ("a",)


# In a reducer


def test_a_reducer_must_not_dispatch(store: Store[Any]) -> None:
    with pytest.raises(RuntimeError, match="a reducer must not dispatch"):
        store.dispatch(run(lambda: store.dispatch(add("a"))))
    assert store.get_state() == ()


def test_a_reducer_must_not_ask_for_the_state(store: Store[Any]) -> None:
    with pytest.raises(RuntimeError, match="must not ask the store for its state"):
        store.dispatch(run(store.get_state))


def test_a_reducer_must_not_subscribe(store: Store[Any]) -> None:
    with pytest.raises(RuntimeError, match="must not subscribe"):
        store.dispatch(run(lambda: store.subscribe(lambda: None)))


def test_a_reducer_must_not_unsubscribe(store: Store[Any]) -> None:
    unsubscribe = store.subscribe(lambda: None)

    with pytest.raises(RuntimeError, match="must not"):
        store.dispatch(run(unsubscribe))


# Listening


def test_listeners_are_told_after_each_action_whether_or_not_the_state_moved(
    store: Store[Any],
) -> None:
    seen: list[Any] = []
    store.subscribe(lambda: seen.append(store.get_state()))

    store.dispatch(add("a"))
    store.dispatch({"type": "unheard of"})

    assert seen == [("a",), ("a",)]


def test_listeners_are_told_in_the_order_in_which_they_came(store: Store[Any]) -> None:
    told: list[str] = []
    for name in "abc":
        store.subscribe(lambda name=name: told.append(name))

    store.dispatch(add("x"))

    assert told == ["a", "b", "c"]


def test_a_listener_that_left_is_not_told(store: Store[Any]) -> None:
    told: list[str] = []
    leave = store.subscribe(lambda: told.append("a"))
    store.subscribe(lambda: told.append("b"))

    leave()
    store.dispatch(add("x"))

    assert told == ["b"]


def test_leaving_twice_takes_no_other_along(store: Store[Any]) -> None:
    told: list[int] = []

    def listener() -> None:
        told.append(1)

    leave = store.subscribe(listener)
    store.subscribe(listener)

    leave()
    leave()
    store.dispatch(add("x"))

    assert told == [1]


def test_one_function_subscribed_twice_is_told_twice(store: Store[Any]) -> None:
    told: list[int] = []

    def listener() -> None:
        told.append(1)

    store.subscribe(listener)
    store.subscribe(listener)
    store.dispatch(add("x"))

    assert told == [1, 1]


def test_a_listener_may_leave_while_it_is_told(store: Store[Any]) -> None:
    told: list[str] = []
    store.subscribe(lambda: told.append("a"))

    def once() -> None:
        told.append("once")
        leave()

    leave = store.subscribe(once)
    store.subscribe(lambda: told.append("c"))

    store.dispatch(add("x"))
    store.dispatch(add("x"))

    assert told == ["a", "once", "c", "a", "c"]


def test_listeners_that_are_sent_away_meanwhile_are_still_told_this_time(
    store: Store[Any],
) -> None:
    told: list[str] = []
    leaves: list[Callable[[], None]] = []
    leaves.append(store.subscribe(lambda: told.append("a")))
    leaves.append(store.subscribe(lambda: [leave() for leave in leaves]))
    leaves.append(store.subscribe(lambda: told.append("c")))

    store.dispatch(add("x"))
    store.dispatch(add("x"))

    assert told == ["a", "c"]


def test_listeners_that_come_meanwhile_are_told_from_the_next_action_on(store: Store[Any]) -> None:
    told: list[str] = []

    def inviting() -> None:
        told.append("a")
        if len(told) == 1:
            store.subscribe(lambda: told.append("new"))

    store.subscribe(inviting)

    store.dispatch(add("x"))
    assert told == ["a"]
    store.dispatch(add("x"))
    assert told == ["a", "a", "new"]


def test_an_action_dispatched_meanwhile_tells_those_who_came_before_it(store: Store[Any]) -> None:
    told: list[str] = []

    def first() -> None:
        told.append("first")
        if len(told) == 1:
            store.subscribe(lambda: told.append("new"))
            store.dispatch(add("inner"))

    store.subscribe(first)
    store.subscribe(lambda: told.append("second"))

    store.dispatch(add("outer"))

    assert told == ["first", "first", "second", "new", "second"]
    assert store.get_state() == ("outer", "inner")


def test_a_listener_sees_the_state_that_its_own_action_made(store: Store[Any]) -> None:
    seen: list[Any] = []

    def reacting() -> None:
        if store.get_state() == ("a",):
            store.dispatch(add("b"))
            seen.append(store.get_state())

    store.subscribe(reacting)
    store.dispatch(add("a"))

    assert seen == [("a", "b")]


def test_a_listener_that_raises_is_seen_by_the_caller_and_the_state_has_moved(
    store: Store[Any],
) -> None:
    store.subscribe(lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        store.dispatch(add("a"))

    assert store.get_state() == ("a",)


@pytest.mark.parametrize("listener", [None, "listener", 7])
def test_a_listener_is_a_function(store: Store[Any], listener: Any) -> None:
    with pytest.raises(TypeError, match="a listener is a function"):
        store.subscribe(listener)


# Another reducer


def test_another_reducer_takes_the_state_over(store: Store[Any]) -> None:
    store.dispatch(add("a"))
    told: list[int] = []
    store.subscribe(lambda: told.append(1))

    store.replace_reducer(lambda state, action: (*(state or ()), action["type"]))

    assert store.get_state() == ("a", "@@redux/REPLACE")
    assert told == [1]


def test_another_reducer_is_a_function(store: Store[Any]) -> None:
    with pytest.raises(TypeError, match="a reducer is a function"):
        store.replace_reducer(None)  # pyright: ignore[reportArgumentType]
    store.dispatch(add("a"))
    assert store.get_state() == ("a",)
