"""Bob sends what he says Amy has done (attack 1)."""

from collections.abc import Sequence
from hashlib import blake2b
from random import Random

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.intake.inbox import Delivery, examine
from redux_scuttlebutt.sync.trust.sealing import IdentitySigner, RoomCipher, Unreadable
from redux_scuttlebutt.sync.trust.strategies import Cipher, NullSigner, Signer
from redux_scuttlebutt.sync.wire.run import Chain, Head, Header, Run
from support.replica import typed
from support.sealed import AMY, BOB, ROOM, amys, member, signed_run
from support.wire import Stranger

MUTATIONS = 10_000

*EARLIER, NEXT = amys(3)
KNOWN = {run.chain: run.head for run in EARLIER}
"""What Amy did last; everybody has what she did before."""

PLAIN = RoomCipher(ROOM).decrypt(NEXT.body, NEXT.header.context())


def look(raws: Sequence[bytes], signer: Signer, cipher: Cipher) -> Delivery:
    return examine(
        raws, KNOWN, room=ROOM.id, signer=signer, cipher=cipher, is_ours=lambda run: False
    )


def is_accepted(raw: bytes, signer: Signer, cipher: Cipher) -> bool:
    try:
        return bool(look([raw], signer, cipher).runs)
    except BadRun:
        return False


def mutated(chance: Random) -> bytes:
    """Amy's third run with another header, as plausible as Bob can make it."""
    header, body, signature = NEXT.header, NEXT.body, NEXT.signature
    field = chance.choice(list(Header._fields))
    match getattr(header, field):
        case int(number):
            step = chance.choice([1, -1, chance.randrange(1, 10**6), 2 ** chance.randrange(50)])
            most = {"version": 255}.get(field, 2**63 if "timestamp" in field else 2**16 - 1)
            changes: dict[str, object] = {field: min(max(number + step, 0), most)}
        case old:
            changes = {field: bytes(b ^ chance.choice([0, 0, 0, 1, 128]) for b in old)}
    if chance.random() < 0.5:
        # With a body of his own making: he has the room's key.
        context = header._replace(**{k: v for k, v in changes.items() if "body" not in k})  # pyright: ignore[reportArgumentType]
        body = RoomCipher(ROOM).encrypt(PLAIN, context.context())
        changes |= {"body_bytes": len(body), "body_hash": blake2b(body, digest_size=32).digest()}
    forged = header._replace(**changes)  # pyright: ignore[reportArgumentType]
    if forged == header:
        forged = header._replace(key_epoch=1)
    if chance.random() < 0.3:
        signature = BOB.sign(forged.pack())
    elif chance.random() < 0.3:
        signature = chance.randbytes(64)
    return forged.pack() + signature + body


@pytest.mark.parametrize("cipher", [RoomCipher(ROOM), Unreadable()], ids=["member", "relay"])
def test_forge_author(cipher: Cipher) -> None:
    chance = Random(f"forge {cipher.can_read}")
    forgeries = [mutated(chance) for _ in range(MUTATIONS)]

    accepted = [raw for raw in forgeries if is_accepted(raw, IdentitySigner(BOB), cipher)]

    assert accepted == []
    assert is_accepted(NEXT.raw, IdentitySigner(BOB), cipher)


def test_signatures_are_what_keeps_forgeries_out() -> None:
    """Else the test above would prove nothing: plenty of them are good but for that."""
    chance = Random("forge False")
    forgeries = [mutated(chance) for _ in range(1000)]

    unsigned = [raw for raw in forgeries if is_accepted(raw, NullSigner(), Unreadable())]

    assert len(unsigned) > 100


def test_a_member_is_not_believed_about_another_member() -> None:
    """Bob has the room's key, and signs with his own."""
    amy = member(AMY)
    bobs = signed_run(BOB, typed("forged"))
    cipher = RoomCipher(ROOM)
    header = bobs.header._replace(source=AMY.source)
    body = cipher.encrypt(cipher.decrypt(bobs.body, bobs.header.context()), header.context())
    header = header._replace(body_hash=blake2b(body, digest_size=32).digest())
    stranger = Stranger(amy.dispatcher, BOB.source).greet()

    stranger.send(Run.build(header, body, BOB.sign(header.pack())))

    assert stranger.session.over == "a run whose signature is not its source's"
    assert amy.log == []


def test_a_source_that_nobody_has_the_key_of_says_nothing() -> None:
    amy = member(AMY)
    for source in (bytes(32), b"\x01".ljust(32, b"\0"), b"B" * 32, b"\xff" * 32):
        chain = Chain(SourceId(source), amy.dispatcher.chain.incarnation)
        run = signed_run(BOB, typed("x"), after=Head())
        header = run.header._replace(source=chain.source)
        for signature in (bytes(64), BOB.sign(header.pack()), source + bytes(32)):
            stranger = Stranger(amy.dispatcher, BOB.source).greet()
            stranger.send(Run.build(header, run.body, signature))
            assert stranger.session.over == "a run whose signature is not its source's"

    assert amy.log == []
