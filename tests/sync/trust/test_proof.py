import pytest
from nacl.signing import VerifyKey

from redux_scuttlebutt.sync.errors import NotAdmitted
from redux_scuttlebutt.sync.trust.proof import Keys, Proof, Role, digest
from redux_scuttlebutt.sync.trust.room import RoomKey
from redux_scuttlebutt.sync.wire.run import HEADER_BYTES
from support.members import ANA, BO, ELSEWHERE, ROOM

KNOWN = digest(b"what was said so far")
HEADER = bytes(range(24))


def proof(
    role: Role = Role.DIALLING, *, known: bytes = KNOWN, room: RoomKey | None = None
) -> Proof:
    return Proof.make(ANA, role, known, HEADER, b"more", room)


@pytest.mark.parametrize("room", [None, ROOM], ids=["member", "relay"])
def test_a_proof_comes_back_from_its_bytes(room: RoomKey | None) -> None:
    made = proof(room=room)

    read = Proof.read(made.write(), has_room=room is not None)

    assert read == made
    read.check(Role.DIALLING, KNOWN)


def test_a_proof_holds_for_one_role_and_one_conversation() -> None:
    for role, known in ((Role.DIALLED, KNOWN), (Role.ROOM, KNOWN), (Role.DIALLING, digest(b""))):
        with pytest.raises(NotAdmitted, match="not by the key"):
            proof().check(role, known)


@pytest.mark.parametrize(
    "change",
    [
        {"source": BO.source},
        {"header": bytes(24)},
        {"offers": b""},
        {"room": ELSEWHERE.id},
        {"rooms_signature": bytes(64)},
        {"signature": bytes(64)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_that_is_said_is_signed(change: dict[str, bytes]) -> None:
    made = proof(room=ROOM)
    made.check(Role.DIALLING, KNOWN)

    with pytest.raises(NotAdmitted):
        made._replace(**change).check(Role.DIALLING, KNOWN)


def test_the_rooms_signature_is_not_the_members() -> None:
    made = proof(room=ROOM)

    with pytest.raises(NotAdmitted):
        made._replace(rooms_signature=made.signature).check(Role.DIALLING, KNOWN)


def test_what_is_signed_can_be_no_run_and_no_fact() -> None:
    for role in Role:
        signed = proof().signed(role, KNOWN)

        VerifyKey(ANA.source).verify(signed, ANA.sign(signed))
        assert signed.startswith(b"scuttlebutt admission")
        assert len(signed) != HEADER_BYTES
        assert signed[0] > 1, "a run begins with its version"
        assert not signed.startswith(b"scuttlebutt fact")


def test_each_use_and_each_conversation_has_a_key_of_its_own() -> None:
    keys = [Keys(bytes([n]) * 32, bytes([m]) * 32) for n in (1, 2) for m in (3, 4)]
    uses = [b"second", b"third", b"stream of the dialler", b"stream of the dialled"]
    known = [KNOWN, digest(b"")]

    derived = {key.derive(use, what) for key in keys for use in uses for what in known}

    assert len(derived) == 4 * 4 * 2


def test_what_is_sealed_opens_for_the_same_use_only() -> None:
    keys = Keys(bytes(32), bytes(32))
    sealed = keys.seal(b"second", KNOWN, b"plain")

    assert keys.open(b"second", KNOWN, sealed) == b"plain"
    for use, known in ((b"third", KNOWN), (b"second", digest(b""))):
        with pytest.raises(NotAdmitted, match="not made with the key of this room"):
            keys.open(use, known, sealed)


@pytest.mark.parametrize("has_room", [False, True])
def test_a_proof_cut_short_is_none(has_room: bool) -> None:
    whole = Proof.make(ANA, Role.DIALLING, KNOWN, HEADER, b"", ROOM if has_room else None).write()

    for size in range(len(whole)):
        with pytest.raises(NotAdmitted, match="cut short"):
            Proof.read(whole[:size], has_room=has_room)
