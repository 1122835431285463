from typing import Any

from redux_scuttlebutt.ui.board.outline.authors import SOME, Authors
from support.room import ANA, BO, CY, FakeRoom, stroke


def read(authors: Authors) -> None:
    while authors.refresh():
        pass


def piece(shape_id: str, of: str) -> dict[str, Any]:
    return {"id": shape_id, "of": of, "points": [0, 0, 64, 64]}


def test_whoever_added_a_shape_is_its_author() -> None:
    room = FakeRoom()
    authors = Authors(room.history)
    room.receive(ANA, stroke("a"))
    room.receive(BO, stroke("b"))
    several = [stroke("c")["payload"], stroke("d")["payload"]]
    room.receive(CY, {"type": "whiteboard/added", "payload": {"shapes": several}})

    read(authors)

    assert [authors.of(name) for name in "abcd"] == [ANA, BO, CY, CY]
    assert authors.of("nobody's") is None


def test_a_piece_is_whose_the_stroke_was() -> None:
    room = FakeRoom()
    authors = Authors(room.history)
    room.receive(ANA, stroke("a"))
    payload = {"remove": ["a"], "shapes": [piece("a1", "a"), piece("a2", "a")]}
    room.receive(BO, {"type": "whiteboard/split", "payload": payload})

    read(authors)

    assert (authors.of("a1"), authors.of("a2")) == (ANA, ANA)


def test_who_takes_the_id_of_anothers_shape_does_not_become_its_author() -> None:
    room = FakeRoom()
    authors = Authors(room.history)
    room.receive(ANA, stroke("a"))
    room.receive(BO, stroke("a"))

    read(authors)

    assert authors.of("a") == ANA


def test_actions_of_other_programs_say_nothing() -> None:
    room = FakeRoom()
    authors = Authors(room.history)
    for payload in (None, 7, {"id": 7}, {"shapes": "x"}, {"shapes": [1, {"id": ["a"]}]}):
        room.receive(BO, {"type": "whiteboard/added", "payload": payload})

    read(authors)

    assert authors.of("a") is None


def test_a_long_history_is_read_in_parts() -> None:
    room = FakeRoom()
    authors = Authors(room.history)
    for number in range(SOME + 1):
        room.receive(BO, stroke(f"s{number}"))

    assert authors.refresh()
    assert authors.of(f"s{SOME}") is None
    assert not authors.refresh()
    assert authors.of(f"s{SOME}") == BO
