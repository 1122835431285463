from hashlib import blake2b

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.pair import pair
from redux_scuttlebutt.sync.trust.strategies import NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.run import SIGNATURE_BYTES, Chain
from support.replica import ANA, BO, Replica, assert_equal, replica, typed
from support.wire import Stranger, forge


class KeySigner:
    """Real signatures, as they will come."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.source = SourceId(bytes(self._key.verify_key))

    def sign(self, header: bytes) -> bytes:
        return self._key.sign(header).signature

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:
        try:
            VerifyKey(source).verify(header, signature)
        except BadSignatureError:
            return False
        return True


class ToyCipher(NullCipher):
    """Secret enough to see what is bound to what: a stream and a tag from a hash."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encrypt(self, plain: bytes, context: bytes) -> bytes:
        return self._mixed(plain, context) + self._tag(plain, context)

    def decrypt(self, body: bytes, context: bytes) -> bytes:
        plain = self._mixed(body[:-16], context)
        if self._tag(plain, context) != body[-16:]:
            raise BadRun("not made with this room's key")
        return plain

    def _mixed(self, text: bytes, context: bytes) -> bytes:
        stream = b"".join(
            blake2b(context + n.to_bytes(4, "big"), key=self._key).digest()
            for n in range(len(text) // 64 + 1)
        )
        return bytes(a ^ b for a, b in zip(text, stream, strict=False))

    def _tag(self, plain: bytes, context: bytes) -> bytes:
        return blake2b(context + plain, key=self._key, digest_size=16).digest()


def signing(seed: bytes) -> Replica:
    signer = KeySigner(seed)
    return replica(signer.source, signer=signer)


def test_without_keys_everything_is_believed_and_nothing_hidden() -> None:
    signature = NullSigner().sign(b"header")

    assert signature == bytes(SIGNATURE_BYTES)
    assert NullSigner().verify(BO, b"header", b"anything")
    assert NullCipher().encrypt(b"plain", b"context") == b"plain"
    assert NullCipher().decrypt(b"plain", b"context") == b"plain"


def test_replicas_that_sign_become_equal() -> None:
    ana, bo, cy = (signing(bytes([n]) * 32) for n in range(3))
    pair(ana.dispatcher, bo.dispatcher)
    pair(bo.dispatcher, cy.dispatcher)

    ana.type("ab")
    cy.type("cd")

    assert ana.state == "abcd"
    assert_equal(ana, bo, cy)


def test_a_run_that_its_source_did_not_sign_ends_the_session() -> None:
    ana, bo = signing(bytes(32)), signing(b"b" * 32)
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(bo.dispatcher.chain, typed("forged")))

    assert stranger.session.over == "a run whose signature is not its source's"
    assert ana.log == []


def test_replicas_with_one_key_read_each_other_and_their_log() -> None:
    ana, bo = (replica(source, cipher=ToyCipher(b"key")) for source in (ANA, BO))
    pair(ana.dispatcher, bo.dispatcher)

    ana.type("abc")

    [first, *_] = bo.dispatcher.runs_after(ana.dispatcher.chain, 0, max_bytes=1)
    assert b"typed" not in first.raw
    assert_equal(ana, bo)


def test_a_full_run_has_room_for_what_encryption_adds() -> None:
    ana, bo = (replica(source, cipher=ToyCipher(b"key")) for source in (ANA, BO))
    pair(ana.dispatcher, bo.dispatcher)

    ana.store.dispatch(typed("a" * 49_000))
    for _ in range(63):
        ana.store.dispatch(typed("b" * 100))

    assert_equal(ana, bo)


def test_a_body_that_cannot_be_decrypted_ends_the_session_and_is_not_kept() -> None:
    ana = replica(ANA, cipher=ToyCipher(b"key"))
    stranger = Stranger(ana.dispatcher).greet()

    stranger.send(forge(Chain(BO, Incarnation(0)), typed("plain")))

    assert stranger.session.over == "not made with this room's key"
    assert dict(ana.dispatcher.received) == {}


@pytest.mark.parametrize("other", [b"", b"another context"])
def test_the_toy_is_bound_to_its_context(other: bytes) -> None:
    cipher = ToyCipher(b"key")

    with pytest.raises(BadRun):
        cipher.decrypt(cipher.encrypt(b"plain", b"context"), other)
