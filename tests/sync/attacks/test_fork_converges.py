"""A source tells different people different things: all end the same, in any order of arrival."""

from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.wire.evidence import Evidence, SignedHeader
from redux_scuttlebutt.sync.wire.messages import Evidence as EvidenceMessage
from redux_scuttlebutt.sync.wire.run import Chain, Run, write_body
from support.keyed_signer import KeyedSigner
from support.liars import assert_the_same, give, meet, member, proof, signed_run
from support.replica import ANA, BO, CY, DI
from support.wire import Frame, Wire, forge

CYS = Chain(CY, Incarnation(0))
GOOD = Chain(DI, Incarnation(3))


ORDERS = [order for length in range(4) for order in permutations(("x", "y", "proof"), length)]


@pytest.mark.parametrize("first", ORDERS, ids="-".join)
@pytest.mark.parametrize("second", ORDERS, ids="-".join)
def test_in_whatever_order_both_stories_and_the_proof_come_all_fold_what_both_have_in_common(
    first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    ana, bo = member(ANA), member(BO)
    start = signed_run(CYS, "a", "b")
    x, y = signed_run(CYS, "x", after=start.head), signed_run(CYS, "y", "w", after=start.head)
    things = {"x": x, "y": y, "proof": proof(x, y)}

    for one, arrivals in ((ana, first), (bo, second)):
        one.dispatcher.receive([start.raw])
        for name in arrivals:
            give(one, things[name])
    meet(ana, bo)

    assert_the_same(ana, bo)
    told = {*first, *second}
    is_proved = "proof" in told or {"x", "y"} <= told
    assert ana.state == ("ab" if is_proved or not told else "abx" if "x" in told else "abyw")
    assert (CYS in ana.dispatcher.evidence) == is_proved


@st.composite
def trees(draw: st.DrawFn, chain: Chain = CYS) -> list[Run]:
    """Runs of one source, each behind any other one: some contradict each other."""
    runs = [signed_run(chain, "a")]
    for number in range(draw(st.integers(0, 9))):
        before = draw(st.sampled_from([None, *runs]))
        words = [chr(98 + number)] * draw(st.integers(1, 3))
        run = signed_run(chain, *words, after=before.head if before else None)
        runs.append(run)
    return runs


def contradictions(runs: Sequence[Run]) -> list[Evidence]:
    headers = [SignedHeader.of(run) for run in runs]
    pairs = (Evidence.pair(one, other) for one, other in combinations(headers, 2))
    return [evidence for evidence in pairs if evidence is not None]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), st.data())
def test_whatever_of_any_tree_of_stories_comes_to_whom_all_end_the_same(
    runs: list[Run], data: st.DataObject
) -> None:
    members = [member(source) for source in (ANA, BO, SourceId(b"E" * 32))]
    good = [signed_run(GOOD, "g")]
    good.append(signed_run(GOOD, "h", after=good[0].head))
    for one in members:
        things = [*runs, *good, *contradictions(runs)]
        for thing in data.draw(st.lists(st.sampled_from(things), max_size=14)):
            give(one, thing)
        if data.draw(st.booleans()):
            other = data.draw(st.sampled_from(members))
            if other is not one:
                Wire(one.dispatcher, other.dispatcher).carry()

    meet(*members)

    assert_the_same(*members)
    for one in members:
        assert GOOD not in one.dispatcher.evidence, "nobody who is honest is accused"
        for evidence in one.dispatcher.evidence.values():
            head = one.dispatcher.stored[CYS]
            assert head.sequence < evidence.place


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), st.data())
def test_who_starts_again_in_between_ends_the_same(runs: list[Run], data: st.DataObject) -> None:
    ana, bo = member(ANA), member(BO)
    for one in (ana, bo):
        for thing in data.draw(st.lists(st.sampled_from([*runs, *contradictions(runs)]))):
            give(one, thing)

    log = ana.dispatcher._parts.log  # pyright: ignore[reportPrivateUsage]
    again = member(ANA, log)

    assert_the_same(ana, again)
    assert again.dispatcher.quarantined == ana.dispatcher.quarantined
    meet(again, bo)
    assert_the_same(again, bo)


def test_evidence_goes_over_a_link_once_and_not_back() -> None:
    ana, bo = member(ANA), member(BO)
    x, y = signed_run(CYS, "x"), signed_run(CYS, "y")
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.dispatcher.receive([x.raw, y.raw])

    wire.carry()
    again = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert [frame.sender for frame in found_in(wire)] == [ana.dispatcher]
    assert found_in(again) == []
    assert wire.runs() == []


def found_in(wire: Wire) -> list[Frame]:
    return [frame for frame in wire.frames if isinstance(frame.message, EvidenceMessage)]


def test_evidence_passes_through_one_who_never_saw_either_story() -> None:
    ana, bo, eve = member(ANA), member(BO), member(SourceId(b"E" * 32))
    x, y = signed_run(CYS, "x"), signed_run(CYS, "y")
    ana.dispatcher.receive([x.raw, y.raw])
    eve.dispatcher.receive([x.raw])

    Wire(ana.dispatcher, bo.dispatcher).carry()
    Wire(bo.dispatcher, eve.dispatcher).carry()

    assert_the_same(ana, bo, eve)
    assert eve.state == ""


def test_what_is_in_doubt_stays_readable_and_takes_no_more_room() -> None:
    ana = member(ANA)
    x, y = signed_run(CYS, "x"), signed_run(CYS, "y")
    ana.dispatcher.receive([x.raw, y.raw])
    head = x.head
    for _ in range(20):
        run = signed_run(CYS, "more", after=head)
        head = run.head
        ana.dispatcher.receive([run.raw])

    [quarantine] = ana.dispatcher.quarantined.values()
    assert [update.action["payload"] for update in quarantine.updates] == ["x"]
    assert runs_kept(ana.dispatcher) == [x.raw]


def runs_kept(dispatcher: Dispatcher) -> list[bytes]:
    log = dispatcher._parts.log  # pyright: ignore[reportPrivateUsage]
    return [stored.run.raw for stored in log.all()]


def test_a_run_stamped_before_its_own_chain_s_is_invalid_for_whoever_gets_it_in_any_order() -> None:
    ana, bo = member(ANA), member(BO)
    first = signed_run(CYS, "a", "b")
    body = write_body([1], [b"\x81\xa4type\xa1x"])
    late = forge(CYS, b"\x81\xa4type\xa1x", after=first.head, timestamps=[1])
    assert late.body == body
    late = Run.build(late.header, body, KeyedSigner(CY).sign(late.packed_header))

    bo.dispatcher.receive([late.raw])  # a gap for Bo, who takes nothing of it
    ana.dispatcher.receive([first.raw])
    Wire(ana.dispatcher, bo.dispatcher).carry()
    bo.dispatcher.receive_evidence([proof(first, late)])
    meet(ana, bo)

    assert_the_same(ana, bo)
    assert ana.state == ""
