"""An update and its name."""

from support.updates import ANA, BO, typed


def test_updates_compare_in_the_total_order() -> None:
    updates = [
        typed(1, "d", BO, incarnation=0, sequence=1),
        typed(2, "e", ANA, incarnation=0, sequence=1),
        typed(1, "b", ANA, incarnation=0, sequence=2),
        typed(1, "c", ANA, incarnation=1, sequence=1),
        typed(1, "a", ANA, incarnation=0, sequence=1),
    ]

    assert [u.action["payload"] for u in sorted(updates)] == ["a", "b", "c", "d", "e"]


def test_the_name_of_an_update_says_nothing_of_time() -> None:
    assert typed(1, "a", sequence=5).name == typed(2, "b", sequence=5).name == (ANA, 0, 5)
