import pytest

from redux_scuttlebutt.sync.errors import SyncError
from redux_scuttlebutt.sync.gossip.exchanges import Exchanges
from redux_scuttlebutt.sync.gossip.greeting import BEATS, FACTS
from redux_scuttlebutt.sync.gossip.heartbeat import BUSY_SECONDS, IDLE_SECONDS
from redux_scuttlebutt.sync.wire.messages import (
    Beat,
    Delta,
    Digest,
    Facts,
    FactsDigest,
    Message,
    Want,
)
from support.replica import ANA, BO, replica, typed
from support.virtual_time import VirtualTime
from support.wire import entry

BEAT = Beat(1, 0, 0, 0.0, 0.0, bytes(8), bytes(8))


class Ours:
    """Ana's exchanges with Bo."""

    def __init__(self, *abilities: str) -> None:
        self.time = VirtualTime()
        self.ana = replica(ANA, scheduler=self.time)
        self.heard = self.woken = 0
        self.exchanges = Exchanges(self.ana.dispatcher, self._wake, self._refuse, self._hear)
        self.exchanges.begin(BO, abilities)

    def _wake(self) -> None:
        self.woken += 1

    def _hear(self) -> None:
        self.heard += 1

    def _refuse(self, error: SyncError) -> None:
        raise error

    def settle(self) -> None:
        """Let what was typed come to the disk."""
        self.ana.dispatcher.flush()
        self.time.settle()

    def say_all(self, limit: int = 100) -> list[Message]:
        said: list[Message] = []
        while (message := self.exchanges.next_message()) is not None:
            said.append(message)
            assert len(said) < limit, "they do not stop talking"
        return said


def test_it_begins_with_how_far_we_have_each_chain() -> None:
    assert [type(message) for message in Ours().say_all()] == [Digest]


def test_facts_do_not_wait_until_all_runs_are_sent() -> None:
    ours = Ours(FACTS)
    for _ in range(5):
        ours.ana.store.dispatch(typed("a" * 30_000))
    ours.settle()
    ours.ana.dispatcher.bulletin.say("profile", b"Ana's")
    assert ours.exchanges.take(Digest([], whole=True))
    assert ours.exchanges.take(FactsDigest([]))

    kinds = [type(message) for message in ours.say_all()]

    assert kinds.count(Delta) > 2
    assert kinds.index(Facts) < kinds.index(Delta) + 2


@pytest.mark.parametrize(
    ("message", "ability"), [(FactsDigest([]), FACTS), (Facts([]), FACTS), (BEAT, BEATS)]
)
def test_what_the_peer_said_that_it_cannot_do_is_not_taken_from_it(
    message: Message, ability: str
) -> None:
    assert not Ours().exchanges.take(message)
    assert Ours(ability).exchanges.take(message)


def test_a_blob_is_no_matter_for_who_has_none() -> None:
    assert not Ours(FACTS, BEATS).exchanges.take(Want(bytes(32), 0))


def test_whoever_says_how_far_it_is_is_heard_and_answered() -> None:
    ours = Ours()
    ours.ana.type("a")
    ours.settle()
    before = ours.woken

    ours.exchanges.take(Digest([entry(ours.ana.dispatcher.chain, 0)], whole=True))

    assert (ours.heard, ours.woken > before) == (1, True)
    assert Delta in [type(message) for message in ours.say_all()]


def test_beats_go_on_where_nothing_else_is_said_and_end_with_the_conversation() -> None:
    ours = Ours(BEATS)
    ours.say_all()

    ours.time.pass_time(BUSY_SECONDS)
    assert [type(message) for message in ours.say_all()] == [Beat]

    ours.exchanges.close()
    ours.time.pass_time(10 * IDLE_SECONDS)
    assert ours.say_all() == []
