import logging
from collections.abc import Callable
from typing import Any

import pytest

from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.errors import BadRun, LogFailed, UnreadableBody
from redux_scuttlebutt.sync.facts.bulletin import PRESENCE, PROFILE, STANDING
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.pair import pair
from redux_scuttlebutt.sync.trust.sealing import (
    ADDED_BYTES,
    IdentitySigner,
    RoomCipher,
    Unreadable,
    strategies_of,
)
from redux_scuttlebutt.sync.wire.run import MAX_BODY_BYTES, SEALED, Chain, Run
from support.replica import ANA, assert_equal, replica, typed
from support.sealed import AMY, BOB, OTHER_ROOM, ROOM, member, relay, signed_run
from support.wire import Stranger, Wire, forge, seal

CONTEXT = b"the header up to the body"


# Signatures


def test_everybody_can_check_what_only_its_source_can_sign() -> None:
    signature = IdentitySigner(AMY).sign(b"header")

    assert IdentitySigner(BOB).verify(AMY.source, b"header", signature)
    assert not IdentitySigner(BOB).verify(BOB.source, b"header", signature)
    assert not IdentitySigner(AMY).verify(AMY.source, b"other header", signature)


@pytest.mark.parametrize(
    ("source", "signature"),
    [
        (AMY.source, b""),
        (AMY.source, bytes(63)),
        (AMY.source, bytes(65)),
        (AMY.source, bytes(64)),
        (SourceId(bytes(32)), bytes(64)),  # a point of small order
        (SourceId(b"\x01".ljust(32, b"\0")), bytes(64)),
        (SourceId(b"\xff" * 32), bytes(64)),
        (SourceId(b"short"), bytes(64)),
    ],
)
def test_what_is_no_signature_or_key_is_believed_by_nobody(
    source: SourceId, signature: bytes
) -> None:
    assert not IdentitySigner(BOB).verify(source, b"header", signature)


# What members read


def test_members_read_what_one_of_them_wrote() -> None:
    body = RoomCipher(ROOM).encrypt("増える".encode(), CONTEXT)

    assert RoomCipher(ROOM).decrypt(body, CONTEXT) == "増える".encode()
    assert len(body) == len("増える".encode()) + ADDED_BYTES == len("増える".encode()) + 40


def test_the_same_words_twice_are_other_bytes() -> None:
    cipher = RoomCipher(ROOM)

    assert cipher.encrypt(b"hi", CONTEXT) != cipher.encrypt(b"hi", CONTEXT)


@pytest.mark.parametrize("length", [0, 1, 24, 39])
def test_a_body_too_short_to_be_sealed_is_refused(length: int) -> None:
    with pytest.raises(BadRun, match=f"a body of {length} bytes"):
        RoomCipher(ROOM).decrypt(bytes(length), CONTEXT)


def test_a_body_that_does_not_open_is_named_without_a_secret() -> None:
    body = RoomCipher(ROOM).encrypt(b"plain words", CONTEXT)

    for cipher, context in ((RoomCipher(OTHER_ROOM), CONTEXT), (RoomCipher(ROOM), b"other")):
        with pytest.raises(BadRun, match="a body of 51 bytes that was not made with") as caught:
            cipher.decrypt(body, context)
        assert "plain" not in str(caught.value)
        assert ROOM.secret.hex() not in repr(caught.value)


def test_what_is_sealed_for_one_use_opens_for_no_other() -> None:
    cipher = RoomCipher(ROOM)
    sealed = {
        "body": cipher.encrypt(b"hi", b""),
        "fact": cipher.encrypt_fact(b"hi", b""),
        "blob": cipher.seal_blob(b"hi"),
    }

    for use, data in sealed.items():
        if use == "body":
            assert cipher.decrypt(data, b"") == b"hi"
        else:
            with pytest.raises(BadRun):
                cipher.decrypt(data, b"")
        assert cipher.decrypt_fact(data, b"") == (b"hi" if use == "fact" else None)
        assert cipher.open_blob(data) == (b"hi" if use == "blob" else None)


def test_a_fact_opens_only_where_it_was_said() -> None:
    cipher = RoomCipher(ROOM)
    sealed = cipher.encrypt_fact(b"Amy", CONTEXT)

    assert cipher.decrypt_fact(sealed, CONTEXT) == b"Amy"
    assert cipher.decrypt_fact(sealed, b"another version") is None
    assert RoomCipher(OTHER_ROOM).decrypt_fact(sealed, CONTEXT) is None


