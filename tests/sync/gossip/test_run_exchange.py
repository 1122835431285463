"""Digests and deltas: whatever a peer says, what it lacks gets there, and no more is kept."""

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.gossip import knowledge
from redux_scuttlebutt.sync.gossip.window import WINDOW_BYTES
from redux_scuttlebutt.sync.wire.messages import MAX_ENTRIES, MAX_FRAME_BYTES, Bye, Delta, Digest
from redux_scuttlebutt.sync.wire.run import Chain
from support.logs import SlowLog
from support.net import Net
from support.replica import ANA, BO, CY, DI, assert_equal, replica, typed
from support.wire import Stranger, Wire, entry, forge

BOS, CYS, DIS = (Chain(source, Incarnation(0)) for source in (BO, CY, DI))


def numbered(number: int) -> Chain:
    return Chain(SourceId(number.to_bytes(32, "big")), Incarnation(0))


def test_a_peer_whose_disk_is_slow_is_sent_a_window_s_worth_and_no_more() -> None:
    log = SlowLog()
    ana, bo = replica(ANA), replica(BO, log=log)
    for _ in range(60):
        ana.store.dispatch(typed("a" * 45_000))
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    sent = sum(len(run.raw) for run in wire.runs())
    assert WINDOW_BYTES <= sent < WINDOW_BYTES + MAX_FRAME_BYTES

    while log.writes:  # each acknowledgement opens the window again
        log.finish()
        wire.carry()
    assert_equal(ana, bo)


def test_whoever_waits_for_the_window_is_woken_by_an_acknowledgement() -> None:
    ana = replica(ANA)
    for _ in range(60):
        ana.store.dispatch(typed("a" * 45_000))
    woken: list[int] = []
    stranger = Stranger(ana.dispatcher, wake=lambda: woken.append(1)).greet()
    runs = stranger.hear_runs()
    woken.clear()

    stranger.say(Digest([entry(runs[-1].chain, runs[-1].last, runs[-1].hash[:8])], whole=False))

    assert woken
    assert stranger.hear_runs()


def test_a_fork_does_not_keep_everything_else_from_being_sent() -> None:
    ana, bo = replica(ANA), replica(BO)
    first = forge(CYS, typed("c"))
    ana.dispatcher.receive([first.raw])
    head = first.head
    for _ in range(40):
        run = forge(CYS, typed("c" * 45_000), after=head)
        ana.dispatcher.receive([run.raw])
        head = run.head
    bo.dispatcher.receive([forge(CYS, typed("d")).raw])
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("a")
    wire.carry()

    assert bo.state == ana.state == "a"
    assert ana.dispatcher.forks == bo.dispatcher.forks == {CYS}
    # One run proves it.
    assert len([run for run in wire.runs() if run.chain == CYS]) == 1


def test_a_fork_in_the_middle_of_our_run_does_not_keep_everything_else_from_being_sent() -> None:
    ana, bo = replica(ANA), replica(BO)
    two = forge(CYS, typed("a"), typed("b"))
    ana.dispatcher.receive([two.raw, forge(CYS, typed("c"), after=two.head).raw])
    bo.dispatcher.receive([forge(CYS, typed("d")).raw])
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("e")
    wire.carry()

    assert "e" in bo.state
    assert ana.dispatcher.forks == {CYS}


def test_a_fork_that_goes_on_growing_at_the_other_side_is_shown_once() -> None:
    ana = replica(ANA)
    head = None
    for action in "abcdefgh":
        run = forge(CYS, typed(action), after=head)
        ana.dispatcher.receive([run.raw])
        head = run.head
    stranger = Stranger(ana.dispatcher, DI).greet(entry(CYS, 1, b"another!"))
    assert len(stranger.hear_runs()) == 1

    for last in range(2, 9):  # behind us, and as far as we
        stranger.say(Digest([entry(CYS, last, b"grown...")], whole=last % 2 == 0))

    assert stranger.hear_runs() == []


def test_whoever_could_not_look_at_our_side_of_a_fork_for_a_gap_is_shown_it() -> None:
    ana = replica(ANA)
    first = forge(CYS, typed("c"))
    second = forge(CYS, typed("d"), after=first.head)
    third = forge(CYS, typed("e"), after=second.head)
    ana.dispatcher.receive([run.raw for run in (first, second, third)])
    stranger = Stranger(ana.dispatcher, DI).greet(entry(CYS, 1, first.hash[:8]))
    assert len(stranger.hear_runs()) == 2

    stranger.say(Digest([], whole=True))  # the first was lost: the others said it nothing
    stranger.say(Digest([entry(CYS, 2, b"another!")], whole=True))

    assert [run.raw for run in stranger.hear_runs()] == [second.raw]


def test_a_fork_that_is_resolved_at_the_other_side_is_sent_after_all() -> None:
    ana = replica(ANA)
    first = forge(CYS, typed("c"))
    second = forge(CYS, typed("d"), after=first.head)
    ana.dispatcher.receive([first.raw, second.raw])
    stranger = Stranger(ana.dispatcher, DI).greet(entry(CYS, 1, b"another!"))
    assert len(stranger.hear_runs()) == 1

    stranger.say(Digest([entry(CYS, 1, b"another!")], whole=True))
    assert stranger.hear_runs() == []
    stranger.say(Digest([], whole=True))

    assert [run.raw for run in stranger.hear_runs()] == [first.raw, second.raw]


