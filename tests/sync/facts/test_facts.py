"""The paper's state protocol: maps become equal, and no digest hides a hole."""

from collections import Counter
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.facts import Fact, Facts, Order
from support.replica import ANA, BO, CY, DI

SOURCES = [ANA, BO, CY]
KEYS = ["name", "色", "cursor"]
ORDERS: list[Order] = ["breadth", "depth"]


def fact(source: SourceId, key: str, version: int, value: bytes | None = None) -> Fact:
    return Fact(source, key, version, value or b"%d" % version, b"signed")


def said(*facts: Fact) -> Facts:
    known = Facts()
    known.merge(facts)
    return known


def everything(facts: Facts) -> set[Fact]:
    return {fact for source in [*SOURCES, DI] for fact in facts.of(source).values()}


def names(facts: list[Fact]) -> list[tuple[SourceId, int]]:
    return [(fact.source, fact.version) for fact in facts]


def test_what_a_source_says_is_known_by_its_key() -> None:
    facts = Facts()

    facts.set(fact(ANA, "name", 1, b"Ana"))
    facts.set(fact(ANA, "色", 2, b"red"))

    assert facts.get(ANA, "name") == fact(ANA, "name", 1, b"Ana")
    assert facts.get(ANA, "cursor") is None
    assert facts.get(BO, "name") is None
    assert dict(facts.of(ANA)) == {
        "name": fact(ANA, "name", 1, b"Ana"),
        "色": fact(ANA, "色", 2, b"red"),
    }
    assert dict(facts.of(BO)) == {}


def test_the_latest_value_of_a_key_replaces_the_ones_before() -> None:
    facts = said(fact(ANA, "name", 1), fact(ANA, "色", 2))

    assert facts.merge([fact(ANA, "name", 3)]) == [fact(ANA, "name", 3)]

    assert facts.get(ANA, "name") == fact(ANA, "name", 3)
    assert names(facts.delta({}, budget=9, chance=Random(1))) == [(ANA, 2), (ANA, 3)]


def test_merging_returns_what_was_new_in_its_order() -> None:
    facts = said(fact(ANA, "name", 2), fact(BO, "name", 4))
    known, old = fact(BO, "name", 4), fact(ANA, "name", 1)
    new = [fact(CY, "name", 1), fact(ANA, "色", 1), fact(BO, "name", 5)]

    assert facts.merge([new[0], known, new[1], old, new[2]]) == new


def test_an_owner_cannot_use_a_version_that_is_not_its_highest() -> None:
    facts = said(fact(ANA, "name", 3))

    with pytest.raises(ValueError, match="version 3 of '色', expected above 3"):
        facts.set(fact(ANA, "色", 3))
    assert facts.get(ANA, "色") is None


def test_the_digest_is_the_highest_version_of_each_source_and_follows() -> None:
    facts = said(fact(ANA, "name", 3), fact(ANA, "色", 1), fact(BO, "name", 2))
    digest = facts.digest()

    facts.merge([fact(BO, "色", 7), fact(CY, "name", 1), fact(ANA, "cursor", 2)])

    assert dict(digest) == {ANA: 3, BO: 7, CY: 1}
    assert facts.digest() is digest


def test_a_peer_that_has_all_is_sent_nothing() -> None:
    facts = said(fact(ANA, "name", 3), fact(BO, "name", 2))

    assert facts.delta(facts.digest(), budget=9, chance=Random(1)) == []
    assert facts.delta({ANA: 8, BO: 2, CY: 5}, budget=9, chance=Random(1)) == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("budget", range(9))
def test_what_does_not_fit_is_cut_at_the_tail_of_a_source(order: Order, budget: int) -> None:
    facts = said(
        *(fact(ANA, key, version) for key, version in zip("cab", [5, 2, 9], strict=True)),
        *(fact(BO, key, version) for key, version in zip("xyz", [1, 4, 3], strict=True)),
    )

    picked = facts.delta({ANA: 2}, budget=budget, order=order, chance=Random(budget))

    assert len(picked) == min(budget, 5)
    of_ana = [fact.version for fact in picked if fact.source == ANA]
    of_bo = [fact.version for fact in picked if fact.source == BO]
    assert of_ana == [5, 9][: len(of_ana)]
    assert of_bo == [1, 3, 4][: len(of_bo)]


def long_and_short() -> Facts:
    """Ana has four to tell, Bo two, Cy and Di one each."""
    return said(
        *(fact(ANA, key, version) for version, key in enumerate("abcd", 1)),
        *(fact(BO, key, version) for version, key in enumerate("ab", 1)),
        fact(CY, "a", 1),
        fact(DI, "a", 1),
    )


def test_breadth_sends_the_first_of_every_source_before_the_second_of_any() -> None:
    picked = long_and_short().delta({}, budget=7, order="breadth", chance=Random(1))

    assert [fact.version for fact in picked] == [1, 1, 1, 1, 2, 2, 3]


def test_depth_sends_all_of_the_source_with_the_most_to_tell_first() -> None:
    picked = long_and_short().delta({}, budget=7, order="depth", chance=Random(1))

    assert names(picked[:6]) == [(ANA, 1), (ANA, 2), (ANA, 3), (ANA, 4), (BO, 1), (BO, 2)]
    assert picked[6].source in (CY, DI)


def test_depth_counts_what_the_peer_lacks_not_what_there_is() -> None:
    picked = long_and_short().delta({ANA: 3}, budget=2, order="depth", chance=Random(1))

    assert names(picked) == [(BO, 1), (BO, 2)]


