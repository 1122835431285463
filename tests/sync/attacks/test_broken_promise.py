"""A source stamps below what it has promised: that is evidence, also for who had no promise."""

from itertools import permutations

import pytest

from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.wire.evidence import Evidence, SignedHeader
from redux_scuttlebutt.sync.wire.run import Chain, Run
from support.liars import assert_the_same, give, meet, member, signed_run, standing
from support.logs import SlowLog
from support.net import Net, chain_of
from support.replica import ANA, BO, CY
from support.wire import Wire

CYS = Chain(CY, Incarnation(0))
FIRST = signed_run(CYS, "a")
LATE = signed_run(CYS, "b", after=FIRST.head)  # stamped 2
PROMISE = standing(CYS, 1, 2)


def broken() -> Evidence:
    evidence = Evidence.promise(SignedHeader.of(LATE), PROMISE)
    assert evidence is not None
    return evidence


THINGS: dict[str, Run | Fact | Evidence] = {"late": LATE, "promise": PROMISE, "proof": broken()}
ORDERS = [order for length in range(4) for order in permutations(THINGS, length)]


@pytest.mark.parametrize("first", ORDERS, ids="-".join)
@pytest.mark.parametrize("second", ORDERS, ids="-".join)
def test_in_whatever_order_the_promise_the_late_run_and_the_proof_come_all_end_the_same(
    first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    ana, bo = member(ANA), member(BO)
    for one, arrivals in ((ana, first), (bo, second)):
        give(one, FIRST)
        for name in arrivals:
            give(one, THINGS[name])

    meet(ana, bo)

    assert_the_same(ana, bo)
    told = {*first, *second}
    is_proved = "proof" in told or {"late", "promise"} <= told
    assert ana.state == ("a" if is_proved or "late" not in told else "ab")
    assert (CYS in bo.dispatcher.evidence) == is_proved


def test_who_has_heard_of_no_promise_ends_like_those_who_had_one() -> None:
    ana, bo = member(ANA), member(BO)
    for run in (FIRST, LATE):
        give(ana, run)
    assert ana.state == "ab"
    give(bo, PROMISE)

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_the_same(ana, bo)
    assert ana.state == "a"
    [quarantine] = ana.dispatcher.quarantined.values()
    assert [update.action["payload"] for update in quarantine.updates] == ["b"]


def test_a_late_run_that_is_not_on_disk_yet_is_judged_like_any_other() -> None:
    log = SlowLog()
    ana = member(ANA, log)
    for thing in (FIRST, LATE, PROMISE):
        give(ana, thing)
    while log.writes:
        log.finish()

    assert ana.state == "a"
    assert ana.dispatcher.stored[CYS] == FIRST.head
    assert len(ana.dispatcher.quarantined[CYS].updates) == 1


def test_a_run_that_was_issued_before_the_promise_may_come_late() -> None:
    ana = member(ANA)
    give(ana, standing(CYS, 2, 2))
    for run in (FIRST, LATE):
        give(ana, run)

    assert ana.state == "ab"
    assert not ana.dispatcher.evidence


def test_nobody_honest_breaks_a_promise_however_busy_they_are() -> None:
    net = Net(4, chain_of(4))
    for round_ in range(40):
        for number, one in enumerate(net.replicas):
            if (round_ + number) % 3 == 0:
                one.type("ab")
        net.run(0.7)
    net.run(20)

    assert not any(one.dispatcher.evidence for one in net.replicas)
    final = [one.dispatcher.agreement.final for one in net.replicas]
    assert min(final) >= max(update.timestamp for update in net.replicas[0].log)


def test_a_forked_chain_holds_nothing_up() -> None:
    net = Net(3, chain_of(3))
    ana, bo, cy = net.replicas
    cy.type("c")
    net.run(10)
    chain = cy.dispatcher.chain
    net.cut(1, 2)  # Cy says nothing any more; what was said of it is a fork
    head = ana.dispatcher.stored[chain]
    bo.dispatcher.receive([signed_run(chain, word, after=head).raw for word in "xy"])
    ana.type("a")
    net.run(20)

    for one in (ana, bo):
        assert one.dispatcher.forks == {chain}
        assert one.dispatcher.agreement.final >= max(u.timestamp for u in one.log)
        assert one.dispatcher.agreement.stored_by_all >= max(u.timestamp for u in one.log)