def test_the_same_image_is_the_same_blob_in_one_room_only() -> None:
    image = bytes(range(256)) * 100

    assert RoomCipher(ROOM).seal_blob(image) == RoomCipher(ROOM).seal_blob(image)
    assert RoomCipher(ROOM).seal_blob(image) != RoomCipher(OTHER_ROOM).seal_blob(image)
    assert RoomCipher(ROOM).seal_blob(image)[:24] != RoomCipher(ROOM).seal_blob(image + b"!")[:24]
    assert RoomCipher(OTHER_ROOM).open_blob(RoomCipher(ROOM).seal_blob(image)) is None


def test_whoever_has_no_key_reads_and_says_nothing() -> None:
    cipher, none = RoomCipher(ROOM), Unreadable()

    with pytest.raises(UnreadableBody, match="no key of the room"):
        none.decrypt(cipher.encrypt(b"hi", CONTEXT), CONTEXT)
    assert none.decrypt_fact(cipher.encrypt_fact(b"hi", CONTEXT), CONTEXT) is None
    assert none.open_blob(cipher.seal_blob(b"hi")) is None
    says: list[Callable[[], object]] = [
        lambda: none.encrypt(b"hi", CONTEXT),
        lambda: none.encrypt_fact(b"hi", CONTEXT),
        lambda: none.seal_blob(b"hi"),
    ]
    for say in says:
        with pytest.raises(RuntimeError, match="no key"):
            say()


# Rooms with a key


def test_members_become_equal_and_the_wire_shows_nothing() -> None:
    amy, bob = member(AMY), member(BOB)
    wire = Wire(amy.dispatcher, bob.dispatcher).carry()

    amy.type("ab")
    bob.type("cd")
    wire.carry()

    assert len(amy.state) == 4
    assert_equal(amy, bob)
    runs = wire.runs()
    assert runs
    for run in runs:
        assert run.header.version == SEALED
        assert b"typed" not in run.raw


def test_a_log_is_read_again_with_the_key() -> None:
    log = MemoryLog()
    member(AMY, log=log).type("abc")

    assert member(AMY, log=log).state == "abc"


def test_a_full_run_has_room_for_what_encryption_adds() -> None:
    amy, bob = member(AMY), member(BOB)
    pair(amy.dispatcher, bob.dispatcher)

    amy.store.dispatch(typed("a" * 49_000))
    for _ in range(200):
        amy.store.dispatch(typed("b" * 4_000))

    assert_equal(amy, bob)
    chain = amy.dispatcher.chain
    runs = amy.dispatcher.runs_after(chain, 0, max_bytes=10_000_000)
    assert max(len(run.body) for run in runs) <= MAX_BODY_BYTES


def test_a_room_with_a_key_takes_no_run_without() -> None:
    amy = member(AMY)
    stranger = Stranger(amy.dispatcher).greet()

    stranger.send(forge(Chain(BOB.source, Incarnation(0)), typed("x"), room=ROOM.id))

    assert stranger.session.over == "a run of version 0, those of this room are of 1"
    assert amy.log == []


def test_a_room_without_a_key_takes_no_run_with_one() -> None:
    ana = replica(ANA, room=ROOM.id)
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(signed_run(BOB, typed("x")))

    assert stranger.session.over == "a run of version 1, those of this room are of 0"
    assert ana.log == []


def test_a_key_epoch_that_is_not_known_is_named() -> None:
    amy = member(AMY)
    stranger = Stranger(amy.dispatcher).greet()
    chain = Chain(BOB.source, amy.dispatcher.chain.incarnation)

    stranger.send(seal(chain, bytes(50), [1], room=ROOM.id, version=SEALED, key_epoch=7))

    assert stranger.session.over == "a run of key epoch 7, this program knows 0"


@pytest.mark.parametrize("opener", ["with a key", "without"])
def test_a_log_of_the_other_kind_is_not_opened(opener: str) -> None:
    log = MemoryLog()
    if opener == "with a key":
        replica(ANA, log=log).type("abc")
    else:
        member(AMY, log=log).type("abc")
    before = [stored.run.raw for stored in log.all()]

    with pytest.raises(LogFailed, match=r"signed (nor|and) encrypted"):
        member(AMY, log=log) if opener == "with a key" else replica(AMY.source, log=log)

    assert [stored.run.raw for stored in log.all()] == before


# Whoever passes on


