"""What Amy did once is brought again elsewhere (attack 7)."""

from hashlib import blake2b
from typing import Any

import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.facts.bulletin import PROFILE, STANDING
from redux_scuttlebutt.sync.trust.room import RoomKey
from redux_scuttlebutt.sync.trust.sealing import RoomCipher
from redux_scuttlebutt.sync.wire.run import Chain, Head, Header, Run
from support.replica import typed
from support.sealed import AMY, BOB, OTHER_ROOM, ROOM, amys, member, signed_run
from support.wire import Stranger

FIRST = amys(1)[0]

ELSEWHERE: dict[str, dict[str, Any]] = {
    "another room": {"room": OTHER_ROOM.id},
    "another key epoch": {"key_epoch": 1},
    "another incarnation": {"incarnation": Incarnation(1)},
    "another chain": {"source": BOB.source},
    "another place": {"first": 2, "previous": FIRST.hash},
    "another time": {"first_timestamp": 7, "last_timestamp": 7},
    "another version": {"version": 0},
}


def moved(changes: dict[str, Any], *, key: RoomKey | None) -> Run:
    """Amy's run, moved by `changes`; with a `key`, its body is encrypted anew for there."""
    header: Header = FIRST.header._replace(**changes)
    body = FIRST.body
    if key is not None:
        plain = RoomCipher(ROOM).decrypt(FIRST.body, FIRST.header.context())
        body = RoomCipher(key).encrypt(plain, header.context())
        header = header._replace(
            body_bytes=len(body), body_hash=blake2b(body, digest_size=32).digest()
        )
    return Run.build(header, body, FIRST.signature)


@pytest.mark.parametrize("encrypted_anew", [False, True])
@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("receiver", ["same room", "other room"])
def test_replay_matrix(where: str, receiver: str, encrypted_anew: bool) -> None:
    """Neither as it is nor encrypted anew, by a member of both rooms, does it count there."""
    room = ROOM if receiver == "same room" else OTHER_ROOM
    cy = member(BOB, room)
    stranger = Stranger(cy.dispatcher, AMY.source).greet()

    stranger.send(moved(ELSEWHERE[where], key=room if encrypted_anew else None))

    assert stranger.session.over
    assert cy.log == []
    assert dict(cy.dispatcher.received) == {}


def test_a_run_of_another_room_is_refused_as_it_is() -> None:
    cy = member(BOB, OTHER_ROOM)
    stranger = Stranger(cy.dispatcher, AMY.source).greet()

    stranger.send(FIRST)

    assert stranger.session.over == "a run of another room"


def test_the_same_run_again_changes_nothing() -> None:
    cy = member(BOB)
    stranger = Stranger(cy.dispatcher, AMY.source).greet()

    for _ in range(3):
        stranger.send(FIRST, FIRST)

    assert cy.state == "a"
    assert stranger.session.over is None
    assert cy.dispatcher.forks == set()


def test_a_run_of_an_earlier_incarnation_stays_in_it() -> None:
    cy = member(BOB)
    stranger = Stranger(cy.dispatcher, AMY.source).greet()
    later = signed_run(AMY, typed("q"), incarnation=5, timestamps=[100])

    stranger.send(later, FIRST)

    assert cy.state == "aq"
    assert cy.dispatcher.received == {FIRST.chain: FIRST.head, later.chain: later.head}
    assert Chain(AMY.source, Incarnation(5)) == later.chain
    assert later.header.previous == Head().hash


def test_a_fact_of_one_room_is_not_believed_in_another() -> None:
    amy, here, elsewhere = member(AMY), member(BOB), member(BOB, OTHER_ROOM)
    for key in (PROFILE, STANDING):
        amy.dispatcher.bulletin.say(key, b"Amy")
    facts = amy.dispatcher.bulletin.delta({}, budget=10_000, cost=lambda fact: 1)
    assert len(facts) == 2

    for fact in facts:
        with pytest.raises(ProtocolError, match="has not signed"):
            elsewhere.dispatcher.bulletin.receive([fact])
        for changed in (
            fact._replace(version=fact.version + 1),
            fact._replace(source=BOB.source),
            fact._replace(key="presence"),
            fact._replace(value=fact.value + b"!"),
        ):
            with pytest.raises(ProtocolError, match="has not signed"):
                here.dispatcher.bulletin.receive([changed])
    here.dispatcher.bulletin.receive(facts)
    assert here.dispatcher.bulletin.get(AMY.source, PROFILE) is not None
