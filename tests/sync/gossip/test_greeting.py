"""What two sides say of themselves first. What a session does with it: `test_session`."""

from typing import Any

import msgspec
import pytest

from redux_scuttlebutt.sync.gossip.greeting import PROGRAM, greeting, objection
from redux_scuttlebutt.sync.wire.messages import PROTOCOL
from support.replica import ANA, BO, replica


def test_two_replicas_of_one_room_have_no_objection() -> None:
    ana, bo = replica(ANA), replica(BO)

    assert objection(greeting(bo.dispatcher), ana.dispatcher) is None
    assert greeting(bo.dispatcher).program == PROGRAM


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"protocol": PROTOCOL + 1}, f"we speak protocol {PROTOCOL}, you {PROTOCOL + 1}"),
        ({"room": b"R" * 32}, "another room"),
        ({"source": ANA}, "the same device"),
        ({"clock": "lamport"}, "clock is hybrid, yours is lamport"),
    ],
)
def test_what_cannot_be_merged_is_named(changes: dict[str, Any], words: str) -> None:
    ana, bo = replica(ANA), replica(BO)
    hello = msgspec.structs.replace(greeting(bo.dispatcher), **changes)

    assert words in str(objection(hello, ana.dispatcher))


def test_a_relay_is_told_no_name() -> None:
    ana = replica(ANA)
    ana.dispatcher.name = "Ana"

    assert greeting(ana.dispatcher).name == "Ana"
    assert greeting(ana.dispatcher, is_relay=True).name == ""
