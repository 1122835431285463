from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.bounded_facts import (
    MAX_KEYS,
    MAX_SOURCES,
    OVERHEAD_BYTES,
    BoundedFacts,
)
from redux_scuttlebutt.sync.facts.facts import Fact
from support.replica import ANA, BO, CY


def fact(source: SourceId, version: int, key: str = "k", value: bytes = b"v") -> Fact:
    return Fact(source, key, version, value, bytes(64))


def made_up(number: int) -> SourceId:
    return SourceId(number.to_bytes(32, "big"))


def test_what_one_source_says_under_many_keys_is_kept_only_so_far() -> None:
    facts = BoundedFacts(ANA)

    batch = [fact(BO, 1 + n, f"k{n}") for n in range(100)]

    assert facts.merge(batch) == batch[:MAX_KEYS]
    assert facts.merge([fact(BO, 200, "k3")]), "what is kept can still be replaced"


def test_made_up_sources_are_kept_only_so_far_and_who_came_before_stays_heard() -> None:
    facts = BoundedFacts(ANA)
    facts.merge([fact(BO, 1)])
    facts.forget(BO, "k")

    facts.merge([fact(made_up(n), 1) for n in range(MAX_SOURCES + 100)])

    assert len(facts.digest()) == MAX_SOURCES
    assert facts.merge([fact(BO, 2)]), "known before, even if nothing of it was kept"


def test_long_values_are_kept_only_so_far() -> None:
    facts = BoundedFacts(ANA, max_bytes=10 * (1000 + OVERHEAD_BYTES))

    facts.merge([fact(made_up(n), 1, value=bytes(1000)) for n in range(20)])

    assert len(facts.digest()) == 10
    assert not facts.merge([fact(made_up(0), 2, value=bytes(1001))])
    assert facts.merge([fact(made_up(0), 3, value=bytes(500))]), "a shorter one fits"
    assert facts.held_bytes == 10 * (1000 + OVERHEAD_BYTES) - 500


def test_what_is_forgotten_makes_room() -> None:
    facts = BoundedFacts(ANA, max_bytes=OVERHEAD_BYTES + 1)
    facts.merge([fact(BO, 1)])
    assert not facts.merge([fact(CY, 1)])

    facts.forget(BO, "k")
    facts.forget(BO, "k")

    assert facts.held_bytes == 0
    assert facts.merge([fact(CY, 1)])


def test_there_is_always_room_for_what_we_say_ourselves() -> None:
    facts = BoundedFacts(ANA, max_bytes=0)

    assert facts.merge([fact(ANA, 1)]) == [fact(ANA, 1)]


def test_what_comes_twice_counts_once() -> None:
    facts = BoundedFacts(ANA)

    facts.merge([fact(BO, 1)] * 3)

    assert facts.held_bytes == OVERHEAD_BYTES + 1
