from pathlib import Path

import pytest
from nacl.signing import SigningKey, VerifyKey

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import FolderFailed
from redux_scuttlebutt.sync.trust.identity import Identity, fingerprint


def test_everybody_is_somebody_else() -> None:
    assert len({Identity.generate().source for _ in range(100)}) == 100


def test_a_source_is_an_ed25519_public_key() -> None:
    # RFC 8032, section 7.1, test 1.
    identity = Identity(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )

    assert identity.source.hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


def test_what_is_signed_is_checked_by_the_source() -> None:
    # RFC 8032, section 7.1, test 2.
    identity = Identity(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )

    assert identity.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_who_is_kept_in_a_file_stays_the_same(tmp_path: Path) -> None:
    first = Identity.load_or_create(tmp_path / "key")

    assert Identity.load_or_create(tmp_path / "key").source == first.source


def test_a_damaged_key_is_not_replaced_by_another(tmp_path: Path) -> None:
    Identity.load_or_create(tmp_path / "key")
    (tmp_path / "key").write_bytes(b"too short")

    with pytest.raises(FolderFailed, match="damaged"):
        Identity.load_or_create(tmp_path / "key")

    assert (tmp_path / "key").read_bytes() == b"too short"


def test_the_secret_shows_in_no_text() -> None:
    seed = b"canary-canary-canary-canary-1234"
    identity = Identity(seed)

    texts = f"{identity} {identity!r} {identity.fingerprint} {vars(identity)!r}"

    assert "canary" not in texts
    assert seed.hex() not in texts


def test_a_fingerprint_can_be_read_out_and_is_always_the_same() -> None:
    assert fingerprint(SourceId(bytes(32))) == "van hammer october easy upper brass"


def test_one_bit_makes_another_fingerprint() -> None:
    source = bytes(SigningKey.generate().verify_key)
    other = bytes([source[0] ^ 1]) + source[1:]

    assert fingerprint(SourceId(source)) != fingerprint(SourceId(other))


def test_what_we_sign_everybody_can_check() -> None:
    identity = Identity(bytes(range(32)))

    signature = identity.sign(b"words")

    assert len(signature) == 64
    assert VerifyKey(identity.source).verify(b"words", signature) == b"words"
    assert identity.sign(b"words") == signature, "Ed25519 takes no chance"
