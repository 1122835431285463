"""What a window is told of chains that are in doubt."""

import pytest

from redux_scuttlebutt.app.aside import PROMISE_BROKEN, TWO_HISTORIES, set_aside
from redux_scuttlebutt.store.update import Incarnation
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.intake.quarantine import Quarantines
from redux_scuttlebutt.sync.wire.run import Chain
from redux_scuttlebutt.ui.ports import Quarantined
from support.liars import give, member, proof, signed_run, standing
from support.replica import ANA, BO, CY, typed

CYS, BOS = Chain(CY, Incarnation(0)), Chain(BO, Incarnation(0))
FIRST = signed_run(CYS, "a")
ONE, OTHER = (signed_run(CYS, *words, after=FIRST.head) for words in ("bc", "d"))


def test_where_nobody_contradicts_himself_nothing_is_set_aside() -> None:
    ana = member(ANA)
    give(ana, FIRST)

    assert set_aside(ana.dispatcher) == ()


def test_of_two_histories_the_one_that_came_here_is_shown() -> None:
    ana = member(ANA)
    for run in (FIRST, ONE, OTHER):
        give(ana, run)

    [found] = set_aside(ana.dispatcher)

    assert [update.action for update in found.updates] == [typed("b"), typed("c")]
    first = found.updates[0].timestamp
    assert found == Quarantined(CY, first, found.updates, TWO_HISTORIES)


def test_a_fork_of_which_only_the_proof_came_is_shown_too() -> None:
    ana = member(ANA)
    give(ana, proof(ONE, OTHER))

    [found] = set_aside(ana.dispatcher)

    assert (found.source, found.updates, found.reason) == (CY, (), TWO_HISTORIES)


def test_a_broken_promise_is_told_as_one() -> None:
    ana = member(ANA)
    for thing in (FIRST, standing(CYS, 1, 2), ONE):
        give(ana, thing)

    [found] = set_aside(ana.dispatcher)

    assert (found.source, len(found.updates), found.reason) == (CY, 2, PROMISE_BROKEN)


def test_several_stand_in_the_order_of_their_keys_whichever_was_found_first() -> None:
    ana = member(ANA)
    give(ana, proof(ONE, OTHER))
    give(ana, proof(signed_run(BOS, "a"), signed_run(BOS, "b")))

    assert [found.source for found in set_aside(ana.dispatcher)] == [BO, CY]


def test_what_cannot_be_read_is_shown_without_its_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = member(ANA)
    for run in (FIRST, ONE, OTHER):
        give(ana, run)

    def fail(*_details: object) -> None:
        raise LogFailed("disk I/O error")

    monkeypatch.setattr(Quarantines, "__getitem__", fail)

    assert [found.updates for found in set_aside(ana.dispatcher)] == [()]
