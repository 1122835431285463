"""Evidence on its way: to whoever has other evidence, once, and to nobody else."""

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.messages import MAX_FOUND, Delta, Digest, Entry, Evidence
from redux_scuttlebutt.sync.wire.run import Chain
from support.liars import assert_the_same, meet, member, proof, signed_run
from support.replica import ANA, BO, CY, DI
from support.wire import Stranger, Wire

CYS = Chain(CY, Incarnation(0))
START = signed_run(CYS, "a")
X, Y, Z = (signed_run(CYS, word, after=START.head) for word in "xyz")


def stranger_of(dispatcher: Dispatcher, *entries: Entry) -> Stranger:
    return Stranger(dispatcher, DI).greet(*entries)


def evidence_in(stranger: Stranger) -> list[bytes]:
    return [raw for m in stranger.hear() if isinstance(m, Evidence) for raw in m.found]


def test_whoever_names_no_evidence_is_sent_ours_and_no_second_time() -> None:
    ana = member(ANA)
    ana.dispatcher.receive([START.raw, X.raw, Y.raw])
    [ours] = ana.dispatcher.evidence.values()
    stranger = stranger_of(ana.dispatcher)

    assert evidence_in(stranger) == [ours.raw]
    for whole in (True, False, True):
        stranger.say(Digest([Entry(CY, 0, 1, START.hash[:8])], whole=whole))
    assert evidence_in(stranger) == []


def test_whoever_names_the_same_evidence_is_sent_none() -> None:
    ana = member(ANA)
    ana.dispatcher.receive([START.raw, X.raw, Y.raw])
    [ours] = ana.dispatcher.evidence.values()

    stranger = stranger_of(ana.dispatcher, Entry(CY, 0, 1, START.hash[:8], ours.mark))

    assert evidence_in(stranger) == []
    assert stranger.session.is_quiet


def test_of_two_who_have_other_evidence_both_end_with_the_better_one() -> None:
    ana, bo = member(ANA), member(BO)
    ana.dispatcher.receive([START.raw, X.raw, Y.raw])
    bo.dispatcher.receive([START.raw, Z.raw, Y.raw])

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_the_same(ana, bo)
    assert len([f for f in wire.frames if isinstance(f.message, Evidence)]) <= 2
    again = Wire(ana.dispatcher, bo.dispatcher).carry()
    assert not [f for f in again.frames if isinstance(f.message, Evidence | Delta)]


def test_the_digest_of_a_forked_chain_names_what_counts_of_it() -> None:
    ana, bo = member(ANA), member(BO)
    ana.dispatcher.receive([START.raw, X.raw, Y.raw])
    bo.dispatcher.receive([signed_run(CYS, "p").raw, signed_run(CYS, "q").raw])

    entries = [
        entry
        for one in (ana, bo)
        for message in stranger_of(one.dispatcher).hear()
        if isinstance(message, Digest)
        for entry in message.entries
    ]

    marks = [one.dispatcher.evidence[CYS].mark for one in (ana, bo)]
    assert entries == [
        Entry(CY, 0, 1, START.hash[:8], marks[0]),
        Entry(CY, 0, 0, bytes(8), marks[1]),
    ]


def test_a_peer_that_sends_what_proves_nothing_is_left() -> None:
    ana = member(ANA)
    stranger = stranger_of(ana.dispatcher)

    stranger.say(Evidence([b"\0" + bytes(462)]))

    assert stranger.session.stage is Stage.OVER
    assert ana.dispatcher.stats["evidence_refused"] == 1
    assert ana.dispatcher.stats["evidence_accepted"] == 0


def test_much_evidence_goes_in_parts() -> None:
    ana, bo = member(ANA), member(BO)
    for number in range(MAX_FOUND * 2 + 1):
        chain = Chain(SourceId(number.to_bytes(32, "big")), Incarnation(0))
        ana.dispatcher.receive_evidence([proof(signed_run(chain, "x"), signed_run(chain, "y"))])

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert [len(f.message.found) for f in wire.frames if isinstance(f.message, Evidence)] == [
        MAX_FOUND, MAX_FOUND, 1,
    ]  # fmt: skip
    assert_the_same(ana, bo)
    assert bo.dispatcher.stats["evidence_accepted"] == MAX_FOUND * 2 + 1


def test_a_digest_of_a_liar_costs_one_run_and_accuses_nobody() -> None:
    ana = member(ANA)
    ana.dispatcher.receive([START.raw])
    stranger = stranger_of(ana.dispatcher)
    stranger.hear()

    for number in range(5):
        claims = [Entry(CY, 0, 1, b"another%d" % number, b"evidence")]
        stranger.say(Digest(claims, whole=bool(number % 2)))

    assert [run.raw for run in stranger.hear_runs()] == [START.raw]
    assert not ana.dispatcher.evidence


def test_who_ends_in_the_middle_of_our_last_run_is_shown_it() -> None:
    ana, bo = member(ANA), member(BO)
    ana.dispatcher.receive([START.raw, signed_run(CYS, "p", "q", "r", after=START.head).raw])
    bo.dispatcher.receive([START.raw, X.raw])

    meet(ana, bo)

    assert_the_same(ana, bo)
    assert ana.state == "a"
