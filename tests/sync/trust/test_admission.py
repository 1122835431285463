import pytest

from redux_scuttlebutt.sync.errors import NotAdmitted
from redux_scuttlebutt.sync.trust.admission import MAX_REMEMBERED, Admission, Door
from redux_scuttlebutt.sync.trust.channel import BrokenChannel
from support.members import ANA, BO, CY, ELSEWHERE, RELAY, ROOM, admission


def through(dialler: Door, answerer: Door) -> None:
    """Carry the three messages."""
    for speaker, hearer in ((dialler, answerer), (answerer, dialler), (dialler, answerer)):
        frame = speaker.next_frame()
        assert frame is not None
        assert hearer.receive(frame) is None


def doors() -> tuple[Door, Door]:
    return admission(ANA).dial(), admission(BO).answer()


def test_behind_the_doors_both_know_each_other_and_talk() -> None:
    ana, bo = doors()

    through(ana, bo)

    assert (ana.peer, bo.peer) == (BO.source, ANA.source)
    assert bo.receive(ana.seal(b"hello", last=False)) == b"hello"
    assert ana.receive(bo.seal(b"hello", last=True)) == b"hello"
    assert ana.next_frame() is bo.next_frame() is None


def test_whoever_was_dialled_says_nothing_first() -> None:
    _, bo = doors()

    assert bo.next_frame() is None
    assert bo.peer is None


def test_nothing_can_be_said_before_the_proof() -> None:
    for door in doors():
        with pytest.raises(AssertionError, match="before the proof"):
            door.seal(b"secret", last=False)


def test_a_stranger_leaves_nothing_to_be_sent() -> None:
    bo = admission(BO).answer()
    knock = admission(CY, ELSEWHERE).dial().next_frame()
    assert knock is not None

    with pytest.raises(NotAdmitted):
        bo.receive(knock)

    assert bo.next_frame() is None
    assert bo.peer is None


def test_whoever_does_not_wait_for_the_answer_is_not_admitted() -> None:
    ana, bo = doors()
    first = ana.next_frame()
    assert first is not None
    bo.receive(first)

    with pytest.raises(NotAdmitted, match="without waiting"):
        bo.receive(bytes(150))


def test_an_altered_frame_ends_what_was_proved() -> None:
    ana, bo = doors()
    through(ana, bo)

    with pytest.raises(BrokenChannel):
        bo.receive(ana.seal(b"hello", last=False)[:-1])


def test_a_recorded_first_message_is_answered_once() -> None:
    first = admission(ANA).dial().next_frame()
    assert first is not None
    bo = admission(BO)
    bo.answer().receive(first)

    for _ in range(3):
        door = bo.answer()
        with pytest.raises(NotAdmitted, match="said before"):
            door.receive(first)
        assert door.next_frame() is None


def test_what_is_remembered_is_bounded() -> None:
    ana, bo = admission(ANA), Admission(BO, ROOM)
    is_new = bo._is_new  # pyright: ignore[reportPrivateUsage]

    assert all(is_new(n.to_bytes(32, "big")) for n in range(MAX_REMEMBERED + 10))

    assert not is_new((MAX_REMEMBERED + 9).to_bytes(32, "big"))
    assert is_new((3).to_bytes(32, "big")), "long ago, and forgotten"
    through(ana.dial(), bo.answer())


def test_a_dialler_that_hears_nothing_is_told_what_is_probably_wrong() -> None:
    ana, bo = doors()

    assert ana.why("code 1006") == (
        "it closed without a word: probably another room or an older invite"
    )
    assert bo.why("code 1006") == "code 1006"


def test_once_it_was_answered_a_loss_is_only_that() -> None:
    ana, bo = doors()
    through(ana, bo)

    assert ana.why("code 1006") == "code 1006"


def test_only_the_door_of_a_relay_is_one() -> None:
    ana = admission(ANA)

    assert ana.dial(RELAY.source).is_relays
    assert not ana.dial().is_relays
    assert not ana.answer().is_relays
