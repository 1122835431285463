"""What is in doubt: out of the history, bounded, kept over a restart, and offered again."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId, Update
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.intake import quarantine
from redux_scuttlebutt.sync.log.log import Kept, MemoryLog
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.wire.evidence import Evidence
from redux_scuttlebutt.sync.wire.run import Chain, Head
from support.liars import assert_the_same, member, proof, signed_run
from support.logs import SlowLog
from support.replica import ANA, BO, CY, typed
from support.wire import forge

CYS = Chain(CY, Incarnation(0))
START = signed_run(CYS, "a", "b")
X = signed_run(CYS, "x", after=START.head)
Y = signed_run(CYS, "y", after=START.head)


def letters(updates: Iterable[Update]) -> str:
    return "".join(update.action["payload"] for update in updates)


def test_what_is_in_doubt_is_out_of_the_history_and_listed() -> None:
    ana = member(ANA)
    told: list[Chain] = []
    ana.dispatcher.on("fork", told.append)
    ana.dispatcher.receive([START.raw, X.raw])

    ana.dispatcher.receive([Y.raw])

    assert ana.state == "ab"
    assert told == [CYS]
    assert ana.dispatcher.stored[CYS] == ana.dispatcher.received[CYS] == START.head
    assert letters(ana.dispatcher.quarantined[CYS].updates) == "x"
    assert ana.dispatcher.quarantined[CYS].place == 3


def test_two_branches_in_one_batch_are_in_doubt_at_once() -> None:
    ana = member(ANA)

    ana.dispatcher.receive([START.raw, X.raw, Y.raw])

    assert ana.state == "ab"


def test_a_lower_place_takes_more_out_and_no_higher_one_brings_anything_back() -> None:
    ana = member(ANA)
    other = signed_run(CYS, "o")
    ana.dispatcher.receive([START.raw, X.raw, other.raw])
    assert (ana.state, letters(ana.dispatcher.quarantined[CYS].updates)) == ("", "abx")

    ana.dispatcher.receive_evidence([proof(X, Y)])

    assert ana.dispatcher.evidence[CYS].place == 1
    assert ana.state == ""


def test_a_run_of_ours_that_covers_the_place_goes_as_a_whole_for_everybody() -> None:
    ana, bo = member(ANA), member(BO)
    long = signed_run(CYS, "a", "b", "c")
    late = signed_run(CYS, "z", after=Head(2, b"h" * 32, 2))
    for one in (ana, bo):
        one.dispatcher.receive([long.raw])

    ana.dispatcher.receive_evidence([proof(late, signed_run(CYS, "w", after=Head(2, b"g" * 32)))])

    assert ana.dispatcher.evidence[CYS].place == 1
    bo.dispatcher.receive_evidence(list(ana.dispatcher.evidence.values()))
    assert_the_same(ana, bo)


def test_what_is_still_on_its_way_to_the_disk_does_not_count_when_it_gets_there() -> None:
    log = SlowLog()
    ana = member(ANA, log)
    ana.dispatcher.receive([START.raw])
    ana.dispatcher.receive([X.raw])

    ana.dispatcher.receive([Y.raw])
    while log.writes:
        log.finish()

    assert ana.dispatcher.stored[CYS] == START.head
    assert letters(ana.dispatcher.quarantined[CYS].updates) == "x"
    assert [stored.run.raw for stored in log.all()] == [START.raw, X.raw], "it stays on disk"


def test_who_lacks_part_of_what_counts_still_takes_that_and_no_more() -> None:
    ana = member(ANA)
    ana.dispatcher.receive_evidence([proof(X, Y)])

    ana.dispatcher.receive([START.raw, X.raw])
    ana.dispatcher.receive([Y.raw, signed_run(CYS, "m", after=Y.head).raw])

    assert ana.state == "ab"
    assert ana.dispatcher.quarantined[CYS].updates == ()


def test_evidence_that_is_not_signed_by_its_source_changes_nothing() -> None:
    ana = member(ANA)
    ana.dispatcher.receive([START.raw, X.raw])
    forged = forge(CYS, typed("f"), after=START.head)

    with pytest.raises(BadRun, match="signature"):
        ana.dispatcher.receive_evidence([proof(X, forged)])

    assert not ana.dispatcher.evidence
    assert ana.state == "abx"


def test_only_so_many_chains_are_held_in_quarantine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "MAX_FORKS", 3)
    ana = member(ANA)

    for number in range(5):
        chain = Chain(SourceId(bytes([number]) * 32), Incarnation(0))
        found = proof(signed_run(chain, "x"), signed_run(chain, "y"))
        ana.dispatcher.receive_evidence([found])

    assert len(ana.dispatcher.evidence) == 3


def test_it_is_the_same_after_a_restart_from_disk(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite", deliver=None)
    ana = member(ANA, log)
    ana.dispatcher.receive([START.raw, X.raw, Y.raw])
    ana.type("n")
    ana.dispatcher.close()

    again = member(ANA, SqliteLog(tmp_path / "log.sqlite", deliver=None))

    assert_the_same(ana, again)
    assert again.state == "abn"
    assert letters(again.dispatcher.quarantined[CYS].updates) == "x"
    again.dispatcher.close()


def test_a_fork_that_mending_brings_to_light_while_closing_is_found_after_the_start(
    tmp_path: Path,
) -> None:
    path, later = tmp_path / "log.sqlite", list[Callable[[], object]]()
    middle = signed_run(CYS, "m", after=START.head)
    end, other = (signed_run(CYS, text, after=middle.head) for text in "eo")
    ana = member(ANA, SqliteLog(path, deliver=None))
    ana.dispatcher.receive([START.raw, middle.raw, end.raw])
    ana.dispatcher.close()
    damage = open_writer(path, None)
    damage.execute("UPDATE runs SET raw = zeroblob(length(raw)) WHERE first = 3")
    damage.close()

    ana = member(ANA, SqliteLog(path, deliver=later.append))
    assert ana.state == "ab"
    ana.dispatcher.receive([middle.raw, other.raw])
    ana.dispatcher.close()

    ana = member(ANA, SqliteLog(path, deliver=None))
    assert (ana.state, dict(ana.dispatcher.evidence)) == ("abme", {})
    ana.dispatcher.receive([other.raw])
    assert (ana.state, ana.dispatcher.evidence[CYS].place) == ("abm", 4)
    ana.dispatcher.close()


def test_evidence_on_disk_that_cannot_be_read_is_passed_over() -> None:
    log = MemoryLog()
    log.keep_evidence(CYS, Kept(b"nonsense"))
    log.keep_evidence(Chain(BO, Incarnation(0)), Kept(proof(X, Y).raw))

    assert not member(ANA, log).dispatcher.evidence


def test_a_clearer_proof_of_the_same_place_takes_nothing_more_out() -> None:
    ana = member(ANA)
    ana.dispatcher.receive([START.raw, X.raw])
    found: list[Evidence] = [
        proof(X, signed_run(CYS, word, after=START.head)) for word in ("p", "q", "r", "s")
    ]
    forks: list[Chain] = []
    ana.dispatcher.on("fork", forks.append)

    for evidence in found:
        ana.dispatcher.receive_evidence([evidence])

    best = min(found, key=lambda evidence: evidence.rank)
    assert ana.dispatcher.evidence[CYS].raw == best.raw
    assert forks == [CYS]
    assert ana.state == "ab"