@pytest.mark.parametrize("order", ORDERS)
def test_among_equals_chance_decides_anew_for_each_message(order: Order) -> None:
    facts = said(*(fact(source, "a", 1) for source in [ANA, BO, CY, DI]))
    chance = Random(7)

    first = Counter(
        fact.source
        for _ in range(400)
        for fact in facts.delta({}, budget=1, order=order, chance=chance)
    )

    assert sorted(first) == [ANA, BO, CY, DI]
    assert min(first.values()) >= 70  # 100 on average, and a deviation of 9


@pytest.mark.parametrize("order", ORDERS)
def test_what_a_fact_costs_is_the_callers_to_say(order: Order) -> None:
    facts = said(
        fact(ANA, "a", 1, b"x" * 5), fact(ANA, "b", 2, b"x" * 90), fact(ANA, "c", 3, b"x"),
        fact(BO, "a", 1, b"x" * 5), fact(BO, "b", 2, b"x" * 5),
    )  # fmt: skip

    picked = facts.delta(
        {}, budget=20, cost=lambda fact: len(fact.value), order=order, chance=Random(1)
    )

    assert sorted(names(picked)) == [(ANA, 1), (BO, 1), (BO, 2)]


def test_what_is_forgotten_is_gone_and_the_digest_stays() -> None:
    facts = said(fact(ANA, "name", 1), fact(ANA, "cursor", 2))

    facts.forget(ANA, "cursor")
    facts.forget(ANA, "never said")
    facts.forget(BO, "cursor")

    assert facts.get(ANA, "cursor") is None
    assert dict(facts.digest()) == {ANA: 2}
    assert facts.delta({}, budget=9, chance=Random(1)) == [fact(ANA, "name", 1)]
    assert facts.delta({ANA: 1}, budget=9, chance=Random(1)) == []


def test_a_late_copy_does_not_bring_back_what_was_forgotten() -> None:
    facts = said(fact(ANA, "cursor", 2))
    facts.forget(ANA, "cursor")

    assert facts.merge([fact(ANA, "cursor", 2), fact(ANA, "cursor", 1)]) == []
    assert facts.get(ANA, "cursor") is None


def test_what_was_forgotten_can_be_said_anew() -> None:
    facts = said(fact(ANA, "cursor", 2))
    facts.forget(ANA, "cursor")

    facts.set(fact(ANA, "cursor", 3))

    assert facts.delta({}, budget=9, chance=Random(1)) == [fact(ANA, "cursor", 3)]
    assert facts.merge([fact(ANA, "cursor", 2)]) == []


def test_versions_begin_at_one() -> None:
    assert said().merge([fact(ANA, "name", 0), fact(ANA, "name", -3)]) == []


some_facts = st.lists(
    # Few values, so that sources also break their promise of one version for one update.
    st.builds(
        Fact,
        st.sampled_from(SOURCES),
        st.sampled_from(KEYS),
        st.integers(1, 5),
        st.sampled_from([b"", b"x", b"y"]),
        st.sampled_from([b"1", b"2"]),
    ),
    max_size=12,
)


@given(some_facts, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(facts: list[Fact], chance: Random) -> None:
    mixed = facts + facts[: len(facts) // 2]
    chance.shuffle(mixed)

    one, other = said(*facts), said(*mixed)

    assert everything(one) == everything(other)
    assert one.digest() == other.digest()
    assert one.merge(facts) == []


@given(some_facts, some_facts, some_facts)
def test_it_does_not_matter_who_merged_what_before(
    a: list[Fact], b: list[Fact], c: list[Fact]
) -> None:
    left, right = said(*a, *b), said(*b, *c)

    left.merge(everything(said(*c)))
    right.merge(everything(said(*a)))

    assert everything(left) == everything(right)
    assert left.digest() == right.digest()


@given(some_facts, some_facts, st.sampled_from(ORDERS), st.randoms(use_true_random=False))
def test_facts_are_kept_by_rising_version(
    first: list[Fact], then: list[Fact], order: Order, chance: Random
) -> None:
    facts = said(*first)
    for one in first[::2]:
        facts.forget(one.source, one.key)
    facts.merge(then)

    for source in SOURCES:
        only = {other: 9 for other in SOURCES if other != source}
        versions = [one.version for one in facts.delta(only, budget=99, order=order, chance=chance)]
        assert versions == sorted(fact.version for fact in facts.of(source).values())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(20))
def test_a_digest_never_hides_a_hole_and_in_the_end_all_are_equal(seed: int, order: Order) -> None:
    chance = Random(seed)
    owners = [ANA, BO, CY, DI]
    maps = {owner: Facts() for owner in owners}
    versions = {owner: count(1) for owner in owners}

    for _ in range(200):
        owner = chance.choice(owners)
        maps[owner].set(fact(owner, chance.choice(KEYS), next(versions[owner])))
        one, other = (maps[who] for who in chance.sample(owners, 2))
        budget = chance.randint(0, 3)
        one.merge(other.delta(one.digest(), budget=budget, order=order, chance=chance))
        for known in maps.values():
            for source in owners:
                highest = known.digest().get(source, 0)
                for key, truth in maps[source].of(source).items():
                    assert known.get(source, key) == truth or truth.version > highest
    for _ in range(2):
        for one in maps.values():
            for other in maps.values():
                one.merge(other.delta(one.digest(), budget=99, order=order, chance=chance))

    assert all(everything(known) == everything(maps[ANA]) for known in maps.values())
