import pytest

from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.facts.sealed_facts import SealedFacts
from redux_scuttlebutt.sync.gossip.fetch import blob_hash
from redux_scuttlebutt.sync.log.blobs import Blobs
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.sealing import IdentitySigner, RoomCipher, Unreadable
from redux_scuttlebutt.sync.trust.strategies import Cipher, NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.messages import MAX_VALUE_BYTES
from support.replica import ANA
from support.sealed import AMY, BOB, OTHER_ROOM, ROOM, member, relay

FOR_ALL = frozenset({"standing"})


class Counting(RoomCipher):
    opened = 0

    def decrypt_fact(self, value: bytes, context: bytes) -> bytes | None:
        self.opened += 1
        return super().decrypt_fact(value, context)


def sealed(identity: Identity = AMY, cipher: Cipher | None = None) -> SealedFacts:
    signer = IdentitySigner(identity)
    return SealedFacts(identity.source, ROOM.id, signer, cipher or RoomCipher(ROOM), FOR_ALL)


def test_members_read_what_everybody_can_check() -> None:
    fact = sealed().make("profile", 7, "増える".encode())

    assert "増える".encode() not in fact.value
    assert sealed(BOB).is_signed(fact)
    assert sealed(BOB).read(fact) == fact._replace(value="増える".encode())
    relay = sealed(BOB, Unreadable())
    assert relay.is_signed(fact)
    assert relay.read(fact) is None


def test_some_keys_are_for_all() -> None:
    fact = sealed().make("standing", 7, b"numbers")

    assert fact.value == b"numbers"
    assert sealed(BOB, Unreadable()).read(fact) == fact


@pytest.mark.parametrize(
    "changed",
    [{"source": BOB.source}, {"key": "presence"}, {"version": 8}, {"value": b"other"}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_fact_is_signed_and_bound_to_its_place(changed: dict[str, object]) -> None:
    fact = sealed().make("profile", 7, b"Amy")

    other = fact._replace(**changed)  # pyright: ignore[reportArgumentType]

    assert not sealed(BOB).is_signed(other)
    assert sealed(BOB).read(other) is None


def test_another_rooms_fact_is_not_shown() -> None:
    elsewhere = sealed(cipher=RoomCipher(OTHER_ROOM)).make("profile", 7, b"Amy")

    assert sealed(BOB).is_signed(elsewhere)
    assert sealed(BOB).read(elsewhere) is None


def test_a_fact_is_decrypted_once_however_often_it_is_read() -> None:
    cipher = Counting(ROOM)
    facts = sealed(BOB, cipher)
    first, second = (sealed().make("profile", version, b"Amy") for version in (7, 8))

    for _ in range(3):
        assert facts.read(first) == first._replace(value=b"Amy")
    assert cipher.opened == 1
    assert facts.read(second) == second._replace(value=b"Amy")
    assert cipher.opened == 2
    facts.forget(AMY.source, "profile")
    facts.read(second)
    assert cipher.opened == 3


@pytest.mark.parametrize(("key", "most"), [("profile", 8152), ("standing", 8192)])
def test_a_value_may_be_8_kib_as_it_is_sent(key: str, most: int) -> None:
    assert len(sealed().make(key, 7, bytes(most)).value) == MAX_VALUE_BYTES == 8192

    with pytest.raises(ValueError, match=f"{key!r} is 8193 bytes long"):
        sealed().make(key, 7, bytes(most + 1))


def test_without_a_key_everything_is_as_it_was_said() -> None:
    facts = SealedFacts(ANA, bytes(32), NullSigner(), NullCipher(), FOR_ALL)

    assert facts.make("profile", 7, b"Ana") == Fact(ANA, "profile", 7, b"Ana", bytes(64))
    assert facts.read(Fact(ANA, "profile", 7, b"Ana", b"")) == Fact(ANA, "profile", 7, b"Ana", b"")


# Names in greetings


def test_members_read_the_name_in_a_greeting_and_others_do_not() -> None:
    written = sealed().write_name("Amy 増")

    assert "Amy" not in written
    assert len(sealed().write_name("増" * 200)) <= 200, "so much may stand in a hello"
    assert sealed(BOB).read_name(AMY.source, written) == "Amy 増"
    assert sealed(BOB, RoomCipher(OTHER_ROOM)).read_name(AMY.source, written) == ""
    assert sealed(BOB, Unreadable()).read_name(AMY.source, written) == ""
    assert sealed(BOB).read_name(BOB.source, written) == "", "it is Amy's"


def test_a_long_name_is_cut_between_two_letters() -> None:
    written = sealed().write_name("増" * 200)

    assert sealed(BOB).read_name(AMY.source, written) == "増" * 33


@pytest.mark.parametrize("text", ["", "Bob", "=", "é" * 50, "A" * 200, "\ud800"])
def test_a_name_that_is_not_written_so_is_empty(text: str) -> None:
    assert sealed(BOB).read_name(AMY.source, text) == ""


def test_whoever_has_no_key_has_no_name() -> None:
    assert sealed(BOB, Unreadable()).write_name("relay") == ""


def test_without_a_key_a_name_is_written_as_it_is() -> None:
    facts = SealedFacts(ANA, bytes(32), NullSigner(), NullCipher(), FOR_ALL)

    assert facts.write_name("増" * 300) == "増" * 200
    assert facts.read_name(AMY.source, "Amy") == "Amy"


def test_whoever_has_the_key_counts_what_does_not_open_and_passes_it_on() -> None:
    amy, between = member(AMY).dispatcher, relay()
    elsewhere = sealed(BOB, RoomCipher(OTHER_ROOM)).make("profile", 7, b"Bob")

    for dispatcher in (amy, between):
        dispatcher.bulletin.receive([elsewhere])
        dispatcher.bulletin.get(BOB.source, "profile")

    assert amy.stats["facts_unreadable"] == 1
    assert between.stats["facts_unreadable"] == 0
    assert amy.bulletin.digest()[BOB.source] == 7


def test_whoever_has_the_key_counts_blobs_that_do_not_open() -> None:
    log = MemoryLog()
    Blobs(log.blob, log.keep_blob).put(b"not sealed")
    amy, between = member(AMY, log=log).dispatcher, relay(log=log)

    for dispatcher in (amy, between):
        assert dispatcher.blobs.get(blob_hash(b"not sealed")) is None

    assert amy.stats["unreadable_blob"] == 1
    assert between.stats["unreadable_blob"] == 0
