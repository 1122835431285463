"""An existing Redux-style program, shared: what changes is one argument of `create_store`.

Runs by itself, on our store and on another library's (pydux), with two people who edit
while they are apart:

    .venv/bin/python examples/shared_todo.py
"""

from collections.abc import Callable
from typing import Any, cast

import pydux

from redux_scuttlebutt.store import create_store
from redux_scuttlebutt.sync import Dispatcher, pair, scuttlebutt


def todos(state: tuple[str, ...] | None, action: Any) -> tuple[str, ...]:
    """The reducer as it was before: it knows nothing of other machines."""
    state = () if state is None else tuple(state)
    if action["type"] == "todos/added":
        return (*state, action["payload"])
    if action["type"] == "todos/done":
        return tuple(todo for todo in state if todo != action["payload"])
    return state


def share(create: Callable[..., Any]) -> None:
    """Two stores made by `create`, that agree although their people work apart."""
    ana, bo = Dispatcher(name="Ana"), Dispatcher(name="Bo")
    ana_store = create(todos, None, scuttlebutt(ana))
    bo_store = create(todos, None, scuttlebutt(bo))
    link = pair(ana, bo)

    ana_store.dispatch({"type": "todos/added", "payload": "bread"})
    link.cut()
    ana_store.dispatch({"type": "todos/added", "payload": "milk"})
    bo_store.dispatch({"type": "todos/done", "payload": "bread"})
    bo_store.dispatch({"type": "todos/added", "payload": "cheese"})
    link.join()

    assert ana_store.get_state() == bo_store.get_state()
    [rewind] = bo.history.rewinds
    print(f"{create.__module__}: {', '.join(ana_store.get_state())}")
    print(f"  Bo rewound {rewind.depth} updates to let {len(rewind.late)} late one in")


if __name__ == "__main__":
    share(create_store)
    share(cast("Callable[..., Any]", pydux.create_store))  # pyright: ignore[reportUnknownMemberType]
