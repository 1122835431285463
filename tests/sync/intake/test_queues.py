import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.intake.queues import Queues
from redux_scuttlebutt.sync.intake.recent import HALF_LIFE
from support.replica import ANA, BO, CY

MUCH = 1000


class Waiting:
    """Queues of two lanes, "left" and "right"."""

    def __init__(self) -> None:
        self.now = 0.0
        self.held_back = 0
        self.queues: Queues[str] = Queues(lambda: self.now, self._hold_back)

    def _hold_back(self) -> None:
        self.held_back += 1

    def add(self, source: SourceId, *raws: bytes, lane: str = "left") -> None:
        for raw in raws:
            self.queues.add(lane, source, raw)

    def next(self, runs: int = MUCH, size: int = MUCH) -> list[bytes]:
        return [raw for _, raw in self.queues.pick(runs, size)]


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


def test_of_equally_quiet_sources_the_first_is_next_and_each_keeps_its_order(
    waiting: Waiting,
) -> None:
    waiting.add(BO, b"b1", b"b2")
    waiting.add(ANA, b"a1")
    waiting.add(BO, b"b3")

    assert waiting.next() == [b"b1", b"b2", b"b3", b"a1"]
    assert (len(waiting.queues), waiting.held_back) == (0, 0)


def test_who_brought_most_lately_waits_for_the_others(waiting: Waiting) -> None:
    waiting.queues.has_brought(ANA, 500)
    waiting.queues.has_brought(BO, 20)
    for source, raw in ((ANA, b"a"), (BO, b"b"), (CY, b"c")):
        waiting.add(source, raw)

    assert waiting.next() == [b"c", b"b", b"a"]
    assert waiting.held_back == 1


def test_what_was_loud_long_ago_is_forgotten(waiting: Waiting) -> None:
    waiting.queues.has_brought(ANA, 500)
    waiting.now = 10 * HALF_LIFE
    waiting.queues.has_brought(BO, 20)
    waiting.add(BO, b"b")
    waiting.add(ANA, b"a")

    assert waiting.next() == [b"a", b"b"]


def test_what_was_wasted_counts_against_its_lane_only(waiting: Waiting) -> None:
    waiting.queues.has_wasted("left", 500)
    waiting.add(ANA, b"left", lane="left")
    waiting.add(ANA, b"right", lane="right")

    assert waiting.queues.pick(MUCH, MUCH) == [("right", b"right"), ("left", b"left")]


def test_no_more_is_taken_out_than_was_asked_for(waiting: Waiting) -> None:
    waiting.add(ANA, b"a1", b"a2", b"a3")
    waiting.add(BO, b"b1")

    assert waiting.next(runs=2) == [b"a1", b"a2"]
    assert waiting.next(size=3) == [b"a3"]
    assert waiting.next(size=2) == [b"b1"]


def test_a_run_larger_than_what_was_asked_for_is_taken_out_alone(waiting: Waiting) -> None:
    waiting.add(ANA, b"large", b"x")

    assert waiting.next(size=1) == [b"large"]


def test_a_small_run_does_not_pass_a_large_one(waiting: Waiting) -> None:
    waiting.add(ANA, b"a", b"large")
    waiting.add(BO, b"b")

    assert waiting.next(size=2) == [b"a"]


def test_what_waits_in_a_lane_is_dropped_as_a_whole(waiting: Waiting) -> None:
    waiting.add(ANA, b"a1", b"a2")
    waiting.add(BO, b"b1")
    waiting.add(ANA, b"kept", lane="right")

    assert waiting.queues.drop("left") == 3
    assert waiting.next() == [b"kept"]


def test_nothing_is_next_where_nothing_waits(waiting: Waiting) -> None:
    waiting.add(ANA, b"a")

    waiting.queues.clear()

    assert not waiting.queues
    with pytest.raises(ValueError, match="empty"):
        waiting.next()
