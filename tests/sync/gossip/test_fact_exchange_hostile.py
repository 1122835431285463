"""Peers that claim, invent and repeat: what that costs, and what still gets through."""

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.bounded_facts import MAX_SOURCES
from redux_scuttlebutt.sync.facts.bulletin import LINKS, PROFILE, links_value
from redux_scuttlebutt.sync.gossip.fact_exchange import MAX_UNKNOWN, FactExchange
from redux_scuttlebutt.sync.gossip.session import Stage
from redux_scuttlebutt.sync.wire.messages import MAX_ENTRIES, Facts, FactsDigest, Newest
from support.keyed_signer import KeyedSigner, signed_fact
from support.replica import ANA, BO, CY, DI, Replica, replica
from support.virtual_time import VirtualTime
from support.wire import Stranger


def person(source: SourceId) -> Replica:
    return replica(source, signer=KeyedSigner(source), scheduler=VirtualTime())


def made_up(number: int) -> SourceId:
    return SourceId(number.to_bytes(32, "big"))


def sent_by(cy: Stranger) -> list[tuple[bytes, str]]:
    """The facts in what the session says."""
    return [(f.source, f.key) for m in cy.hear() if isinstance(m, Facts) for f in m.facts]


def test_sources_that_somebody_claims_to_know_are_remembered_only_so_far() -> None:
    ana = person(ANA)
    exchange = FactExchange(ana.dispatcher.bulletin, CY)
    parts = 2 + MAX_UNKNOWN // MAX_ENTRIES

    for part in range(parts):
        newest = [Newest(made_up(part * MAX_ENTRIES + n), 9) for n in range(MAX_ENTRIES)]
        exchange.hear(FactsDigest(newest, more=True))

    assert len(exchange.remembered) == MAX_UNKNOWN
    ana.dispatcher.bulletin.say(PROFILE, b"Ana")
    exchange.hear(FactsDigest([Newest(ANA, 1)]))
    assert any(isinstance(message, Facts) for message in iter(exchange.next_message, None))


def test_a_digest_that_never_ends_keeps_only_its_own_sender_waiting() -> None:
    ana = person(ANA)
    cy = Stranger(ana.dispatcher, CY).greet_with_facts(heard=False)
    bo = Stranger(ana.dispatcher, BO).greet_with_facts()
    ana.dispatcher.bulletin.say(PROFILE, b"Ana")

    for _ in range(100):
        cy.say(FactsDigest([], more=True))

    assert sent_by(cy) == []
    assert sent_by(bo) == [(ANA, PROFILE)]
    assert cy.session.stage is Stage.OPEN


def test_facts_may_come_before_any_digest() -> None:
    ana = person(ANA)
    cy = Stranger(ana.dispatcher, CY)
    cy.say(cy.hello(abilities=["facts"]))

    cy.say(Facts([signed_fact(CY, PROFILE, 3, b"Cy")]))

    fact = ana.dispatcher.bulletin.get(CY, PROFILE)
    assert fact is not None
    assert fact.value == b"Cy"
    assert cy.session.stage is Stage.OPEN


def test_facts_before_hello_or_without_the_ability_end_the_session() -> None:
    ana = person(ANA)
    early, mute = Stranger(ana.dispatcher, CY), Stranger(ana.dispatcher, BO).greet()

    for one in (early, mute):
        one.say(Facts([signed_fact(CY, PROFILE, 3, b"Cy")]))

    assert early.session.over == mute.session.over == "Facts at the wrong moment"
    assert not ana.dispatcher.bulletin.digest()


def test_who_pretends_to_have_links_to_all_harms_nobody_else() -> None:
    ana = person(ANA)
    liar = Stranger(ana.dispatcher, CY).greet_with_facts()
    honest = Stranger(ana.dispatcher, BO).greet_with_facts()
    liar.say(Facts([signed_fact(CY, LINKS, 1, links_value([ANA, BO, CY, DI]))]))
    liar.say(Facts([signed_fact(DI, PROFILE, 1, b"Di")]))
    ana.dispatcher.bulletin.say(PROFILE, b"Ana")

    assert sorted(sent_by(honest)) == [(ANA, PROFILE), (CY, LINKS), (DI, PROFILE)]
    assert sent_by(liar) == [(ANA, PROFILE)]


def test_sources_without_end_are_passed_over_and_those_of_before_are_heard() -> None:
    ana = person(ANA)
    cy = Stranger(ana.dispatcher, CY).greet_with_facts()
    cy.say(Facts([signed_fact(BO, PROFILE, 1, b"Bo")]))
    for first in range(0, MAX_SOURCES + 400, 400):
        cy.say(Facts([signed_fact(made_up(first + n), "k", 1) for n in range(400)]))

    cy.say(Facts([signed_fact(BO, PROFILE, 2, b"Bob")]))

    fact = ana.dispatcher.bulletin.get(BO, PROFILE)
    assert fact is not None
    assert fact.value == b"Bob"
    assert len(ana.dispatcher.bulletin.digest()) == MAX_SOURCES
    assert cy.session.stage is Stage.OPEN
