"""What everybody says of themselves."""

import logging
from random import Random

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.facts import bounded_facts
from redux_scuttlebutt.sync.facts.bulletin import (
    KEEP_SECONDS,
    LINKS,
    PRESENCE,
    PRESENCE_SECONDS,
    PROFILE,
    STANDING,
    Bulletin,
    linked_in,
    links_value,
)
from redux_scuttlebutt.sync.facts.facts import Fact
from redux_scuttlebutt.sync.log.log import MemoryLog
from redux_scuttlebutt.sync.trust.strategies import NullSigner
from redux_scuttlebutt.sync.wire.messages import MAX_VALUE_BYTES
from support.replica import ANA, BO, CY
from support.virtual_time import NOON, VirtualTime


class Picky(NullSigner):
    """Believes nobody who says "lie"."""

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:  # noqa: ARG002
        return b"lie" not in header


class Board:
    """A bulletin, and what it told."""

    def __init__(self, log: MemoryLog | None = None, source: SourceId = ANA) -> None:
        self.time = VirtualTime()
        self.log = log or MemoryLog()
        self.told: list[Fact] = []
        self.gone: list[SourceId] = []
        self.bulletin = Bulletin(source, bytes(32), self.time, Picky(), self.log, Random(1))
        self.bulletin.on("fact", self.told.append)
        self.bulletin.on("gone", self.gone.append)

    def value(self, source: SourceId, key: str) -> bytes | None:
        fact = self.bulletin.get(source, key)
        return None if fact is None else fact.value


def fact(key: str, version: int, value: bytes = b"", source: SourceId = BO) -> Fact:
    return Fact(source, key, version, value, bytes(64))


def test_what_we_say_is_told_here_and_found_again() -> None:
    board = Board()

    board.bulletin.say(PROFILE, "増える".encode())

    assert board.value(ANA, PROFILE) == "増える".encode()
    assert [one.key for one in board.told] == [PROFILE]


def test_saying_the_same_again_says_nothing_but_that_we_are_still_there() -> None:
    board = Board()
    for _ in range(3):
        board.bulletin.say(PROFILE, b"Ana")
        board.bulletin.say(PRESENCE, b"here")

    assert [one.key for one in board.told].count(PROFILE) == 1
    assert [one.key for one in board.told].count(PRESENCE) == 3


def test_each_word_has_a_higher_version_even_when_the_clock_is_set_back() -> None:
    board = Board()
    for value in (b"1", b"2", b"3"):
        board.bulletin.say(PROFILE, value)
        board.time.compute(-5)

    versions = [one.version for one in board.told]
    assert versions == sorted(set(versions))


def test_a_clock_that_is_centuries_ahead_does_not_use_the_versions_up() -> None:
    board = Board()
    board.time.compute(2**53 / 1_000_000)

    board.bulletin.say(PROFILE, b"Ana")

    assert board.told[0].version < 2**53 - 2**39


def test_a_value_too_long_for_anybody_is_refused_here() -> None:
    with pytest.raises(ValueError, match="8193 bytes long"):
        Board().bulletin.say(PROFILE, bytes(MAX_VALUE_BYTES + 1))


def test_one_lie_and_nothing_of_what_came_with_it_is_believed() -> None:
    board = Board()

    with pytest.raises(ProtocolError, match="has not signed"):
        board.bulletin.receive([fact(PROFILE, 1, b"Bo"), fact(STANDING, 2, b"lie")])

    assert board.told == []
    assert dict(board.bulletin.digest()) == {}


def test_an_older_word_changes_nothing() -> None:
    board = Board()
    board.bulletin.receive([fact(PROFILE, 5, b"Bo")])

    board.bulletin.receive([fact(PROFILE, 4, b"Bob")])

    assert board.value(BO, PROFILE) == b"Bo"
    assert len(board.told) == 1


def test_a_source_that_says_too_much_is_not_listened_to_and_nobody_else_is_blamed() -> None:
    board = Board()

    board.bulletin.receive([fact(f"key {n}", n) for n in range(1, 100)])
    board.bulletin.receive([fact(f"more {n}", n) for n in range(100, 200)])
    board.bulletin.receive([fact("key 1", 300, b"newer"), fact(PROFILE, 1, b"Cy", CY)])

    assert len([one for one in board.told if one.source == BO and one.version < 300]) == 16
    assert board.value(BO, "key 1") == b"newer"
    assert board.value(CY, PROFILE) == b"Cy"


