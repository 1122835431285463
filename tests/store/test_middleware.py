"""Functions around `dispatch`, and their composition (Redux's `applyMiddleware`, `compose`)."""

from collections.abc import Callable
from typing import Any

import pytest

from redux_scuttlebutt.store.middleware import (
    Middleware,
    MiddlewareAPI,
    apply_middleware,
    compose,
)
from redux_scuttlebutt.store.store import Dispatch, create_store
from support.middleware import thunk


def texts(state: str | None, action: Any) -> str:
    return (state or "") + action.get("payload", "")


def say(text: str) -> dict[str, Any]:
    return {"type": "said", "payload": text}


def unchanged(following: Dispatch) -> Dispatch:
    return following


def marking(mark: str, seen: list[str]) -> Middleware:
    def middleware(_: MiddlewareAPI) -> Any:
        def layer(following: Any) -> Any:
            def dispatch(action: Any) -> Any:
                seen.append(mark)
                return following(action)

            return dispatch

        return layer

    return middleware


# Composing


def test_functions_are_applied_from_right_to_left() -> None:
    def double(x: int) -> int:
        return 2 * x

    def square(x: int) -> int:
        return x * x

    assert compose(square, double)(5) == 100
    assert compose(double, square, double)(5) == 200


def test_composing_nothing_gives_back_what_comes_in() -> None:
    assert compose()("a") == "a"


def test_composing_one_function_is_that_function() -> None:
    assert compose(str.upper)("a") == "A"


def test_functions_can_be_composed_of_functions() -> None:
    def appending(letter: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
        return lambda following: lambda text: following(text + letter)

    assert compose(appending("a"), appending("b"))(str.upper)("") == "AB"


# Middleware


def test_each_action_passes_every_middleware_the_first_outermost() -> None:
    seen: list[str] = []
    store = create_store(texts, None, apply_middleware(marking("a", seen), marking("b", seen)))

    assert store.dispatch(say("x")) == say("x")

    assert seen == ["a", "b"]
    assert store.get_state() == "x"


def test_middleware_is_set_up_once() -> None:
    setups: list[Any] = []

    def middleware(api: MiddlewareAPI) -> Any:
        setups.append(api)
        return unchanged

    store = create_store(texts, None, apply_middleware(middleware))
    store.dispatch(say("a"))
    store.dispatch(say("b"))

    assert len(setups) == 1


def test_without_middleware_a_store_is_a_store() -> None:
    store = create_store(texts, "a", apply_middleware())

    store.dispatch(say("b"))

    assert store.get_state() == "ab"


def test_what_a_middleware_dispatches_begins_at_the_outermost() -> None:
    seen: list[str] = []
    enhancer = apply_middleware(marking("outer", seen), thunk)
    store = create_store(texts, None, enhancer)

    def later(dispatch: Dispatch, _: object) -> None:
        dispatch(say("a"))

    store.dispatch(later)

    assert seen == ["outer", "outer"]
    assert store.get_state() == "a"


def test_a_thunk_reads_the_state_and_its_result_comes_back() -> None:
    store = create_store(texts, "now", apply_middleware(thunk))

    def later(dispatch: Dispatch, get_state: Callable[[], str]) -> Any:
        return dispatch(say("!")), get_state()

    assert store.dispatch(later) == (say("!"), "now!")


def test_a_middleware_may_swallow_or_change_an_action() -> None:
    def shouting(_: MiddlewareAPI) -> Callable[[Dispatch], Dispatch]:
        def layer(following: Dispatch) -> Dispatch:
            def dispatch(action: Any) -> Any:
                if action["type"] == "swallowed":
                    return None
                return following(say(action["payload"].upper()))

            return dispatch

        return layer

    store = create_store(texts, None, apply_middleware(shouting))

    assert store.dispatch({"type": "swallowed"}) is None
    assert store.dispatch(say("a")) == say("A")
    assert store.get_state() == "A"


def test_a_middleware_sees_the_first_state_while_it_is_set_up() -> None:
    seen: list[str] = []

    def middleware(api: MiddlewareAPI) -> Any:
        seen.append(api.get_state())
        return unchanged

    create_store(texts, "first", apply_middleware(middleware))

    assert seen == ["first"]


def test_a_middleware_that_dispatches_too_early_is_told() -> None:
    def hasty(api: MiddlewareAPI) -> Any:
        api.dispatch(say("too early"))
        return unchanged

    with pytest.raises(RuntimeError, match=r"'too early'.* while the middleware was still being"):
        create_store(texts, None, apply_middleware(hasty))


def test_enhancers_can_be_composed_and_the_leftmost_is_outermost() -> None:
    seen: list[str] = []
    enhancer = compose(
        apply_middleware(marking("outer", seen)), apply_middleware(marking("inner", seen))
    )

    create_store(texts, None, enhancer).dispatch(say("a"))

    assert seen == ["outer", "inner"]
