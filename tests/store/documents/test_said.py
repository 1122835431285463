"""What arrived, in a few words."""

from typing import Any

import pytest

from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.documents.said import MOST_SAID, said
from redux_scuttlebutt.store.reducer import Refused
from support.shapes import described

LONG: Any = "W" * 10_000


def test_what_is_short_is_said_as_it_is() -> None:
    assert said("増える") == "'増える'"
    assert said([1, None]) == "[1, None]"


def test_what_is_long_is_cut() -> None:
    assert len(said(LONG)) == MOST_SAID
    assert said(LONG).endswith("W…")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        *(("whiteboard/added", described("a") | {name: LONG}) for name in described("a")),
        ("whiteboard/added", described("a", "image", blob=LONG)),
        ("whiteboard/added", described("a", "image", type=LONG)),
        ("whiteboard/added", described("a") | {LONG: 1}),
        ("whiteboard/added", described("a", x=LONG)),
        ("whiteboard/added", described("a", matrix=LONG)),
        ("whiteboard/added", {"shapes": LONG}),
        ("whiteboard/added", {"shapes": [LONG]}),
        ("whiteboard/moved", {"ids": LONG}),
        ("whiteboard/moved", {"ids": ["a"], "by": LONG}),
        ("whiteboard/moved", {LONG: 1}),
        ("whiteboard/resized", {"from": [0, 0, 1, 1], "to": LONG}),
        ("whiteboard/resized", {"from": [0, 0, 1, 1], "to": [0, 0, 1, 1], "turn": LONG}),
        ("whiteboard/set", {"of": LONG}),
        ("whiteboard/set", {"of": {LONG: LONG}}),
        ("whiteboard/split", {"remove": ["a"], "shapes": [{"kind": LONG}]}),
        ("whiteboard/removed", LONG),
        ("counter/set", LONG),
        ("rules/set", LONG),
        ("rules/set", {LONG: 1}),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 50 else "payload",
)
def test_no_reason_is_longer_than_a_few_lines(kind: str, payload: Any) -> None:
    state: Any = room_reducer(None, {"type": "@@redux/INIT"})

    with pytest.raises(Refused) as refused:
        room_reducer(state, {"type": kind, "payload": payload})

    assert len(refused.value.reason) < 400
