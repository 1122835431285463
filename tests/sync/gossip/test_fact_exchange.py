"""What two replicas tell each other of everybody."""

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.bulletin import LINKS, PRESENCE, PROFILE, links_value
from redux_scuttlebutt.sync.wire.messages import (
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    Facts,
    FactsDigest,
    Hello,
    SentFact,
    encode,
)
from support.net import Net, chain_of, star_of
from support.replica import ANA, BO, CY, DI, Replica, replica
from support.wire import Stranger, Wire

FACTS = ["facts"]


def value(one: Replica, source: SourceId, key: str = PROFILE) -> bytes | None:
    fact = one.dispatcher.bulletin.get(source, key)
    return None if fact is None else fact.value


def sent(version: int, source: SourceId = CY, key: str = PROFILE, value: bytes = b"") -> SentFact:
    return SentFact(source, key, version, value, bytes(64))


def stranger_to(one: Replica) -> Stranger:
    stranger = Stranger(one.dispatcher, DI)
    stranger.say(stranger.hello(abilities=FACTS))
    stranger.hear()
    return stranger


@pytest.mark.parametrize("links", [chain_of(5), star_of(5)], ids=["chain", "star"])
def test_what_one_says_reaches_everybody(links: list[tuple[int, int]]) -> None:
    net = Net(5, links)
    for one in net.replicas:
        one.dispatcher.bulletin.say(PROFILE, one.dispatcher.source[:1])

    net.run(1)

    for one in net.replicas:
        for other in net.replicas:
            source = other.dispatcher.source
            assert value(one, source) == source[:1]


def test_what_was_said_before_they_met_is_told_and_only_once() -> None:
    ana, bo = replica(ANA), replica(BO)
    ana.dispatcher.bulletin.say(PROFILE, b"Ana")

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert value(bo, ANA) == b"Ana"
    facts = [f.message for f in wire.frames if isinstance(f.message, Facts)]
    assert [len(message.facts) for message in facts] == [1]


def test_nothing_is_told_before_the_peer_said_what_it_knows() -> None:
    ana = replica(ANA)
    stranger = stranger_to(ana)

    ana.dispatcher.bulletin.say(PROFILE, b"Ana")
    assert stranger.hear() == []
    stranger.say(FactsDigest([], more=True))
    assert stranger.hear() == []
    stranger.say(FactsDigest([]))

    [facts] = stranger.hear()
    assert isinstance(facts, Facts)
    assert [fact.value for fact in facts.facts] == [b"Ana"]


def test_somebody_who_does_not_know_of_facts_is_not_bothered_with_them() -> None:
    ana = replica(ANA)
    ana.dispatcher.bulletin.say(PROFILE, b"Ana")
    stranger = Stranger(ana.dispatcher).greet()

    kinds = {type(message) for message in stranger.hear()}

    assert kinds.isdisjoint({Facts, FactsDigest})
    assert Hello in kinds


def test_what_is_overwritten_before_the_link_can_take_it_is_never_sent() -> None:
    ana, bo = replica(ANA), replica(BO)
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    for number in range(100):
        ana.dispatcher.bulletin.say(PRESENCE, b"%d" % number)

    wire.carry()

    assert value(bo, ANA, PRESENCE) == b"99"
    facts = [f.message for f in wire.frames if isinstance(f.message, Facts)]
    assert [len(message.facts) for message in facts] == [1]


def test_however_much_there_is_to_tell_no_frame_is_too_long() -> None:
    ana, bo = replica(ANA), replica(BO)
    for n in range(1, 300):
        source = SourceId(n.to_bytes(2, "big") * 16)
        facts = [sent(k, source, f"{k:032}", bytes(7 * n)) for k in range(1, 4)]
        stranger = stranger_to(ana)
        stranger.say(Facts(facts))
        assert stranger.session.over is None
        stranger.session.lost()

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    sizes = [len(encode(f.message)) for f in wire.frames if isinstance(f.message, Facts)]
    assert max(sizes) <= MAX_FRAME_BYTES
    assert bo.dispatcher.bulletin.digest() == ana.dispatcher.bulletin.digest()


def test_a_long_digest_comes_in_parts() -> None:
    ana = replica(ANA)
    stranger = stranger_to(ana)
    for n in range(1, 2502):
        stranger.say(Facts([sent(1, SourceId(n.to_bytes(32, "big")))]))

    other = Stranger(ana.dispatcher, DI)
    other.say(other.hello(abilities=FACTS))
    parts = [message for message in other.hear() if isinstance(message, FactsDigest)]

    assert [len(part.newest) for part in parts] == [MAX_ENTRIES, MAX_ENTRIES, 501]
    assert [part.more for part in parts] == [True, True, False]


def test_what_a_peer_hears_from_its_source_is_left_to_that() -> None:
    bo = replica(BO)
    stranger = stranger_to(bo)  # Di
    stranger.say(FactsDigest([]))
    stranger.say(Facts([sent(5, DI, LINKS, links_value([CY]))]))

    other = Stranger(bo.dispatcher, ANA)
    other.say(other.hello(abilities=FACTS))
    other.say(Facts([sent(1, CY, value=b"Cy")]))
    assert stranger.hear() == []

    stranger.say(Facts([sent(6, DI, LINKS, links_value([]))]))  # that link is gone
    told = [fact.value for m in stranger.hear() if isinstance(m, Facts) for fact in m.facts]
    assert told == [b"Cy"]


def test_what_a_source_did_wrong_is_not_blamed_on_whoever_passes_it_on() -> None:
    ana, bo = replica(ANA), replica(BO)
    stranger = stranger_to(ana)
    stranger.say(Facts([sent(7, CY, "one"), sent(7, CY, "two")]))
    for part in range(5):
        stranger.say(Facts([sent(10 + n, CY, f"{n}") for n in range(20 * part, 20 * part + 20)]))
    assert stranger.session.over is None

    wire = Wire(ana.dispatcher, bo.dispatcher).carry()

    assert [session.over for session in wire.sessions] == [None, None]


def test_facts_of_one_source_out_of_their_order_end_the_conversation() -> None:
    stranger = stranger_to(replica(ANA))

    stranger.say(Facts([sent(7, CY, "one"), sent(6, CY, "two")]))

    assert stranger.session.over == "facts of one source come in the order of their versions"


def test_versions_from_the_far_future_are_told_like_any_other() -> None:
    ana, bo = replica(ANA), replica(BO)
    stranger_to(ana).say(Facts([sent(2**53 - 1, CY, value=b"Cy")]))

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert value(bo, CY) == b"Cy"
