"""What every log must do. Subclass, give a `log`, and pytest finds the tests."""

from collections.abc import Sequence

import pytest

from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.log.log import MAX_BLOB_BYTES, Kept, Log, Stored
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run

from .runs import ANA, BO, make_runs, stored

__all__ = ["LogSuite", "fact", "keep", "raws", "save", "withdraw"]


def save(log: Log, runs: Sequence[Stored]) -> BaseException | None:
    """Append to a log that tells at once, and return what it told."""
    told: list[BaseException | None] = []
    log.append(runs, told.append)
    [error] = told
    return error


def withdraw(log: Log, chain: Chain, after: int) -> BaseException | None:
    """Withdraw from a log that tells at once, and return what it told."""
    told: list[BaseException | None] = []
    log.withdraw(chain, after, told.append)
    [error] = told
    return error


def keep(log: Log, hash: bytes, data: bytes) -> BaseException | None:
    """Keep a blob in a log that tells at once, and return what it told."""
    told: list[BaseException | None] = []
    log.keep_blob(hash, data, told.append)
    [error] = told
    return error


def fact(chain: Chain, key: str, version: int, value: bytes = b"") -> Fact:
    return Fact(chain.source, key, version, value, bytes(64))


def raws(runs: Sequence[Run]) -> list[bytes]:
    return [run.raw for run in runs]


