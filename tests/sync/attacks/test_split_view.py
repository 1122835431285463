"""Somebody in the middle shows each side another world: it ends at the first second path."""

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.wire.run import Chain
from support.liars import assert_the_same, member, signed_run
from support.replica import ANA, BO, CY, DI
from support.wire import Stranger, Wire

CYS = Chain(CY, Incarnation(0))


def test_two_who_were_shown_different_views_agree_as_soon_as_they_meet_by_any_other_path() -> None:
    ana, bo, eve = member(ANA), member(BO), member(SourceId(b"E" * 32))
    start = signed_run(CYS, "a")
    for one, word in ((ana, "x"), (bo, "w")):
        relay = Stranger(one.dispatcher, DI).greet()
        relay.send(start, signed_run(CYS, word, after=start.head))
    assert (ana.state, bo.state) == ("ax", "aw")

    Wire(ana.dispatcher, eve.dispatcher).carry()
    Wire(eve.dispatcher, bo.dispatcher).carry()
    Wire(eve.dispatcher, ana.dispatcher).carry()

    assert_the_same(ana, bo, eve)
    assert ana.state == "a"


def test_who_is_kept_from_a_part_only_gets_it_by_the_second_path() -> None:
    ana, bo = member(ANA), member(BO)
    start = signed_run(CYS, "a")
    more = signed_run(CYS, "b", after=start.head)
    Stranger(ana.dispatcher, DI).greet().send(start)
    Stranger(bo.dispatcher, DI).greet().send(start, more)

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert_the_same(ana, bo)
    assert ana.state == "ab"
    assert not ana.dispatcher.evidence
