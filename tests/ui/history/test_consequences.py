"""What an undo or something late took the effect from, in words."""

from typing import Any

from redux_scuttlebutt.store.rewind import Rewind
from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.ui.history.consequences import also_without_effect, overtaken
from support.room import ANA, BO, CY, FakeRoom, stroke

NAMES = {ANA: "Ana", BO: "Bo", CY: "Cy"}


def board(verb: str, **payload: Any) -> dict[str, Any]:
    return {"type": f"whiteboard/{verb}", "payload": payload}


def move(*ids: str) -> dict[str, Any]:
    return board("moved", ids=list(ids), by=[64, 0])


def also(*rewinds: Rewind | None) -> str:
    return also_without_effect([r for r in rewinds if r is not None], ANA, NAMES.__getitem__)


def test_an_undo_says_whose_work_went_with_it() -> None:
    room = FakeRoom()
    drawn = room.make(ANA, stroke("a"))
    room.deliver(drawn)
    room.receive(BO, move("a"))

    undone = room.deliver(room.make(ANA, undo(drawn.name)))

    assert also(undone) == "also without effect now: Bo’s move"


def test_of_many_one_is_named_and_the_others_are_counted() -> None:
    room = FakeRoom()
    drawn = room.make(ANA, stroke("a"))
    room.deliver(drawn)
    for _ in range(3):
        room.receive(CY, move("a"))
    room.receive(ANA, board("set", of={"a": {"color": "red"}}))

    undone = room.deliver(room.make(ANA, undo(drawn.name)))

    assert also(undone) == "also without effect now: Cy’s move and 3 other actions"


def test_an_undo_that_nobody_else_feels_says_nothing() -> None:
    room = FakeRoom()
    drawn = room.make(ANA, stroke("a"))
    room.deliver(drawn)
    room.receive(BO, stroke("b"))

    assert also(room.deliver(room.make(ANA, undo(drawn.name)))) == ""


def told(room: FakeRoom, rewind: Rewind | None) -> list[str]:
    assert rewind is not None
    found = overtaken(room.history, [rewind], ANA, NAMES.__getitem__)
    return [each.text for each in found]


def test_my_move_of_what_cy_had_deleted_is_told_with_what_was_lost() -> None:
    room = FakeRoom()
    room.receive(BO, stroke("a"))
    late = room.make(CY, board("removed", ids=["a"]))
    room.receive(ANA, move("a"))
    before = room.get_state()["whiteboard"].shapes

    rewind = room.deliver(late)

    assert told(room, rewind) == ["Your move had no effect: Cy deleted it earlier"]
    assert rewind is not None
    (found,) = overtaken(room.history, [rewind], ANA, NAMES.__getitem__)
    assert found.lost["a"].points == before["a"].points
    assert found.lost["a"].x == 0


def test_a_move_of_which_a_part_still_counts_is_not_overtaken() -> None:
    room = FakeRoom()
    room.receive(BO, stroke("a"))
    room.receive(BO, stroke("b"))
    late = room.make(CY, board("removed", ids=["a"]))
    room.receive(ANA, move("a", "b"))

    assert told(room, room.deliver(late)) == []


def test_what_was_given_back_meanwhile_is_not_told() -> None:
    room = FakeRoom()
    room.receive(BO, stroke("a"))
    late = room.make(CY, board("removed", ids=["a"]))
    room.receive(ANA, move("a"))
    rewind = room.deliver(late)
    room.deliver(room.make(CY, undo(late.name)))

    assert told(room, rewind) == []


def test_the_work_of_others_is_not_mine_to_miss() -> None:
    room = FakeRoom()
    room.receive(ANA, stroke("a"))
    late = room.make(CY, board("removed", ids=["a"]))
    room.receive(BO, move("a"))

    assert told(room, room.deliver(late)) == []