def test_a_relay_keeps_chains_and_passes_on_what_it_cannot_read() -> None:
    amy, bob, between = member(AMY), member(BOB), relay()
    outdated: list[int] = []
    between.on("outdated", outdated.append)
    pair(amy.dispatcher, between)
    pair(between, bob.dispatcher)

    amy.type("ab")
    bob.type("cd")
    amy.dispatcher.bulletin.say(PROFILE, b"Amy")
    amy.dispatcher.bulletin.say(PRESENCE, b"here")

    assert_equal(amy, bob)
    assert dict(between.stored) == dict(amy.dispatcher.stored)
    assert between.parked == 0
    assert outdated == []
    for key in (PROFILE, PRESENCE):
        assert between.bulletin.get(AMY.source, key) is None
        said = bob.dispatcher.bulletin.get(AMY.source, key)
        assert said is not None
        assert said.value in (b"Amy", b"here")


def test_a_relay_is_never_too_old_for_a_room() -> None:
    amy, between = member(AMY, reducer_version=9), relay(reducer_version=1)
    outdated: list[int] = []
    between.on("outdated", outdated.append)
    pair(amy.dispatcher, between)

    amy.type("a")

    assert dict(between.stored) == dict(amy.dispatcher.stored)
    assert outdated == []


def test_a_relay_gives_a_late_member_everything_while_nobody_else_is_there() -> None:
    log = MemoryLog()
    amy = member(AMY)
    wire = Wire(amy.dispatcher, relay(log=log)).carry()
    amy.type("abc")
    amy.dispatcher.bulletin.say(PROFILE, b"Amy")
    wire.carry().lose()

    bob = member(BOB)
    Wire(relay(log=log), bob.dispatcher).carry()

    assert bob.state == "abc"
    said = bob.dispatcher.bulletin.get(AMY.source, PROFILE)
    assert said is not None
    assert said.value == b"Amy"


def test_a_relay_checks_signatures() -> None:
    between = relay()
    stranger = Stranger(between).greet()
    good = signed_run(AMY, typed("a"))

    stranger.send(Run(good.raw[:167] + bytes(64) + good.body))

    assert stranger.session.over == "a run whose signature is not its source's"
    assert dict(between.stored) == {}


def test_whoever_has_no_key_cannot_act() -> None:
    between = relay()

    with pytest.raises(Refused, match="no key of the room"):
        between.local_update(typed("a"))

    assert between.unsaved == 0
    assert dict(between.received) == {}


# Facts and blobs in such rooms


def test_a_fact_that_does_not_open_is_passed_on_and_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Bob signs with his own key what was made with another room's."""
    caplog.set_level(logging.DEBUG)
    bob_elsewhere: dict[str, Any] = {**strategies_of(BOB, OTHER_ROOM), "room": ROOM.id}
    bob, amy, cy = replica(**bob_elsewhere), member(AMY), relay()
    shown: list[object] = []
    amy.dispatcher.bulletin.on("fact", shown.append)
    wires = [Wire(bob.dispatcher, amy.dispatcher), Wire(amy.dispatcher, cy)]

    bob.dispatcher.bulletin.say(PROFILE, b"Bob")
    for _ in range(2):
        for wire in wires:
            wire.carry()

    assert amy.dispatcher.bulletin.get(BOB.source, PROFILE) is None
    assert shown == []
    assert [s.over for wire in wires for s in wire.sessions] == [None] * 4
    assert cy.bulletin.digest()[BOB.source] == bob.dispatcher.bulletin.digest()[BOB.source]
    assert caplog.records == []


def test_standings_stay_readable_for_whoever_passes_them_on() -> None:
    amy, between = member(AMY), relay()
    pair(amy.dispatcher, between)

    amy.dispatcher.bulletin.say(STANDING, b"anything")

    said = between.bulletin.get(AMY.source, STANDING)
    assert said is not None
    assert said.value == b"anything"


def test_a_blob_is_content_to_members_and_noise_to_the_disk() -> None:
    log = MemoryLog()
    amy = member(AMY, log=log)

    name = amy.dispatcher.blobs.put(b"an image of a cat")

    assert amy.dispatcher.blobs.get(name) == b"an image of a cat"
    assert amy.dispatcher.blobs.put(b"an image of a cat") == name
    sealed = log.blob(name)
    assert sealed is not None
    assert b"cat" not in sealed
    assert list(log.blob_hashes()) == [name]


def test_members_fetch_blobs_from_a_relay_that_cannot_open_them() -> None:
    amy, bob, between = member(AMY), member(BOB), relay()
    wires = [Wire(amy.dispatcher, between), Wire(between, bob.dispatcher)]
    name = amy.dispatcher.blobs.put(b"an image of a cat" * 10_000)

    between.want_blob(name)
    for wire in wires:
        wire.carry()
    bob.dispatcher.want_blob(name)
    wires[1].carry()

    assert between.blobs.get(name) is None
    assert bob.dispatcher.blobs.get(name) == b"an image of a cat" * 10_000
