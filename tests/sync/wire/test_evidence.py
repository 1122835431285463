"""Evidence: whoever breaks their chain is found out by all, and nobody else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.facts.facts import Fact, signed_bytes
from redux_scuttlebutt.sync.facts.stability import STANDING, Report, encode_report
from redux_scuttlebutt.sync.wire.evidence import (
    MAX_EVIDENCE_BYTES,
    Evidence,
    SignedHeader,
    contradict,
)
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run
from support.keyed_signer import KeyedSigner
from support.replica import BO, CY, typed
from support.wire import forge

CYS = Chain(CY, Incarnation(0))


def signed(run: Run, room: bytes = OPEN_ROOM) -> SignedHeader:
    packed = run.header._replace(room=room).pack()
    return SignedHeader(packed + KeyedSigner(run.chain.source).sign(packed))


def chain(*lengths: int, after: Head | None = None, word: str = "a") -> list[SignedHeader]:
    """Runs of Cy with that many updates each."""
    head, found = after or Head(), list[SignedHeader]()
    for length in lengths:
        run = forge(CYS, *[typed(word)] * length, after=head)
        head = run.head
        found.append(signed(run))
    return found


def standing(issued: int, promise: int, incarnation: int = 0) -> Fact:
    value = encode_report(Report(incarnation, issued, promise, 0))
    fact = Fact(CY, STANDING, 7, value, b"")
    return fact._replace(signature=KeyedSigner(CY).sign(signed_bytes(OPEN_ROOM, fact)))


def pair(one: SignedHeader, other: SignedHeader) -> Evidence:
    evidence = Evidence.pair(one, other)
    assert evidence is not None
    return evidence


lengths = st.lists(st.integers(1, 4), min_size=1, max_size=6)


@given(lengths)
def test_no_two_runs_of_a_good_chain_are_evidence(parts: list[int]) -> None:
    headers = chain(*parts)

    assert not any(contradict(one, other) for one in headers for other in headers)


@given(lengths, lengths, lengths)
def test_of_two_branches_any_two_runs_that_overlap_are_evidence_behind_where_they_part(
    trunk: list[int], ours: list[int], theirs: list[int]
) -> None:
    start = chain(*trunk)
    head = Head(start[-1].last, start[-1].hash, start[-1].header.last_timestamp)
    ours_, theirs_ = chain(*ours, after=head), chain(*theirs, after=head, word="b")

    for one in ours_:
        for other in theirs_:
            if one.first <= other.last and other.first <= one.last:
                assert head.sequence < pair(one, other).place <= min(one.last, other.last)
    assert not any(contradict(a, b) for a in start for b in (*ours_, *theirs_))


@given(lengths, lengths, st.data())
def test_the_place_is_where_one_of_both_begins(
    ours: list[int], theirs: list[int], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(chain(*ours)))
    other = data.draw(st.sampled_from(chain(*theirs, word="b")))
    evidence = Evidence.pair(one, other)

    if evidence is not None:
        assert evidence.place == min(one.first, other.first) == evidence.at_place.first


def test_a_run_that_follows_on_another_than_ours_is_evidence() -> None:
    [ours] = chain(3)
    [other] = chain(3, word="b")
    [behind] = chain(2, after=Head(3, other.hash, other.header.last_timestamp))

    assert pair(behind, ours).place == 1
    assert not contradict(behind, other)


def test_a_run_stamped_at_or_below_the_one_before_it_is_evidence_with_that_one() -> None:
    [first] = chain(3)
    for stamp in (first.header.last_timestamp, first.header.last_timestamp - 1):
        late = signed(forge(CYS, typed("b"), after=Head(3, first.hash), timestamps=[stamp]))

        assert pair(late, first).place == 1


def test_runs_of_different_chains_or_with_a_gap_between_them_prove_nothing() -> None:
    one, _, three = chain(2, 2, 2)
    other = signed(forge(Chain(CY, Incarnation(1)), typed("b")))
    bos = signed(forge(Chain(BO, Incarnation(0)), typed("b")))

    assert not any(contradict(one, header) for header in (one, three, other, bos))


def test_both_sides_make_the_same_evidence() -> None:
    [one], [other] = chain(3), chain(2, word="b")

    assert pair(one, other).raw == pair(other, one).raw
    assert not pair(one, other).is_of_a_promise


@pytest.mark.parametrize(
    ("issued", "promise", "is_broken"),
    [(3, 4, True), (3, 5, True), (3, 3, False), (4, 5, True), (4, 4, False), (5, 9, False)],
)
def test_a_promise_is_broken_by_a_later_run_stamped_at_or_below_it(
    issued: int, promise: int, is_broken: bool
) -> None:
    _, run = chain(3, 2)  # its updates are 4 and 5, and stamped so

    evidence = Evidence.promise(run, standing(issued, promise))

    assert (evidence is not None) == is_broken
    if evidence is not None:
        assert evidence.place == 4
        assert evidence.is_of_a_promise
        Evidence.parse(evidence.raw).check(OPEN_ROOM, KeyedSigner(CY))


def test_a_promise_binds_in_its_own_incarnation_and_its_own_source_only() -> None:
    [run] = chain(2)

    assert Evidence.promise(run, standing(0, 9, incarnation=1)) is None
    assert Evidence.promise(run, standing(0, 9)._replace(source=BO)) is None
    assert Evidence.promise(run, standing(0, 9)._replace(key="profile")) is None
    assert Evidence.promise(run, standing(0, 9)._replace(value=b"nonsense")) is None


@given(st.data())
def test_what_anybody_changed_in_evidence_is_not_believed(data: st.DataObject) -> None:
    [one], [other] = chain(3), chain(2, word="b")
    broken = Evidence.promise(one, standing(0, 2))
    assert broken is not None
    raw = data.draw(st.sampled_from([pair(one, other).raw, broken.raw]))
    changed = bytearray(raw)
    changed[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(BadRun):
        Evidence.parse(bytes(changed)).check(OPEN_ROOM, KeyedSigner(CY))


@pytest.mark.parametrize("kind", [b"", b"\0", b"\1", b"\2"])
@pytest.mark.parametrize("length", [0, 1, 231, 302, 303, 462, 463, MAX_EVIDENCE_BYTES + 1])
def test_any_bytes_are_read_or_refused(kind: bytes, length: int) -> None:
    with pytest.raises(BadRun):
        Evidence.parse(kind + bytes(length))


def test_evidence_comes_back_from_its_bytes_in_one_form_only() -> None:
    [one], [other] = chain(3), chain(2, word="b")
    evidence = pair(one, other)
    turned = b"\0" + evidence.raw[1 + len(one.raw) :] + evidence.at_place.raw

    read = Evidence.parse(evidence.raw)
    assert (read.rank, read.chain, read.mark) == (evidence.rank, CYS, evidence.hash[:8])
    with pytest.raises(BadRun):
        Evidence.parse(turned)


def test_evidence_of_another_room_is_refused() -> None:
    room = b"r" * 32
    one, other = (signed(forge(CYS, typed(word), room=room), room) for word in "ab")

    with pytest.raises(BadRun, match="room"):
        pair(one, other).check(OPEN_ROOM, KeyedSigner(CY))


def test_the_lower_place_counts_and_another_signature_brings_no_news() -> None:
    one, two = chain(1, 1)
    [other], [behind] = chain(1, word="b"), chain(1, after=Head(1, one.hash, 1), word="b")
    varied = SignedHeader(other.packed + bytes(64))

    assert pair(one, other).rank < pair(two, behind).rank
    assert pair(one, other).rank == pair(one, varied).rank
