"""Who lacks what: nothing is sent twice, nothing is kept back, nothing is told twice."""

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.gossip.knowledge import MAX_UNKNOWN, Knowledge
from redux_scuttlebutt.sync.gossip.window import WINDOW_BYTES
from redux_scuttlebutt.sync.wire.run import Chain, Head

ANA = Chain(SourceId(b"A" * 32), Incarnation(0))
BO = Chain(SourceId(b"B" * 32), Incarnation(0))


def test_nothing_is_sent_before_the_peer_said_what_it_has() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(3)})
    knowledge.more_stored([ANA])

    assert knowledge.take_turns() == []
    assert not knowledge.hear_whole({}, more=True)
    assert knowledge.take_turns() == []
    assert knowledge.hear_whole({}, more=False)
    assert knowledge.take_turns() == [ANA]


def test_what_is_on_its_way_is_not_sent_again() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(3)})
    knowledge.hear_whole({}, more=False)
    [chain] = knowledge.take_turns()

    knowledge.sent(chain, 3)
    knowledge.had_turn(chain, gave=True)

    assert knowledge.is_settled
    assert knowledge.held == {}


def test_a_chain_with_more_to_give_waits_for_its_next_turn() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(9), BO: Head(1)})
    knowledge.hear_whole({}, more=False)
    assert knowledge.take_turns() == [ANA, BO]

    knowledge.sent(ANA, 4)
    knowledge.had_turn(ANA, gave=True)

    assert knowledge.take_turns() == [BO, ANA]
    assert knowledge.has(ANA) == 4


def test_a_chain_that_gives_nothing_is_not_asked_for_ever() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(2)})
    knowledge.hear_whole({ANA: 1}, more=False)
    assert knowledge.take_turns() == [ANA]

    knowledge.had_turn(ANA, gave=False)

    assert knowledge.is_settled


def test_whoever_sent_something_hears_once_that_it_is_on_disk() -> None:
    stored: dict[Chain, Head] = {}
    knowledge = Knowledge(lambda: stored)
    knowledge.hear_whole({}, more=False)

    knowledge.hear({ANA: 5})
    assert knowledge.is_settled
    stored[ANA] = Head(5)
    knowledge.more_stored([ANA])

    assert knowledge.take_acknowledgements(10) == [ANA]
    assert knowledge.is_settled


def test_what_crossed_on_the_way_is_acknowledged_instead_of_sent() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(5)})
    knowledge.hear_whole({}, more=False)
    assert knowledge.take_turns() == [ANA]

    knowledge.hear({ANA: 5})

    assert knowledge.take_turns() == []
    assert knowledge.take_acknowledgements(10) == [ANA]


chains = st.sampled_from([ANA, BO])
lasts = st.integers(1, 6)


@given(
    theirs=st.dictionaries(chains, lasts),
    steps=st.lists(st.tuples(st.sampled_from(["store", "hear", "send"]), chains, lasts)),
)
def test_in_the_end_the_peer_has_all_or_knows_why_not(
    theirs: dict[Chain, int], steps: list[tuple[str, Chain, int]]
) -> None:
    stored: dict[Chain, Head] = {}
    knowledge = Knowledge(lambda: stored)
    knowledge.hear_whole(theirs, more=False)
    has, knows = dict(theirs), dict[Chain, int]()

    def send_all() -> None:
        while turns := knowledge.take_turns():
            chain = turns[0]
            assert knowledge.has(chain) < stored[chain].sequence
            last = knowledge.has(chain) + 1
            knowledge.sent(chain, last)
            knowledge.had_turn(chain, gave=True)
            has[chain] = knows[chain] = last
        for chain in knowledge.take_acknowledgements(10):
            knows[chain] = stored[chain].sequence

    for step, chain, last in steps:
        if step == "store":
            stored[chain] = Head(max(last, stored.get(chain, Head()).sequence))
            knowledge.more_stored([chain])
        elif step == "hear":
            has[chain] = max(last, has.get(chain, 0))
            knowledge.hear({chain: last})
        else:
            send_all()
    send_all()

    for chain, head in stored.items():
        assert has[chain] >= head.sequence
        assert knows.get(chain, 0) >= head.sequence


def test_chains_that_nobody_here_has_are_remembered_only_so_far() -> None:
    numbers = range(MAX_UNKNOWN + 500)
    invented = [Chain(SourceId(n.to_bytes(32, "big")), Incarnation(0)) for n in numbers]
    knowledge = Knowledge(lambda: {ANA: Head(3)})
    knowledge.hear_whole({BO: 1}, more=True)
    knowledge.hear_whole(dict.fromkeys(invented, 1), more=False)
    knowledge.hear(dict.fromkeys(invented, 2))

    knowledge.hear({ANA: 3})

    assert len(knowledge.held) == MAX_UNKNOWN + 2
    assert (knowledge.held[BO], knowledge.held[invented[0]]) == (1, 2)
    assert knowledge.held[ANA] == 3, "what is here is not crowded out"


def test_what_is_withdrawn_is_neither_sent_nor_acknowledged() -> None:
    stored = {ANA: Head(3), BO: Head(3)}
    knowledge = Knowledge(lambda: stored)
    knowledge.hear_whole({BO: 3}, more=False)
    assert knowledge.take_turns() == [ANA]

    stored.clear()

    assert knowledge.take_acknowledgements(10) == []
    knowledge.announced()
    assert knowledge.is_settled


def test_what_a_digest_has_told_need_not_be_acknowledged() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(3)})
    knowledge.hear_whole({ANA: 3}, more=False)
    assert not knowledge.is_settled

    knowledge.announced()

    assert knowledge.take_acknowledgements(10) == []


def test_a_closed_window_keeps_everything_back_until_it_is_acknowledged() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(3), BO: Head(3)})
    knowledge.hear_whole({}, more=False)
    knowledge.sent(ANA, 3, WINDOW_BYTES)
    knowledge.had_turn(ANA, gave=True)
    assert knowledge.take_turns() == []
    assert knowledge.is_blocked
    assert not knowledge.is_settled

    knowledge.hear({ANA: 3})

    assert knowledge.take_turns() == [BO]
    assert not knowledge.is_blocked


def test_a_whole_digest_opens_the_window_for_what_was_lost() -> None:
    knowledge = Knowledge(lambda: {ANA: Head(3)})
    knowledge.hear_whole({}, more=False)
    knowledge.sent(ANA, 3, WINDOW_BYTES)
    knowledge.had_turn(ANA, gave=True)

    knowledge.hear_whole({}, more=False)

    assert knowledge.take_turns() == [ANA]
    assert knowledge.window.in_flight == 0
