"""Digests that nobody signs: what they may cost, and whom they may not disturb."""

import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.messages import Delta, Digest
from redux_scuttlebutt.sync.wire.run import Chain
from support.replica import ANA, BO, CY, Replica, replica, typed
from support.virtual_time import VirtualTime
from support.wire import Stranger, Wire, entry, forge


def under_way() -> tuple[VirtualTime, Replica, Stranger]:
    """Ana has written something that is on disk, and Bo, whose link is slow, does not have it."""
    time = VirtualTime()
    ana = replica(ANA, scheduler=time)
    bo = Stranger(ana.dispatcher, BO).greet()
    bo.hear()
    ana.type("hi")
    ana.dispatcher.flush()
    time.settle()
    return time, ana, bo


def test_what_one_peer_makes_up_of_us_does_not_break_the_link_to_another() -> None:
    # Ana wrote on the way to Bo, whose link is slow, when Cy claims to know another past.
    time, ana, bo = under_way()
    assert not bo.session.is_quiet
    before = ana.dispatcher.chain

    Stranger(ana.dispatcher, CY).greet(entry(before, 100))
    time.pass_time(1)

    assert ana.dispatcher.chain != before
    assert bo.session.stage is Stage.OPEN
    assert [run.chain for run in bo.hear_runs()] == [ana.dispatcher.chain]
    assert ana.state == "hi"


def test_what_was_to_be_acknowledged_may_be_withdrawn_meanwhile() -> None:
    time, ana, bo = under_way()
    head = ana.dispatcher.stored[ana.dispatcher.chain]
    bo.say(Digest([entry(ana.dispatcher.chain, 2, head.hash[:8])], whole=False))
    assert not bo.session.is_quiet

    Stranger(ana.dispatcher, CY).greet(entry(ana.dispatcher.chain, 100))
    time.pass_time(1)

    assert [run.chain for run in bo.hear_runs()] == [ana.dispatcher.chain]


@pytest.mark.parametrize("whole", [True, False])
def test_one_session_costs_one_incarnation_at_most(whole: bool) -> None:
    ana = replica(ANA)
    ana.type("hi")
    cy = Stranger(ana.dispatcher, CY).greet()
    first = ana.dispatcher.chain
    seen = [first]

    for _ in range(20):
        cy.say(Digest([entry(ana.dispatcher.chain, 2**53 - 1, b"another!")], whole=whole))
        ana.type("h")
        cy.hear()
        seen.append(ana.dispatcher.chain)

    assert len(set(seen)) == 2, "one of them was made up"
    assert cy.session.stage is Stage.OPEN


def test_a_digest_that_claims_nothing_again_and_again_is_answered_once() -> None:
    ana = replica(ANA)
    ana.type("hi" * 100)
    cy = Stranger(ana.dispatcher, CY).greet()
    deltas = len([message for message in cy.hear() if isinstance(message, Delta)])

    for _ in range(50):
        cy.say(Digest([], whole=True))

    assert sum(isinstance(message, Delta) for message in cy.hear()) == deltas


def test_nobody_is_accused_of_a_fork_by_a_digest() -> None:
    ana, bo = replica(ANA), replica(BO)
    bo.type("hi")
    Wire(ana.dispatcher, bo.dispatcher).carry()
    liar = Stranger(ana.dispatcher, CY).greet()
    liar.hear()

    for _ in range(3):
        liar.say(Digest([entry(bo.dispatcher.chain, 2, b"another!")], whole=False))
        liar.say(Digest([entry(bo.dispatcher.chain, 2, b"another!")], whole=True))

    assert not ana.dispatcher.forks
    assert len([run for run in liar.hear_runs() if run.chain == bo.dispatcher.chain]) == 1
    assert liar.session.is_quiet


def test_two_who_have_other_runs_at_one_place_both_learn_of_the_fork() -> None:
    ana, bo = replica(ANA), replica(BO)
    for one, word in ((ana, "a"), (bo, "b")):
        Stranger(one.dispatcher, CY).greet().send(forge(Chain(CY, Incarnation(0)), typed(word)))

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert ana.dispatcher.forks == bo.dispatcher.forks == {Chain(CY, Incarnation(0))}
    assert [session.over for session in wire.sessions] == [None, None]
    assert (ana.state, bo.state) == ("", ""), "neither of them counts"
