"""The moment one looks at, without a window."""

import random

import pytest

from redux_scuttlebutt.ui.history.looking_back import LookingBack
from support.room import BO, CY, FakeRoom

ADD = {"type": "counter/incremented"}


def counted(room: FakeRoom, number: int) -> None:
    for _ in range(number):
        room.dispatch(ADD)


def test_a_moment_stays_the_same_moment_while_late_updates_arrive() -> None:
    room = FakeRoom()
    before = [room.make(BO, ADD) for _ in range(50)]
    counted(room, 10)
    after = [room.make(CY, ADD) for _ in range(50)]
    counted(room, 10)
    looking = LookingBack(room.history)
    looking.go_to(10)
    seen = looking.update

    for update in before + after:
        room.deliver(update)
        looking.refresh()

    assert looking.update is seen
    assert looking.place == 60
    assert looking.newer == 100
    assert looking.past_changes == 50
    assert looking.state()["counter"] == 60


def test_an_undo_of_something_earlier_changes_the_past() -> None:
    room = FakeRoom()
    counted(room, 3)
    room.receive(BO, ADD)
    looking = LookingBack(room.history)
    looking.go_to(4)

    room.undo()
    looking.refresh()

    assert looking.past_changes == 1
    assert looking.state()["counter"] == 3


def test_stepping_over_the_end_is_live() -> None:
    room = FakeRoom()
    counted(room, 3)
    looking = LookingBack(room.history)

    looking.step(-1)
    assert (looking.is_active, looking.place) == (True, 2)

    looking.step(1)
    assert not looking.is_active
    assert looking.state() is room.history.state


def test_before_the_first_update_there_is_the_beginning() -> None:
    room = FakeRoom()
    counted(room, 3)
    looking = LookingBack(room.history)

    looking.go_to(0)
    looking.step(-5)

    assert looking.update is None
    assert looking.state()["counter"] == 0
    assert looking.words() == "Step 0 of 3 · the beginning"


@pytest.mark.parametrize("seed", range(20))
def test_every_state_is_the_one_a_new_fold_gives(seed: int) -> None:
    chance = random.Random(seed)
    room = FakeRoom()
    looking = LookingBack(room.history)
    held = [room.make(BO, {"type": "counter/multiplied", "payload": 2})]

    for _ in range(300):
        counted(room, 1)
        if chance.random() < 0.2:
            held.append(room.make(chance.choice((BO, CY)), ADD))
        if chance.random() < 0.05:
            held.sort()
            room.deliver(*held)
            held.clear()
        if chance.random() < 0.1:
            chance.choice((room.undo, room.redo))()
        if chance.random() < 0.8:
            looking.refresh()
        if chance.random() < 0.3:
            looking.go_to(chance.randint(0, len(room.history)))
        if chance.random() < 0.5:
            looking.step(chance.randint(-3, 3))
        if chance.random() < 0.5:
            continue
        looking.refresh()

        place = looking.place if looking.is_active else len(room.history)
        assert looking.state() == room.history.state_at(place)
