"""What others make up, or bring back, of what somebody says."""

from typing import cast

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.clock import CEILING
from redux_scuttlebutt.sync.facts.bulletin import LINKS, PRESENCE, PROFILE, linked_in, links_value
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.messages import Facts, FactsDigest, Newest, SentFact
from support.keyed_signer import KeyedSigner, signed_fact
from support.replica import ANA, BO, CY, DI, Replica, replica
from support.virtual_time import NOON, VirtualTime
from support.wire import Stranger, Wire

HOUR = 3600 * 1_000_000


def person(source: SourceId, now: int = NOON) -> Replica:
    return replica(source, signer=KeyedSigner(source), scheduler=VirtualTime(now))


def time_of(one: Replica) -> VirtualTime:
    return cast("VirtualTime", one.dispatcher.scheduler)


def value(of: Replica, source: SourceId, key: str) -> bytes | None:
    fact = of.dispatcher.bulletin.get(source, key)
    return None if fact is None else fact.value


def test_who_set_the_clock_back_is_still_heard() -> None:
    old, bo = person(ANA), person(BO)
    old.dispatcher.bulletin.say(PROFILE, b"Ana")
    for number in range(50):
        old.dispatcher.bulletin.say(PRESENCE, b"here %d" % number)
    Wire(old.dispatcher, bo.dispatcher).carry().lose()
    assert value(bo, ANA, PRESENCE) == b"here 49"
    time_of(bo).pass_time(30)
    assert value(bo, ANA, PRESENCE) is None

    ana = person(ANA, NOON - HOUR)
    ana.dispatcher.bulletin.say(PROFILE, b"Anna")
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    ana.dispatcher.bulletin.say(PRESENCE, b"there")
    wire.carry()

    assert value(bo, ANA, PROFILE) == b"Anna"
    assert value(bo, ANA, PRESENCE) == b"there"


def test_who_lost_everything_hears_what_they_said_before() -> None:
    old, bo = person(ANA), person(BO)
    old.dispatcher.bulletin.say(PROFILE, b"Ana")
    Wire(old.dispatcher, bo.dispatcher).carry().lose()

    ana = person(ANA)
    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert value(ana, ANA, PROFILE) == b"Ana"


def test_an_old_word_of_ours_does_not_replace_what_we_said_since() -> None:
    ana = person(ANA, NOON - HOUR)
    ana.dispatcher.bulletin.say(PROFILE, b"Anna")
    cy = Stranger(ana.dispatcher)
    cy.greet_with_facts()

    cy.say(Facts([signed_fact(ANA, PROFILE, NOON, b"Ana"), signed_fact(ANA, LINKS, NOON + 1)]))

    assert value(ana, ANA, PROFILE) == b"Anna"
    assert value(ana, ANA, LINKS) == b"", "of that we said nothing since"
    assert ana.dispatcher.bulletin.digest()[ANA] > NOON


@pytest.mark.parametrize("version", [CEILING, CEILING + 1, 2**53 - 2, 2**53 - 1])
def test_a_claim_that_we_said_the_last_word_ever_does_not_silence_us(version: int) -> None:
    ana, bo = person(ANA), person(BO)
    cy = Stranger(ana.dispatcher).greet_with_facts()

    cy.say(FactsDigest([Newest(ANA, version)]))
    cy.say(Facts([signed_fact(ANA, PROFILE, version, b"Ana")]))
    ana.dispatcher.bulletin.say(PROFILE, b"Anna")
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert [session.over for session in wire.sessions] == [None, None]
    assert value(bo, ANA, PROFILE) == b"Anna"


def test_claims_of_what_we_said_make_us_repeat_it_once_per_link() -> None:
    ana = person(ANA)
    ana.dispatcher.bulletin.say(PROFILE, b"Ana")
    cy = Stranger(ana.dispatcher).greet_with_facts()
    said: list[object] = []
    ana.dispatcher.bulletin.on("fact", said.append)

    for number in range(1, 50):
        cy.say(FactsDigest([Newest(ANA, NOON + number * HOUR)] * 3))

    assert len(said) == 1


def test_a_source_that_says_two_things_in_one_version_parts_no_honest_peers() -> None:
    bo, cy = person(BO), person(CY)
    di = Stranger(bo.dispatcher, DI).greet_with_facts()
    di.say(Facts([signed_fact(DI, "one", 5, b"1")]))
    di.say(Facts([signed_fact(DI, "two", 5, b"2")]))

    wire = Wire(bo.dispatcher, cy.dispatcher).carry()

    assert [session.over for session in wire.sessions] == [None, None]
    assert (value(cy, DI, "one"), value(cy, DI, "two")) == (b"1", b"2")


def test_a_source_that_says_too_much_parts_no_honest_peers() -> None:
    bo, cy = person(BO), person(CY)
    for one, first in ((bo, 0), (cy, 20)):
        di = Stranger(one.dispatcher, DI).greet_with_facts()
        di.say(Facts([signed_fact(DI, f"k{first + n}", 1 + first + n) for n in range(30)]))
        assert di.session.stage is Stage.OPEN

    wire = Wire(bo.dispatcher, cy.dispatcher).carry()

    assert [session.over for session in wire.sessions] == [None, None]


@pytest.mark.parametrize("order", [1, -1])
def test_a_fact_that_its_source_did_not_sign_ends_the_session(order: int) -> None:
    ana = person(ANA)
    cy = Stranger(ana.dispatcher).greet_with_facts()
    forged = SentFact(BO, PROFILE, 7, b"Bo", bytes(64))

    cy.say(Facts([signed_fact(DI, PROFILE, 7, b"Di"), forged][::order]))

    assert cy.session.over == "a fact 'profile' that its source has not signed"
    assert not ana.dispatcher.bulletin.digest()


def test_links_name_whole_beginnings_of_sources_only() -> None:
    value = links_value([ANA, BO])

    assert linked_in(value) == {ANA[:8], BO[:8]}
    assert linked_in(b"x" + value) & {ANA[:8], BO[:8]} == set()
    assert linked_in(value[:-1]) & {ANA[:8], BO[:8]} == {ANA[:8]}
    assert linked_in(b"") == set()
