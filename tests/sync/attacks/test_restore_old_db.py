"""An old copy of the data goes on: as a rule nobody sees a fork, and nothing is lost."""

from collections import Counter

from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.sync.log.log import MemoryLog
from support.liars import assert_the_same, meet, member
from support.replica import ANA, BO, CY, Replica
from support.wire import Wire


def copy_of(log: MemoryLog) -> MemoryLog:
    copy = MemoryLog()
    copy.append(list(log.all()), lambda error: None)
    copy.remember(log.facts())
    for chain, kept in log.evidence().items():
        copy.keep_evidence(chain, kept)
    return copy


def letters(one: Replica) -> Counter[str]:
    return Counter(one.state)


def test_who_meets_somebody_that_knows_more_takes_it_over_and_nobody_sees_a_fork() -> None:
    log, bo = MemoryLog(), member(BO)
    ana = member(ANA, log)
    ana.type("a")
    backup = copy_of(log)
    ana.type("bc")
    Wire(ana.dispatcher, bo.dispatcher).carry()

    again = member(ANA, backup)
    again.type("d")
    wire = Wire(again.dispatcher, bo.dispatcher).carry()
    again.type("e")
    wire.carry()

    assert_the_same(again, bo)
    assert letters(bo) == Counter("abcde")
    assert not bo.dispatcher.forks
    assert not again.dispatcher.own_quarantined


def forked() -> tuple[Replica, Replica, MemoryLog, Replica, Replica]:
    """Ana and a copy of her, each of whom met somebody else: "b" and "c", "x" and "y"."""
    log, bo, cy = MemoryLog(), member(BO), member(CY)
    ana = member(ANA, log)
    ana.type("a")
    backup = copy_of(log)
    Wire(ana.dispatcher, bo.dispatcher).carry()
    copied = member(ANA, backup)
    Wire(copied.dispatcher, cy.dispatcher).carry()
    for one, other, what in ((ana, bo, "bc"), (copied, cy, "xy")):
        one.type(what)
        Wire(one.dispatcher, other.dispatcher).carry()
    return ana, copied, backup, bo, cy


def test_two_copies_that_met_different_people_do_their_branches_again_with_one_click_each() -> None:
    ana, copied, _, bo, cy = forked()
    Wire(bo.dispatcher, cy.dispatcher).carry()
    for one in (ana, copied):
        meet(one, bo, cy) if one is ana else meet(bo, cy, one)
    assert_the_same(bo, cy, ana)
    assert bo.state == "a"
    assert [u.action["payload"] for u in ana.dispatcher.own_quarantined] == ["b", "c"]
    assert [u.action["payload"] for u in copied.dispatcher.own_quarantined] == ["x", "y"]

    for one in (ana, copied):
        assert len(one.dispatcher.issue_quarantined_again()) == 2
        assert one.dispatcher.own_quarantined == []
        Wire(one.dispatcher, bo.dispatcher).carry()
    for one in (cy, ana, copied):
        Wire(one.dispatcher, bo.dispatcher).carry()

    assert_the_same(bo, cy, ana, copied)
    assert letters(bo) == Counter("abcxy")


def test_whose_chain_is_forked_goes_on_in_another_by_itself() -> None:
    ana, _, _, bo, cy = forked()
    Wire(bo.dispatcher, cy.dispatcher).carry()
    before = ana.dispatcher.chain
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.type("d")
    wire.carry()

    assert ana.dispatcher.chain != before
    assert bo.state == "ad"


def test_what_was_done_again_is_not_offered_once_more_after_a_restart() -> None:
    _, copied, log, bo, cy = forked()
    meet(bo, cy)
    Wire(copied.dispatcher, bo.dispatcher).carry()

    waiting = member(ANA, copy_of(log))
    assert len(waiting.dispatcher.own_quarantined) == 2, "it waits over a restart"
    copied.dispatcher.issue_quarantined_again()
    again = member(ANA, log)

    assert again.dispatcher.own_quarantined == []
    assert letters(again) == Counter("axy")
    assert again.dispatcher.issue_quarantined_again() == []


def test_who_starts_on_a_forked_chain_of_its_own_does_not_go_on_in_it() -> None:
    ana, _, _, bo, cy = forked()
    meet(bo, cy)
    chain, log = ana.dispatcher.chain, MemoryLog()
    log.append([], lambda error: None)
    for found in bo.dispatcher.evidence.values():
        log.keep_evidence(chain, cy.dispatcher._parts.log.evidence()[found.chain])  # pyright: ignore[reportPrivateUsage]

    again = member(ANA, log)
    again.type("n")
    Wire(again.dispatcher, bo.dispatcher).carry()

    assert again.dispatcher.chain != chain
    assert "n" in bo.state


def test_an_undo_in_doubt_is_about_the_same_action_when_both_are_done_again() -> None:
    ana, _, _, bo, cy = forked()
    update = ana.log[-1]
    ana.store.dispatch(undo(update.name))
    Wire(ana.dispatcher, bo.dispatcher).carry()
    assert ana.state == "ab"
    meet(bo, cy)
    Wire(ana.dispatcher, bo.dispatcher).carry()

    ana.dispatcher.issue_quarantined_again()
    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert ana.state == bo.state == "ab"
