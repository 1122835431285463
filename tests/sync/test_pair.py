from itertools import pairwise

import pytest

from redux_scuttlebutt.sync.clock import LamportClock
from redux_scuttlebutt.sync.pair import pair
from support.replica import ANA, BO, CY, DI, assert_equal, replica


def test_when_a_dispatch_returns_both_have_everything() -> None:
    ana, bo = replica(ANA), replica(BO)
    pair(ana.dispatcher, bo.dispatcher)

    for who, letter in ((ana, "a"), (bo, "b"), (ana, "c")):
        who.type(letter)
        assert_equal(ana, bo)


def test_what_was_there_before_is_exchanged_at_once() -> None:
    ana, bo = replica(ANA), replica(BO)
    ana.type("ac")
    bo.type("bd")

    pair(ana.dispatcher, bo.dispatcher)

    assert_equal(ana, bo)
    assert sorted(ana.state) == list("abcd")


def test_a_cut_separates_and_joining_brings_what_was_missed() -> None:
    ana, bo = replica(ANA), replica(BO)
    link = pair(ana.dispatcher, bo.dispatcher)

    link.cut()
    link.cut()
    assert not link.is_joined
    ana.type("a")
    bo.type("b")
    assert (ana.state, bo.state) == ("a", "b")

    link.join()
    link.join()
    assert link.is_joined
    assert_equal(ana, bo)


def test_updates_travel_along_a_chain_of_links() -> None:
    replicas = [replica(source) for source in (ANA, BO, CY, DI)]
    for one, other in pairwise(replicas):
        pair(one.dispatcher, other.dispatcher)

    replicas[0].type("ab")
    replicas[3].type("cd")

    assert_equal(*replicas)
    assert replicas[1].state == "abcd"


def test_links_in_a_ring_come_to_rest() -> None:
    ring = [replica(source) for source in (ANA, BO, CY)]
    for one, other in ((0, 1), (1, 2), (2, 0)):
        pair(ring[one].dispatcher, ring[other].dispatcher)

    for who in ring:
        who.type("ab")

    assert_equal(*ring)
    assert len(ring[0].log) == 6


def test_a_refusal_is_raised_with_its_reason() -> None:
    ana, bo = replica(ANA, first="before"), replica(BO)

    with pytest.raises(ConnectionError, match="states differ before the first action"):
        pair(ana.dispatcher, bo.dispatcher)


def test_after_a_refusal_both_go_on_alone() -> None:
    ana, bo = replica(ANA, clock=LamportClock()), replica(BO)
    with pytest.raises(ConnectionError, match="clock"):
        pair(ana.dispatcher, bo.dispatcher)

    ana.type("a")
    bo.type("b")

    assert (ana.state, bo.state) == ("a", "b")


def test_cutting_while_frames_fly_is_harmless() -> None:
    ana, bo = replica(ANA), replica(BO)
    link = pair(ana.dispatcher, bo.dispatcher)
    off = bo.store.subscribe(link.cut)

    ana.type("a")
    assert not link.is_joined
    off()
    ana.type("b")
    link.join()

    assert_equal(ana, bo)


def test_a_link_costs_nothing_once_it_is_cut() -> None:
    ana, bo = replica(ANA), replica(BO)
    link = pair(ana.dispatcher, bo.dispatcher)
    heard: list[object] = []

    for _ in range(6):
        link.cut()
        link.join()
    bo.dispatcher.on("stored", heard.append)
    ana.type("a")

    assert len(heard) == 1
