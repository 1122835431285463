"""Bob hides what Amy did; but Carol, who may hide it as well, passes on what Amy says of it."""

from typing import cast

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.facts.agreement import REPORT_SECONDS
from redux_scuttlebutt.sync.facts.people import People
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.wire.messages import Delta, Digest, Facts, Message, decode, encode
from redux_scuttlebutt.sync.wire.run import Run
from support.liars import proof, signed_run
from support.logs import SlowLog
from support.net import Net
from support.replica import Replica
from support.wire import Wire

ROUND_SECONDS = 1.0


class Hiding:
    """What comes from somebody who hides what `victim` did behind `last`."""

    def __init__(self, session: Session, victim: SourceId, last: int, *, facts: bool) -> None:
        self._session = session
        self._victim = victim
        self._last = last
        self._hides_facts = facts

    def receive(self, frame: bytes) -> None:
        message = self._without(decode(frame))
        if message is not None:
            self._session.receive(encode(message))

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    def _without(self, message: Message) -> Message | None:
        match message:
            case Delta():
                runs = [raw for raw in message.runs if not self._is_hidden(Run(raw))]
                return Delta(runs)
            case Digest():
                entries = [e for e in message.entries if e.source != self._victim]
                return Digest(entries, message.whole, message.more)
            case Facts():
                facts = message.facts
                if self._hides_facts:
                    facts = [fact for fact in facts if fact.source != self._victim]
                return Facts(facts)
            case _:
                return message

    def _is_hidden(self, run: Run) -> bool:
        return run.header.source == self._victim and run.last > self._last


def hide(wire: Wire, victim: Replica, *, facts: bool) -> None:
    """The second end of `wire` hears only what the first does not hide."""
    first, second = wire.sessions
    hiding = Hiding(second, victim.dispatcher.source, 1, facts=facts)
    wire.sessions = (first, cast("Session", hiding))


@pytest.mark.parametrize("paths", [1, 2])
def test_what_is_hidden_shows_within_two_rounds_where_there_is_a_second_path(paths: int) -> None:
    net = Net(4, [(0, 1), (0, 2)])
    amy, _, _, jane = net.replicas
    hide(net.link(1, 3), amy, facts=True)
    if paths == 2:
        hide(net.link(2, 3), amy, facts=False)
    amy.type("a")
    net.run(10)
    assert jane.state == "a"
    assert jane.dispatcher.agreement.missing(amy.dispatcher.source) == 0

    amy.type("bcd")
    net.run(REPORT_SECONDS + 2 * ROUND_SECONDS)

    assert jane.state == "a"
    missing = {other.source: other.missing for other in People(jane.dispatcher, {}).others([])}
    # With Bob alone, it cannot be told from Amy doing nothing.
    assert missing[amy.dispatcher.source] == (3 if paths == 2 else 0)


def test_nothing_is_missed_once_it_comes() -> None:
    net = Net(3, [(0, 1), (1, 2)])
    amy, _, jane = net.replicas

    amy.type("abc")
    net.run(10)

    assert jane.dispatcher.agreement.missing(amy.dispatcher.source) == 0


def test_what_was_never_saved_is_missed_by_nobody() -> None:
    log = SlowLog()
    net = Net(2, [(0, 1)], logs=[log, SlowLog()])
    amy, jane = net.replicas
    amy.type("abc")
    net.run(10)  # it does not reach the disk, and then the power fails

    assert jane.dispatcher.agreement.missing(amy.dispatcher.source) == 0


def test_what_does_not_count_is_not_missed() -> None:
    net = Net(2, [(0, 1)])
    amy, jane = net.replicas
    amy.type("abc")
    net.run(10)
    chain = amy.dispatcher.chain

    jane.dispatcher.receive_evidence([proof(*(signed_run(chain, word) for word in "xy"))])
    net.time.settle()

    assert jane.state == ""
    assert jane.dispatcher.agreement.missing(amy.dispatcher.source) == 0
