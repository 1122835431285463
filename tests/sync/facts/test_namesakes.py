"""Which names people take for the same, and who had one first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.facts.namesakes import namesakes, skeleton
from support.replica import ANA, BO, CY


@pytest.mark.parametrize(
    "alike",
    [
        "bo",
        " Bo\t",
        "B o",
        "\uff22\uff4f",  # full width
        "B\u200bo\ufeff",  # zero width
        "\u202eBo\u2066",  # bidirectional
        "Bo\ufe0f",  # a variant
        "B\u043e",  # Cyrillic o
        "\u0412\u043e",  # all Cyrillic
        "\u0392\u03bf",  # all Greek
        "B0",
        "Bo\u3164",  # a filler
    ],
)
def test_names_that_look_like_bo_are_one(alike: str) -> None:
    assert skeleton(alike) == skeleton("Bo") == "bo"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bo", "Bob"), ("Zo\u00eb", "Zoe"), ("増える", "増え"), ("राम", "रम"), ("Ana", "Ann")],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_one_name_written_in_two_ways_is_one() -> None:
    assert skeleton("Zo\u00eb") == skeleton("Zoe\u0308")
    assert skeleton("Straße") == skeleton("STRASSE")
    assert skeleton("Illi") == skeleton("lIl|")


@given(st.text())
def test_white_space_around_any_text_makes_no_difference(name: str) -> None:
    assert skeleton(f" {name}\n") == skeleton(name)


def test_whoever_took_a_name_first_keeps_it() -> None:
    assert namesakes({BO: "Bo", CY: "bo", ANA: "Ana"}, ()) == {CY: BO}
    assert namesakes({CY: "bo", BO: "Bo", ANA: "Ana"}, ()) == {BO: CY}


def test_whose_key_was_compared_keeps_a_name_that_somebody_had_before() -> None:
    assert namesakes({CY: "bo", BO: "Bo"}, {BO}) == {CY: BO}


def test_two_whose_keys_were_compared_may_have_one_name() -> None:
    assert namesakes({CY: "bo", BO: "Bo"}, {BO, CY}) == {}


def test_those_without_a_name_share_none() -> None:
    assert namesakes({CY: "", BO: "\u200b", ANA: " "}, ()) == {}
