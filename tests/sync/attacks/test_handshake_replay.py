"""Somebody wrote down everything that Ana and Bo ever said, and says it again."""

import pytest

from redux_scuttlebutt.sync.gossip.session import Session
from support.keyed_link import KeyedLink
from support.members import ANA, BO, member
from support.replica import Replica


def recorded() -> tuple[Replica, Replica, KeyedLink]:
    ana, bo = member(ANA), member(BO)
    ana.type("a")
    link = KeyedLink(ana.dispatcher, bo.dispatcher).carry()
    assert link.are_open == (True, True)
    link.sessions[0].end("going home")
    return ana, bo, link.carry()


def test_what_ana_said_to_bo_is_not_answered_a_second_time() -> None:
    _, bo, link = recorded()

    session = Session(bo.dispatcher, lambda: None)
    for frame in link.heard_by(1):
        session.receive(frame)

    assert session.next_frame() is None
    assert session.peer is None
    assert "said what somebody else has said before" in (session.over or "")
    assert bo.dispatcher.stats["replayed_knock"] == 1


def test_after_a_restart_bo_answers_the_first_message_and_believes_none_behind_it() -> None:
    _, bo, link = recorded()
    restarted = member(BO)

    session = Session(restarted.dispatcher, lambda: None)
    first, *rest = link.heard_by(1)
    session.receive(first)
    answer = session.next_frame()
    for frame in rest:
        session.receive(frame)

    assert answer is not None
    assert answer not in link.heard_by(0), "the answer is another each time"
    assert len(answer) < 300
    assert session.peer is None
    assert not session.was_open
    assert session.next_frame() is None
    assert bo.state == "a"
    assert restarted.state == ""


def test_what_bo_said_to_ana_is_no_answer_to_her_next_call() -> None:
    ana, _, link = recorded()

    session = Session(ana.dispatcher, lambda: None, dialled=True)
    assert session.next_frame() not in (None, link.heard_by(1)[0])
    for frame in link.heard_by(0):
        session.receive(frame)

    assert session.peer is None
    assert session.next_frame() is None
    assert "not made with the key of this room, or was altered" in (session.over or "")
    assert ana.dispatcher.stats["not_admitted"] == 1


@pytest.mark.parametrize("number", [3, 4, 5])
def test_a_frame_of_an_earlier_conversation_ends_this_one(number: int) -> None:
    ana, bo, before = recorded()
    link = KeyedLink(ana.dispatcher, bo.dispatcher)
    replayed: list[int] = []

    def swap(sender: int, frame: bytes) -> bytes:
        if len(link.frames) - 1 == number:
            replayed.append(sender)
            return before.frames[number][1]
        return frame

    link.carry(swap)

    [sender] = replayed
    assert "altered, left out or repeated" in (link.sessions[1 - sender].over or "")
    assert (ana, bo)[1 - sender].dispatcher.stats["broken_channel"] == 1


def test_ana_s_own_words_are_no_answer_to_her() -> None:
    ana = member(ANA)
    calling = Session(ana.dispatcher, lambda: None, dialled=True)
    listening = Session(ana.dispatcher, lambda: None)
    first = calling.next_frame()
    assert first is not None

    calling.receive(first)
    listening.receive(first)

    assert calling.peer is None
    assert calling.over is not None
    assert listening.peer is None
