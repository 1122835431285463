from collections.abc import Callable

import pytest

from redux_scuttlebutt.sync.errors import NotAdmitted
from redux_scuttlebutt.sync.trust.handshake import (
    FIRST_BYTES,
    MAX_MESSAGE_BYTES,
    VERSION,
    Answerer,
    Dialler,
    Fresh,
    Kind,
)
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.proof import knock
from redux_scuttlebutt.sync.trust.room import RoomKey
from support.members import ANA, BO, CY, ELSEWHERE, RELAY, ROOM, Shake, fresh

ADMISSION = ROOM.derive("admission")

# RFC 7748 asks to refuse what these give; the list is that of libsodium's blacklist.
SMALL_ORDER = [
    bytes(32),
    (1).to_bytes(32, "little"),
    (2**255 - 20).to_bytes(32, "little"),
    (2**255 - 19).to_bytes(32, "little"),
    (2**255 - 18).to_bytes(32, "little"),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
]


def start(public: bytes, *, version: int = VERSION, kind: int = Kind.MEMBER) -> bytes:
    """A first message as whoever knows the room's key can write it."""
    said = bytes([version, kind]) + public + bytes(16)
    return said + knock(ADMISSION, said)


def flips(message: bytes) -> list[bytes]:
    """All that differ from `message` in one bit."""
    number = int.from_bytes(message, "big")
    bits = range(8 * len(message))
    return [(number ^ (1 << bit)).to_bytes(len(message), "big") for bit in bits]


def cuts(message: bytes) -> list[bytes]:
    """`message` cut short everywhere, and with something behind it."""
    longer = [message + b"\x00", message + message, message + bytes(MAX_MESSAGE_BYTES)]
    return [message[:size] for size in range(len(message))] + longer


@pytest.mark.parametrize("relay", [False, True], ids=["member", "relay"])
def test_both_know_each_other_in_the_end_and_hold_the_same_keys(relay: bool) -> None:
    here, there = Shake(relay=relay).ends

    assert here.peer == (RELAY if relay else BO).source
    assert there.peer == ANA.source
    assert here.room == there.room == ROOM.id
    assert (here.sending, here.receiving) == (there.receiving, there.sending)
    assert here.sending.key != here.receiving.key


def test_nothing_is_used_twice() -> None:
    ends = [Shake().ends[0], Shake(relay=True).ends[0]]
    other = Dialler(ANA, ROOM, fresh("Ana, later"))
    answerer = Shake.new_answerer()
    ends.append(other.answer(answerer.answer(other.first))[1])

    keys = {stream.key for end in ends for stream in (end.sending, end.receiving)}

    assert len(keys) == 6


def test_the_messages_are_small() -> None:
    for shake in (Shake(), Shake(relay=True)):
        assert len(shake.messages[0]) == FIRST_BYTES
        assert max(map(len, shake.messages)) < 300


@pytest.mark.parametrize("relay", [False, True], ids=["member", "relay"])
def test_what_a_later_version_offers_is_handed_on_unread(relay: bool) -> None:
    _, there = Shake(relay=relay, offers="増える".encode()).ends

    assert there.offers == "増える".encode()


@pytest.mark.parametrize("alter", [flips, cuts])
@pytest.mark.parametrize("relay", [False, True], ids=["member", "relay"])
def test_an_altered_message_is_the_last(alter: Callable[[bytes], list[bytes]], relay: bool) -> None:
    shake = Shake(relay=relay)
    first, second, third = shake.messages

    for altered in alter(first):
        with pytest.raises(NotAdmitted):
            Shake.new_answerer(relay=relay).answer(altered)
    for altered in alter(second):
        with pytest.raises(NotAdmitted):
            shake.dialler.answer(altered)
    for altered in alter(third):
        with pytest.raises(NotAdmitted):
            shake.answerer.admit(altered)
    # And what was not altered still passes, so that it was not for another reason.
    assert shake.answerer.admit(third) == shake.ends[1]


def test_only_whoever_holds_the_rooms_key_is_answered() -> None:
    with pytest.raises(NotAdmitted, match="not the key of this room"):
        Shake.new_answerer().answer(Dialler(ANA, ELSEWHERE, fresh("Ana")).first)


def test_only_whoever_knows_the_relays_key_is_answered_by_it() -> None:
    for relay in (None, BO.source):
        with pytest.raises(NotAdmitted):
            Shake.new_answerer(relay=True).answer(
                Dialler(ANA, ROOM, fresh("Ana"), relay=relay).first
            )


def test_a_relay_is_no_member_and_a_member_is_no_relay() -> None:
    to_relay = Dialler(ANA, ROOM, fresh("Ana"), relay=BO.source)

    with pytest.raises(NotAdmitted):
        Shake.new_answerer().answer(to_relay.first)


