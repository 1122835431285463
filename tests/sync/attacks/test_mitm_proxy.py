"""Mallory stands in between, with keys of their own, and says what they like to both."""

from collections.abc import Callable

import pytest

from redux_scuttlebutt.sync.trust.admission import Admission
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import RoomKey
from support.keyed_link import KeyedLink
from support.members import ANA, BO, ELSEWHERE, ROOM, member
from support.replica import replica

MALLORY = Identity(bytes([66]) * 32)


def proxy(key: RoomKey, who: Identity = MALLORY) -> tuple[KeyedLink, KeyedLink]:
    """Ana dials what she takes for Bo, and it dials Bo; it answers by `key`."""
    mallory = replica(who.source, room=ROOM.id, admission=Admission(who, key))
    return (
        KeyedLink(member(ANA).dispatcher, mallory.dispatcher),
        KeyedLink(mallory.dispatcher, member(BO).dispatcher),
    )


def test_a_proxy_without_the_rooms_key_is_let_in_by_nobody() -> None:
    to_ana, to_bo = proxy(ELSEWHERE)

    to_ana.carry()
    to_bo.carry()

    assert to_ana.heard_by(0) == [], "not even an answer could be made"
    assert to_bo.heard_by(0) == [], "and Bo gave none"
    assert to_ana.are_open == to_bo.are_open == (False, False)


def test_a_proxy_that_only_carries_learns_nothing_and_can_go_on_doing_so() -> None:
    ana, bo = member(ANA, name="Ana, in the clear"), member(BO)
    ana.type("secret")

    link = KeyedLink(ana.dispatcher, bo.dispatcher).carry()

    assert bo.state == "secret"
    for _, frame in link.frames:
        for word in (b"secret", b"typed", b"in the clear", b"hello", ANA.source, BO.source):
            assert word not in frame
        assert ROOM.id not in frame
        assert ROOM.secret not in frame


def first_bit(frame: bytes) -> bytes:
    return bytes([frame[0] ^ 128]) + frame[1:]


def last_bit(frame: bytes) -> bytes:
    return frame[:-1] + bytes([frame[-1] ^ 1])


def shorter(frame: bytes) -> bytes:
    return frame[:-1]


def longer(frame: bytes) -> bytes:
    return frame + b"x"


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("alter", [first_bit, last_bit, shorter, longer])
def test_what_a_proxy_alters_is_the_last_that_is_heard(
    number: int, alter: Callable[[bytes], bytes]
) -> None:
    ana, bo = member(ANA), member(BO)
    ana.type("a")
    bo.type("b")
    link = KeyedLink(ana.dispatcher, bo.dispatcher)
    seen: list[int] = []

    def carried(sender: int, frame: bytes) -> bytes:
        seen.append(sender)
        return alter(frame) if len(seen) - 1 == number else frame

    link.carry(carried)

    hearer = link.sessions[1 - seen[number]]
    assert hearer.over is not None
    assert number > 2 or not hearer.was_open


def test_a_proxy_that_is_a_member_is_only_itself() -> None:
    """It holds the room's key, as a member may; it cannot pass for another one."""
    to_ana, to_bo = proxy(ROOM)

    to_ana.carry()
    to_bo.carry()

    assert to_ana.sessions[0].peer == MALLORY.source
    assert to_bo.sessions[1].peer == MALLORY.source


class Masked(Identity):
    """Mallory's key, and somebody else's name."""

    def __init__(self, mask: Identity) -> None:
        super().__init__(bytes([66]) * 32)
        self.source = mask.source


def test_a_proxy_that_is_a_member_cannot_pass_for_bo_or_ana() -> None:
    to_ana, _ = proxy(ROOM, Masked(BO))
    _, to_bo = proxy(ROOM, Masked(ANA))

    to_ana.carry()
    to_bo.carry()

    for victim in (to_ana.sessions[0], to_bo.sessions[1]):
        assert victim.peer is None
        assert "not by the key that it names" in (victim.over or "")
        assert not victim.was_open


def test_a_proxy_cannot_put_two_conversations_together() -> None:
    """The answer that Bo gave to Mallory is none to Ana, nor Ana's proof for Mallory one to Bo."""
    to_ana, to_bo = proxy(ROOM)
    first = to_ana.sessions[0].next_frame()
    mallorys = to_bo.sessions[0].next_frame()
    assert first is not None and mallorys is not None
    to_bo.sessions[1].receive(mallorys)
    for_mallory = to_bo.sessions[1].next_frame()
    assert for_mallory is not None
    to_ana.sessions[1].receive(first)
    second = to_ana.sessions[1].next_frame()
    assert second is not None
    to_ana.sessions[0].receive(second)
    anas_proof = to_ana.sessions[0].next_frame()
    assert anas_proof is not None

    to_bo.sessions[1].receive(anas_proof)
    ana_again = KeyedLink(member(ANA).dispatcher, member(BO).dispatcher).sessions[0]
    ana_again.next_frame()
    ana_again.receive(for_mallory)

    assert to_bo.sessions[1].peer is None
    assert ana_again.peer is None


def test_a_member_who_says_hello_as_another_is_shown_out() -> None:
    """What the handshake proved counts, not what is said behind it."""
    mallory = replica(BO.source, room=ROOM.id, admission=Admission(MALLORY, ROOM))
    link = KeyedLink(mallory.dispatcher, member(ANA).dispatcher).carry()

    assert link.sessions[1].over == "you call yourself another than you have proved to be"
    assert link.sessions[1].peer == MALLORY.source
    assert not link.sessions[1].was_open