def test_who_takes_a_fork_back_is_sent_the_other_story_once() -> None:
    ana = replica(ANA)
    first = forge(CYS, typed("c"))
    second = forge(CYS, typed("d"), after=first.head)
    ana.dispatcher.receive([first.raw, second.raw])
    stranger = Stranger(ana.dispatcher, CY).greet(entry(CYS, 2, b"another!"))

    stranger.say(Digest([entry(CYS, 1, first.hash[:8])], whole=True))

    assert [run.raw for run in stranger.hear_runs()] == [second.raw]


def test_two_replicas_with_a_fork_compare_less_and_less_often() -> None:
    net = Net(2, [(0, 1)])
    ana, bo = net.replicas
    ana.dispatcher.receive([forge(CYS, typed("c")).raw])
    bo.dispatcher.receive([forge(CYS, typed("d")).raw])
    net.run(100)

    frames = net.run(1000)

    assert len([frame for frame in frames if isinstance(frame.message, Digest)]) < 30
    assert not [frame for frame in frames if isinstance(frame.message, Delta)]


def test_what_is_withdrawn_while_it_was_to_be_sent_ends_no_conversation() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.type("ab")
    assert not wire.sessions[0].is_quiet  # it knows what is to be sent
    chain = ana.dispatcher.chain

    Stranger(ana.dispatcher, CY).greet(entry(chain, 9, b"whatever"))
    wire.carry()

    assert [session.over for session in wire.sessions] == [None, None]
    assert_equal(ana, bo)


def test_an_acknowledgement_of_what_is_withdrawn_meanwhile_is_not_said() -> None:
    ana = replica(ANA)
    ana.type("a")
    chain = ana.dispatcher.chain
    stranger = Stranger(ana.dispatcher).greet()
    [run] = ana.log[:1]
    stranger.session.next_frame()
    stranger.session.next_frame()

    stranger.say(Digest([entry(chain, 1, b"whatever")], whole=False))

    assert chain not in ana.dispatcher.stored
    assert run.action in [update.action for update in ana.log]
    assert stranger.session.over is None
    assert [m for m in stranger.hear() if isinstance(m, Bye)] == []


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_peer_that_speaks_of_chains_without_end_does_not_fill_our_memory(
    monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    monkeypatch.setattr(knowledge, "MAX_UNKNOWN", 3000)
    stranger = Stranger(replica(ANA).dispatcher).greet()

    for part in range(10):
        first = part * MAX_ENTRIES
        entries = [entry(numbered(first + n), 1) for n in range(MAX_ENTRIES)]
        stranger.say(Digest(entries, whole=is_whole, more=is_whole))
    stranger.say(Digest([], whole=is_whole))

    assert stranger.session.over is None
    assert len(stranger.session.held) == 3000


def test_a_peer_that_does_not_listen_and_leaves_gaps_is_not_answered_without_end() -> None:
    stranger = Stranger(replica(ANA).dispatcher).greet()
    stranger.hear()
    for number in range(1, 200):
        first = forge(numbered(number), typed("a"))
        stranger.send(forge(numbered(number), typed("b"), after=first.head))

    assert [type(message) for message in stranger.hear()] == [Digest]


def test_a_peer_that_shows_another_end_of_a_chain_is_sent_ours_and_believed_nothing() -> None:
    bo = replica(ANA)
    run = forge(BOS, typed("a"))
    bo.dispatcher.receive([run.raw])
    stranger = Stranger(bo.dispatcher).greet()
    stranger.hear()

    for _ in range(3):
        stranger.say(Digest([entry(BOS, 1, b"another!")], whole=False))

    assert [run.raw] == [sent.raw for sent in stranger.hear_runs()]
    assert bo.dispatcher.forks == set()


def test_two_ends_of_one_chain_become_known_to_both_sides() -> None:
    ana, bo = replica(ANA), replica(DI)
    ana.dispatcher.receive([forge(BOS, typed("a")).raw])
    bo.dispatcher.receive([forge(BOS, typed("b")).raw])

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert ana.dispatcher.forks == bo.dispatcher.forks == {BOS}


def test_a_newcomer_is_given_whole_frames_of_one_chain_after_the_other() -> None:
    ana = replica(ANA)
    for chain in (BOS, CYS, DIS):
        head = None
        for _ in range(40):
            run = forge(chain, *[typed("a" * 50)] * 60, after=head)
            ana.dispatcher.receive([run.raw])
            head = run.head
    stranger = Stranger(ana.dispatcher, SourceId(b"E" * 32)).greet()

    deltas = [message for message in stranger.hear() if isinstance(message, Delta)]

    per_frame = [len({run[33:65] for run in delta.runs}) for delta in deltas]
    assert per_frame.count(1) > len(per_frame) / 2
