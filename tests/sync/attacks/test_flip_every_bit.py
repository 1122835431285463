"""Bob alters what Amy said on its way (attack 2)."""

import pytest

from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.intake.inbox import examine
from redux_scuttlebutt.sync.trust.sealing import IdentitySigner, RoomCipher, Unreadable
from redux_scuttlebutt.sync.trust.strategies import Cipher
from redux_scuttlebutt.sync.wire.run import Head
from support.sealed import AMY, BOB, ROOM, amys, member
from support.wire import Stranger

FIRST, SECOND = amys(2, updates=2)
KNOWN = {FIRST.chain: FIRST.head}


def flips(raw: bytes) -> list[bytes]:
    return [
        raw[: bit // 8] + bytes([raw[bit // 8] ^ 1 << bit % 8]) + raw[bit // 8 + 1 :]
        for bit in range(8 * len(raw))
    ]


def what_becomes_of(raw: bytes, cipher: Cipher) -> str:
    try:
        found = examine(
            [raw],
            KNOWN,
            room=ROOM.id,
            signer=IdentitySigner(BOB),
            cipher=cipher,
            is_ours=lambda run: False,
        )
    except BadRun:
        return "refused"
    if found.runs or found.updates:
        return "accepted"
    return "fork" if found.disputed else "gap" if found.gaps else "passed over"


@pytest.mark.parametrize("cipher", [RoomCipher(ROOM), Unreadable()], ids=["member", "relay"])
def test_flip_every_bit(cipher: Cipher) -> None:
    """Of the run: header, signature and body. Nor is any of them held against Amy."""
    assert what_becomes_of(SECOND.raw, cipher) == "accepted"

    found = {raw: what_becomes_of(raw, cipher) for raw in flips(SECOND.raw)}

    assert len(found) == 8 * len(SECOND.raw)
    assert set(found.values()) == {"refused"}


def test_each_bit_of_a_body_is_bound_to_the_key_beside_its_hash() -> None:
    """Were the hash in the header one day not looked at, decryption would still fail."""
    cipher, context = RoomCipher(ROOM), SECOND.header.context()
    assert cipher.decrypt(SECOND.body, context)

    for body in flips(SECOND.body):
        with pytest.raises(BadRun):
            cipher.decrypt(body, context)
    for other in flips(context):
        with pytest.raises(BadRun):
            cipher.decrypt(SECOND.body, other)


def test_a_session_that_brings_one_ends_and_nothing_of_its_batch_is_kept() -> None:
    bob = member(BOB)
    for raw in flips(SECOND.raw)[::97]:
        stranger = Stranger(bob.dispatcher, AMY.source).greet()
        try:
            broken = type(SECOND)(raw)
        except BadRun:
            continue  # not even its sender could have made it out of fields
        stranger.send(FIRST, broken)
        assert stranger.session.over

    assert bob.log == []
    assert bob.dispatcher.received.get(FIRST.chain, Head()) == Head()
