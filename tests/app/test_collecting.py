"""Every picture that the board names is fetched, whether anybody looks at it or not."""

import random
from typing import Any

import pytest

from redux_scuttlebutt.app.collecting import MOST_WANTED, Collecting, pictures_named
from support.presence_world import PresenceWorld

PICTURE = random.Random(3).randbytes(70_000)


def image(blob: object) -> dict[str, Any]:
    return {"id": "a", "kind": "image", "blob": blob, "type": "image/png"}


def added(**payload: Any) -> dict[str, Any]:
    return {"type": "whiteboard/added", "payload": payload}


def test_a_picture_comes_before_anybody_looks_at_it(collected: PresenceWorld) -> None:
    ana, bo = collected.people
    name = ana.dispatcher.blobs.put(PICTURE)

    ana.replica.store.dispatch(added(**image(name.hex())))
    collected.run(2.0)

    assert bo.dispatcher.blobs.get(name) == PICTURE


def test_what_the_log_named_before_is_wanted_when_the_program_starts() -> None:
    world = PresenceWorld(is_keyed=False)
    ana, bo = world.people
    world.link(*world.people)
    name = ana.dispatcher.blobs.put(PICTURE)
    ana.replica.store.dispatch(added(shapes=[image(name.hex())]))
    world.run(2.0)
    assert bo.dispatcher.blobs.get(name) is None

    Collecting(bo.dispatcher, ())
    world.run(2.0)

    assert bo.dispatcher.blobs.get(name) == PICTURE


def test_somebody_who_names_what_nobody_has_without_end_is_not_believed_for_ever() -> None:
    world = PresenceWorld(is_keyed=False)
    ana, bo = world.people
    Collecting(bo.dispatcher, ())
    world.link(*world.people)

    for start in range(0, 1400, 200):
        shapes = [image(f"{n:064x}") for n in range(start, start + 200)]
        ana.replica.store.dispatch(added(shapes=shapes))
        world.run(0.2)

    assert len(bo.dispatcher.blobs.wanted) == MOST_WANTED


@pytest.fixture(params=[False, True], ids=["without a key", "with a key"])
def collected(request: pytest.FixtureRequest) -> PresenceWorld:
    world = PresenceWorld(is_keyed=request.param)
    for person in world.people:
        Collecting(person.dispatcher, ())
    world.link(*world.people)
    return world


@pytest.mark.parametrize(
    "payload",
    [
        None,
        7,
        {"blob": 7},
        {"blob": "zz" * 32},
        {"blob": "00"},
        {"shapes": "none"},
        {"shapes": [7, {"blob": None}]},
        {"of": []},
        {"of": {"a": 7}},
    ],
)
def test_what_names_no_picture_asks_for_none(payload: object) -> None:
    assert list(pictures_named({"type": "whiteboard/added", "payload": payload})) == []


def test_a_picture_is_named_alone_among_others_or_when_it_is_exchanged() -> None:
    name = "ab" * 32
    found = bytes.fromhex(name)

    assert list(pictures_named(added(**image(name)))) == [found]
    assert list(pictures_named(added(shapes=[{}, image(name)]))) == [found]
    set_ = {"type": "whiteboard/set", "payload": {"of": {"a": {"blob": name}}}}
    assert list(pictures_named(set_)) == [found]
    assert list(pictures_named({"type": "todos/added", "payload": image(name)})) == []