def test_more_sources_than_any_room_has_are_not_listened_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded_facts, "MAX_SOURCES", 10)
    board = Board()

    board.bulletin.receive(
        [fact(PROFILE, 1, source=SourceId(bytes([n]) * 32)) for n in range(1, 30)]
    )
    board.bulletin.receive([fact(PROFILE, 2, b"new", SourceId(bytes([1]) * 32))])

    assert len(board.bulletin.digest()) == 10
    assert board.value(SourceId(bytes([1]) * 32), PROFILE) == b"new"


def test_profiles_are_there_after_a_restart_and_presence_is_not() -> None:
    log = MemoryLog()
    board = Board(log)
    board.bulletin.say(PROFILE, b"Ana")
    board.bulletin.say(PRESENCE, b"here")
    board.bulletin.say(LINKS, links_value([BO]))

    again = Board(log)

    assert again.value(ANA, PROFILE) == b"Ana"
    assert again.value(ANA, PRESENCE) is None
    assert again.value(ANA, LINKS) is None


def test_standings_are_written_down_now_and_then_and_at_the_end() -> None:
    board = Board()
    board.bulletin.say(STANDING, b"1")
    board.bulletin.say(STANDING, b"2")
    assert board.log.facts() == []

    board.time.pass_time(KEEP_SECONDS)
    assert [one.value for one in board.log.facts()] == [b"2"]

    board.bulletin.say(STANDING, b"3")
    board.bulletin.flush()
    assert [one.value for one in board.log.facts()] == [b"3"]


def test_presence_that_is_not_renewed_is_over_and_told_once() -> None:
    board = Board()
    board.bulletin.receive([fact(PRESENCE, 1, b"here"), fact(PROFILE, 2, b"Bo")])
    board.time.pass_time(PRESENCE_SECONDS / 2)
    board.bulletin.receive([fact(PRESENCE, 3, b"there")])
    board.time.pass_time(PRESENCE_SECONDS - 1)
    assert board.gone == []

    board.time.pass_time(5)

    assert board.gone == [BO]
    assert board.value(BO, PRESENCE) is None
    assert board.value(BO, PROFILE) == b"Bo"
    assert board.time.timers == 0


def test_presence_that_is_over_does_not_come_back_by_an_old_copy() -> None:
    board = Board()
    board.bulletin.receive([fact(PRESENCE, 7, b"here")])
    board.time.pass_time(20)

    board.bulletin.receive([fact(PRESENCE, 7, b"here")])
    assert board.value(BO, PRESENCE) is None

    board.bulletin.receive([fact(PRESENCE, 8, b"back")])
    assert board.value(BO, PRESENCE) == b"back"


def test_setting_the_clock_does_not_end_anybody_s_presence() -> None:
    board = Board()
    ticks = [0.0]
    board.time.timer = lambda: ticks[0]
    board.bulletin.receive([fact(PRESENCE, 1, b"here")])

    board.time.pass_time(3600)  # the clock only; no second went by

    assert board.gone == []


def test_a_listener_that_fails_keeps_nobody_from_hearing_the_rest(
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = Board()
    heard: list[str] = []

    def fail(_fact: Fact) -> None:
        raise RuntimeError("as told")

    def note(one: Fact) -> None:
        heard.append(one.key)

    board.bulletin.on("fact", fail)
    board.bulletin.on("fact", note)

    with caplog.at_level(logging.CRITICAL + 1):
        board.bulletin.receive([fact(PROFILE, 1), fact(STANDING, 2)])

    assert heard == [PROFILE, STANDING]


def test_whoever_answers_a_word_with_a_word_is_heard() -> None:
    board = Board()

    def answer(one: Fact) -> None:
        if one.source == BO:
            board.bulletin.say(PROFILE, b"hello " + one.value)

    board.bulletin.on("fact", answer)
    board.bulletin.receive([fact(PROFILE, NOON, b"Bo")])

    assert board.value(ANA, PROFILE) == b"hello Bo"


def test_links_name_whom_they_were_made_of_and_nobody_else() -> None:
    links = links_value([BO, CY])

    assert linked_in(links) == {BO[:8], CY[:8]}