class LogSuite:
    """Subclasses have a fixture `log`: an empty one that tells `saved` before `append` returns."""

    def test_a_new_log_has_nothing(self, log: Log) -> None:
        assert log.heads() == {}
        assert list(log.all()) == []
        assert log.runs_after(ANA, 0, max_bytes=1000) == []

    def test_what_is_saved_comes_back_as_it_was_and_when_it_came(self, log: Log) -> None:
        runs = stored(*make_runs(ANA, 3), *make_runs(BO, 2))

        assert save(log, runs) is None

        assert [(s.run.raw, s.arrived) for s in log.all()] == [(s.run.raw, s.arrived) for s in runs]

    def test_runs_come_back_in_the_order_of_arrival(self, log: Log) -> None:
        ana, bo = make_runs(ANA, 2), make_runs(BO, 2)

        for run in (bo[0], ana[0], bo[1], ana[1]):
            assert save(log, stored(run)) is None

        assert raws([s.run for s in log.all()]) == raws([bo[0], ana[0], bo[1], ana[1]])

    def test_heads_say_how_far_each_chain_goes(self, log: Log) -> None:
        ana, bo = make_runs(ANA, 3), make_runs(BO, 1)

        save(log, stored(*ana, *bo))

        assert log.heads() == {ANA: ana[2].head, BO: bo[0].head}

    def test_heads_taken_before_stay_as_they_were(self, log: Log) -> None:
        before = log.heads()

        save(log, stored(*make_runs(ANA, 1)))

        assert before == {}

    def test_two_incarnations_of_a_source_are_two_chains(self, log: Log) -> None:
        again = BO._replace(source=ANA.source)
        first, second = make_runs(ANA, 2), make_runs(again, 3)

        save(log, stored(*first, *second))

        assert raws(log.runs_after(ANA, 0, max_bytes=10**6)) == raws(first)
        assert raws(log.runs_after(again, 0, max_bytes=10**6)) == raws(second)

    @pytest.mark.parametrize(("after", "left"), [(0, 4), (1, 3), (2, 3), (7, 0), (8, 0), (99, 0)])
    def test_a_peer_gets_the_runs_that_begin_behind_its_own(
        self, log: Log, after: int, left: int
    ) -> None:
        runs = make_runs(ANA, 4, updates=2)
        save(log, stored(*runs))

        found = log.runs_after(ANA, after, max_bytes=10**6)

        assert raws(found) == raws(runs[4 - left :])

    def test_as_many_runs_as_fit_are_given_but_at_least_one(self, log: Log) -> None:
        runs = make_runs(ANA, 4)
        save(log, stored(*runs))
        size = len(runs[0].raw)

        found = [len(log.runs_after(ANA, 0, max_bytes=n)) for n in (0, 1, size, 2 * size - 1)]

        assert found == [1, 1, 1, 1]
        assert len(log.runs_after(ANA, 0, max_bytes=2 * size)) == 2
        assert len(log.runs_after(ANA, 0, max_bytes=4 * size)) == 4

    def test_nothing_to_append_is_saved_too(self, log: Log) -> None:
        assert save(log, []) is None
        assert log.heads() == {}

    def test_who_is_told_may_append_more(self, log: Log) -> None:
        first, second = make_runs(ANA, 2)
        told: list[str] = []

        def more(_error: BaseException | None) -> None:
            told.append("first")
            log.append(stored(second), lambda _: told.append("second"))

        log.append(stored(first), more)

        assert told == ["first", "second"]
        assert raws(log.runs_after(ANA, 0, max_bytes=10**6)) == raws([first, second])

    def test_reading_all_is_not_disturbed_by_what_arrives_meanwhile(self, log: Log) -> None:
        runs = make_runs(ANA, 200)
        save(log, stored(*runs[:150]))

        reading = log.all()
        seen = [next(reading).run.raw]
        save(log, stored(*runs[150:]))
        seen += [s.run.raw for s in reading]

        assert seen == raws(runs[:150])
        assert len(log.runs_after(ANA, 0, max_bytes=10**6)) == 200

    def test_a_long_chain_can_be_followed_on(self, log: Log) -> None:
        head = Head()
        for _ in range(5):
            runs = make_runs(ANA, 10, after=head)
            save(log, stored(*runs))
            head = log.heads()[ANA]

        assert head.sequence == 100

    def test_what_names_another_run_as_the_one_before_does_not_follow(self, log: Log) -> None:
        save(log, stored(*make_runs(ANA, 1)))
        [_, other] = make_runs(ANA, 2, text="another past")

        with pytest.raises(ValueError, match="does not follow"):
            save(log, stored(other))

    @pytest.mark.parametrize(("after", "left"), [(0, 0), (1, 1), (2, 1), (3, 2), (7, 4), (99, 4)])
    def test_what_begins_behind_is_withdrawn(self, log: Log, after: int, left: int) -> None:
        ana, bo = make_runs(ANA, 4, updates=2), make_runs(BO, 4)
        save(log, stored(*bo[:2], *ana, *bo[2:]))

        assert withdraw(log, ANA, after) is None

        assert raws(log.runs_after(ANA, 0, max_bytes=10**6)) == raws(ana[:left])
        assert raws([s.run for s in log.all()]) == raws([*bo[:2], *ana[:left], *bo[2:]])
        heads = {ANA: ana[left - 1].head} if left else {}
        assert log.heads() == heads | {BO: bo[3].head}

    def test_the_next_run_follows_on_what_was_left(self, log: Log) -> None:
        runs = make_runs(ANA, 4)
        save(log, stored(*runs))
        withdraw(log, ANA, 3)
        others = make_runs(ANA, 2, after=runs[1].head, text="said again")

        with pytest.raises(ValueError, match="does not follow"):
            save(log, stored(make_runs(ANA, 1, after=runs[3].head)[0]))
        assert save(log, stored(*others)) is None

        assert raws([s.run for s in log.all()]) == raws([*runs[:2], *others])

    def test_what_stands_for_the_withdrawn_comes_in_the_same_moment(self, log: Log) -> None:
        again = BO._replace(source=ANA.source)
        ana, others = make_runs(ANA, 2), make_runs(again, 2, text="said again")
        save(log, stored(*ana))
        told: list[BaseException | None] = []

        log.withdraw(ANA, 2, told.append, stored(*others))

        assert told == [None]
        assert raws([s.run for s in log.all()]) == raws([ana[0], *others])
        assert log.heads() == {ANA: ana[0].head, again: others[1].head}
        assert save(log, stored(*make_runs(again, 1, after=others[1].head))) is None

    def test_nothing_is_withdrawn_for_what_does_not_follow(self, log: Log) -> None:
        ana, bo = make_runs(ANA, 2), make_runs(BO, 2)
        save(log, stored(*ana))

        with pytest.raises(ValueError, match="does not follow"):
            log.withdraw(ANA, 0, lambda error: None, stored(bo[1]))

        assert raws([s.run for s in log.all()]) == raws(ana)
        assert save(log, stored(*make_runs(ANA, 1, after=ana[1].head))) is None

    def test_withdrawing_from_an_unknown_chain_is_done_at_once(self, log: Log) -> None:
        assert withdraw(log, ANA, 0) is None
        assert log.heads() == {}

    def test_a_new_log_is_whole(self, log: Log) -> None:
        assert list(log.damaged) == []
        assert log.notice is None

    def test_the_newest_fact_of_each_source_and_key_is_remembered(self, log: Log) -> None:
        old, new = fact(ANA, "name", 1, b"Ana"), fact(ANA, "name", 2, "増える".encode())
        others = [fact(ANA, "増える", 7), fact(BO, "name", 2**63 - 1)]

        log.remember([old, *others])
        log.remember([new])
        log.remember([old, fact(BO, "name", 0)])

        assert sorted(log.facts()) == sorted([new, *others])

    def test_among_facts_told_together_the_newest_holds(self, log: Log) -> None:
        facts = [fact(ANA, "name", version) for version in (2, 3, 1)]

        log.remember(iter(facts))

        assert log.facts() == [facts[1]]

    @pytest.mark.parametrize(
        "bad", [fact(ANA, "name", 2**63), fact(ANA, "name", -1), fact(ANA, "\ud800", 1)]
    )
    def test_a_fact_that_no_log_can_keep_is_refused(self, log: Log, bad: Fact) -> None:
        with pytest.raises(ValueError):
            log.remember([fact(BO, "name", 1), bad])

        assert log.facts() == []

    def test_facts_taken_before_stay_as_they_were(self, log: Log) -> None:
        before = log.facts()
        log.remember([fact(ANA, "name", 1)])

        assert before == []

    def test_whoever_waits_for_a_fact_is_told_once_it_is_kept(self, log: Log) -> None:
        told: list[BaseException | None] = []

        log.remember([fact(ANA, "name", 2)], told.append)
        log.remember([fact(ANA, "name", 1)], told.append)

        assert told == [None, None]
        assert log.facts() == [fact(ANA, "name", 2)]

    def test_evidence_is_kept_once_for_each_chain(self, log: Log) -> None:
        assert log.evidence() == {}

        log.keep_evidence(ANA, Kept(b"first"))
        log.keep_evidence(BO, Kept(b"other", 3))
        log.keep_evidence(ANA, Kept(b"second", 7))

        assert log.evidence() == {ANA: Kept(b"second", 7), BO: Kept(b"other", 3)}

    def test_evidence_leaves_the_runs_as_they_are(self, log: Log) -> None:
        runs = stored(*make_runs(ANA, 3))
        save(log, runs)

        log.keep_evidence(ANA, Kept(b"evidence"))

        assert raws(log.runs_after(ANA, 0, max_bytes=10**6)) == [s.run.raw for s in runs]
        assert log.heads() == {ANA: runs[-1].run.head}

    def test_a_blob_comes_back_as_it_was(self, log: Log) -> None:
        assert log.blob(b"h" * 32) is None

        assert keep(log, b"h" * 32, "増える \0".encode()) is None
        assert keep(log, b"g" * 32, b"") is None

        assert log.blob(b"h" * 32) == "増える \0".encode()
        assert log.blob(b"g" * 32) == b""
        assert list(log.blob_hashes()) == [b"h" * 32, b"g" * 32]

    def test_a_blob_that_is_there_stays_as_it_is(self, log: Log) -> None:
        keep(log, b"h" * 32, b"first")

        assert keep(log, b"h" * 32, b"second") is None

        assert log.blob(b"h" * 32) == b"first"
        assert len(log.blob_hashes()) == 1

    def test_blobs_have_a_limit(self, log: Log) -> None:
        with pytest.raises(ValueError, match=f"{MAX_BLOB_BYTES + 1} bytes, at most"):
            keep(log, b"h" * 32, bytes(MAX_BLOB_BYTES + 1))

        assert keep(log, b"h" * 32, bytes(MAX_BLOB_BYTES)) is None
        assert log.blob(b"h" * 32) == bytes(MAX_BLOB_BYTES)