@pytest.mark.parametrize(("version", "kind"), [(0, 1), (2, 1), (255, 1), (1, 0), (1, 2), (1, 3)])
def test_another_version_or_kind_is_refused_even_with_the_key(version: int, kind: int) -> None:
    first = start(bytes([9]) + bytes(31), version=version, kind=kind)

    with pytest.raises(NotAdmitted, match=f"version {version} and kind {kind}, expected 1 and 1"):
        Shake.new_answerer().answer(first)


@pytest.mark.parametrize("public", SMALL_ORDER, ids=lambda public: public.hex()[:8])
def test_a_key_that_gives_the_same_with_every_other_is_refused(public: bytes) -> None:
    with pytest.raises(NotAdmitted, match="is none"):
        Shake.new_answerer().answer(start(public))
    with pytest.raises(NotAdmitted, match="is none"):
        Dialler(ANA, ROOM, fresh("Ana")).answer(public + bytes(200))


class Liar(Identity):
    """Holds a key of its own, and says that it is somebody else."""

    def __init__(self, says: Identity) -> None:
        super().__init__(bytes(range(32)))
        self.source = says.source


def test_a_member_cannot_pass_for_another() -> None:
    answerer = Answerer(Liar(BO), ROOM, lambda: fresh("Bo"))
    dialler = Dialler(ANA, ROOM, fresh("Ana"))
    with pytest.raises(NotAdmitted, match="not by the key that it names"):
        dialler.answer(answerer.answer(dialler.first))

    answerer, dialler = Shake.new_answerer(), Dialler(Liar(ANA), ROOM, fresh("Ana"))
    third, _ = dialler.answer(answerer.answer(dialler.first))
    with pytest.raises(NotAdmitted, match="not by the key that it names"):
        answerer.admit(third)


def test_another_relay_than_the_one_named_is_not_told_who_we_are() -> None:
    """It knows the key of the real one, as everybody does who has the invite."""
    dialler = Dialler(ANA, ROOM, fresh("Ana"), relay=RELAY.source)

    class Impostor(Answerer):
        def __init__(self) -> None:
            super().__init__(CY, None, lambda: fresh("Cy"))
            self._shared = RELAY.source

    with pytest.raises(NotAdmitted, match="another relay"):
        dialler.answer(Impostor().answer(dialler.first))


class FalseKey(RoomKey):
    """Claims a room's id without its key."""

    def __init__(self) -> None:
        super().__init__(ELSEWHERE.secret)
        self.id = ROOM.id


def test_a_relay_believes_nobody_who_has_not_the_rooms_key() -> None:
    dialler = Dialler(CY, FalseKey(), fresh("Cy"), relay=RELAY.source)
    answerer = Shake.new_answerer(relay=True)
    third, _ = dialler.answer(answerer.answer(dialler.first))

    with pytest.raises(NotAdmitted, match="not by the key that it names"):
        answerer.admit(third)


def test_our_own_key_at_the_other_end_is_ourselves() -> None:
    dialler = Dialler(BO, ROOM, fresh("Ana"))
    with pytest.raises(NotAdmitted, match="same device") as caught:
        dialler.answer(Shake.new_answerer().answer(dialler.first))
    assert not caught.value.redial


def test_a_first_message_said_before_is_not_answered() -> None:
    said: list[bytes] = []

    def is_new(mac: bytes) -> bool:
        said.append(mac)
        return said.count(mac) == 1

    def answerer() -> Answerer:
        return Answerer(BO, ROOM, lambda: fresh("Bo"), is_new=is_new)

    first = Dialler(ANA, ROOM, fresh("Ana")).first
    answerer().answer(first)

    with pytest.raises(NotAdmitted, match="said before"):
        answerer().answer(first)


def test_a_stranger_costs_no_key_and_no_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw() -> Fresh:
        raise AssertionError("a key was drawn for a stranger")

    def costly(*_: object) -> bytes:
        raise AssertionError("somebody paid for a stranger")

    first = Dialler(ANA, ELSEWHERE, fresh("Ana")).first
    answerer = Answerer(BO, ROOM, draw)
    for name in ("crypto_scalarmult_base", "exchange"):
        monkeypatch.setattr(f"redux_scuttlebutt.sync.trust.handshake.{name}", costly)
    monkeypatch.setattr(Identity, "sign", costly)

    for said in (b"", b"\x01", bytes(FIRST_BYTES), first, bytes(64 * 1024)):
        with pytest.raises(NotAdmitted):
            answerer.answer(said)


def test_no_text_shows_a_key() -> None:
    here, _ = Shake().ends

    texts = f"{here!r} {fresh('Ana')!r} {here.sending}"

    for secret in (here.sending.key, here.receiving.key, fresh("Ana").secret):
        assert repr(secret) not in texts
        assert secret.hex() not in texts
