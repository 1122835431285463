"""Nobody is talked into an older version, another kind of link, or none of all this."""

import pytest

from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.trust.channel import Channel
from redux_scuttlebutt.sync.trust.handshake import Kind
from redux_scuttlebutt.sync.wire.messages import Hello, decode
from support.keyed_link import KeyedLink
from support.members import ANA, BO, RELAY, ROOM, Shake, member
from support.replica import Replica, replica


def plain(who: Replica | None = None, *, dialled: bool = False) -> Session:
    """A peer that asks for no proof, in the same room."""
    one = who or replica(BO.source, room=ROOM.id)
    return Session(one.dispatcher, lambda: None, dialled=dialled)


@pytest.mark.parametrize(("place", "value"), [(0, 0), (0, 2), (0, 255), (1, 0), (1, 2), (1, 3)])
def test_an_altered_version_or_kind_is_not_answered(place: int, value: int) -> None:
    link = KeyedLink(member(ANA).dispatcher, member(BO).dispatcher)

    def alter(sender: int, frame: bytes) -> bytes:
        if len(link.frames) == 1:
            return frame[:place] + bytes([value]) + frame[place + 1 :]
        return frame

    link.carry(alter)

    assert link.heard_by(0) == []
    assert link.are_over == (False, True)
    assert link.are_open == (False, False)


def test_a_member_does_not_answer_as_a_relay_does() -> None:
    ana = member(ANA).dispatcher
    assert ana.admission is not None
    towards_relay = Session(ana, lambda: None, dialled=True, relay=BO.source)
    bo = Session(member(BO).dispatcher, lambda: None)
    first = towards_relay.next_frame()
    assert first is not None
    assert first[1] == Kind.RELAY

    bo.receive(first)

    assert bo.next_frame() is None
    assert bo.over is not None


@pytest.mark.parametrize("ana_dialled", [True, False])
def test_a_plain_peer_hears_nothing_of_a_member(ana_dialled: bool) -> None:
    ana = member(ANA, name="Ana")
    ana.type("secret")
    keyed = Session(ana.dispatcher, lambda: None, dialled=ana_dialled)
    other = plain()

    heard: list[bytes] = []
    for _ in range(10):
        frame = keyed.next_frame()
        if frame is not None:
            heard.append(frame)
            other.receive(frame)
        frame = other.next_frame()
        if frame is not None:
            keyed.receive(frame)

    assert len(heard) == (1 if ana_dialled else 0)
    assert all(len(frame) == 82 for frame in heard)
    assert not keyed.was_open
    assert not other.was_open
    assert "older version, or its room has no key" in (keyed.over or "")


def test_a_plain_peer_knows_what_is_asked_of_it() -> None:
    first = Session(member(ANA).dispatcher, lambda: None, dialled=True).next_frame()
    assert first is not None
    other = plain()

    other.receive(first)

    assert other.over == "this room asks for no proof, and yours does: these are two rooms"


def test_two_plain_peers_still_meet() -> None:
    """A room without keys is possible, where somebody wants one."""
    link = KeyedLink(replica(ANA.source).dispatcher, replica(BO.source).dispatcher).carry()

    assert link.are_open == (True, True)
    assert isinstance(decode(link.frames[0][1]), Hello)


def test_a_hello_in_the_clear_is_believed_by_nobody_who_has_a_key() -> None:
    """A proxy cannot take the handshake away from both and leave them talking."""
    link = KeyedLink(member(ANA).dispatcher, member(BO).dispatcher)
    hello = plain(replica(ANA.source, room=ROOM.id)).next_frame()
    assert hello is not None

    link.carry(lambda sender, frame: hello)

    assert link.are_open == (False, False)
    assert link.sessions[1].peer is None


def test_towards_a_relay_the_hello_has_no_name() -> None:
    ana = member(ANA, name="Ana, whose name is nobody's business").dispatcher
    relay = Shake.new_answerer(relay=True)
    session = Session(ana, lambda: None, dialled=True, relay=RELAY.source)
    first = session.next_frame()
    assert first is not None
    session.receive(relay.answer(first))
    third = session.next_frame()
    assert third is not None
    admitted = relay.admit(third)
    sealed = session.next_frame()
    assert sealed is not None

    hello = decode(Channel(admitted).open(sealed))

    assert isinstance(hello, Hello)
    assert (hello.name, hello.source, hello.room) == ("", ANA.source, ROOM.id)
    assert (admitted.peer, admitted.room) == (ANA.source, ROOM.id)
    assert session.peer == RELAY.source
