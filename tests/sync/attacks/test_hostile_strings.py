"""Attack: names and texts made to deceive the eye or to drown the screen.

What is stored and sent stays as it was signed; these are about what becomes of it here.
The windows have tests of their own: tests/ui/test_hostile_strings.py.
"""

import msgspec
import pytest

from redux_scuttlebutt.sync.facts.bulletin import PROFILE
from redux_scuttlebutt.sync.facts.people import People
from redux_scuttlebutt.sync.facts.profile import MAX_NAME, Profile, encode_profile
from redux_scuttlebutt.ui.words import called
from support.replica import ANA, BO, CY, Replica, replica
from support.wire import Wire

HOSTILE = {
    "controls": "Bo\x00\x07\x1b[2J\r\n",
    "right to left": "\u202eoB\u2066\u2069\u200f",
    "zero width": "B\u200b\u200d\u2060o\ufeff",
    "markup": "<img src='file:///etc/passwd'><b>Bo</b>",
    "towers": "B" + "\u0336\u0489" * 90 + "o",
    "fillers": "\u3164\u115f\u2800",
    "length": "B" * MAX_NAME,
    "tags": "Bo" + "".join(chr(0xE0000 + ord(letter)) for letter in "evil"),
}


def say(who: Replica, name: str) -> None:
    who.dispatcher.bulletin.say(PROFILE, encode_profile(Profile(name)))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_is_kept_as_signed_and_shown_as_one_short_line(name: str) -> None:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="Bo")
    people = People(ana.dispatcher, {})
    say(bo, name)

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert people.name_of(BO) == name
    shown = called(name, BO)
    assert 1 <= len(shown) <= 40
    assert shown.isprintable()
    assert not set(shown) & set("\u202e\u2066\u200b\u3164\ufeff\n\x1b")


@pytest.mark.parametrize("alias", ["controls", "zero width", "right to left", "tags"])
def test_what_cannot_be_seen_makes_no_other_name(alias: str) -> None:
    ana, cy = replica(ANA, name="Ana"), replica(CY, name="Cy")
    known = "oB" if alias == "right to left" else "Bo"
    people = People(ana.dispatcher, {BO: known})
    say(cy, HOSTILE[alias].replace("[2J", ""))

    Wire(ana.dispatcher, cy.dispatcher).carry()

    assert people.namesake_of(CY) == BO


def test_a_name_longer_than_any_is_cut_by_its_owner_and_not_taken_from_others() -> None:
    ana, bo, cy = replica(ANA, name="Ana"), replica(BO), replica(CY)
    people = People(ana.dispatcher, {})
    say(bo, "B" * 100_000)
    cy.dispatcher.bulletin.say(PROFILE, msgspec.msgpack.encode(["C" * 2000, "", ""]))

    for other in (bo, cy):
        Wire(ana.dispatcher, other.dispatcher).carry()

    assert people.name_of(BO) == "B" * MAX_NAME
    assert people.name_of(CY) == CY.hex()[:8]
