"""What two sides say of themselves first, and whether they may talk by it."""

from ..dispatcher import Dispatcher
from ..wire.messages import PROTOCOL, Hello

__all__ = ["BEATS", "BLOBS", "FACTS", "NO_STATE", "PROGRAM", "greeting", "objection"]

PROGRAM = "redux-scuttlebutt/0.1.0"

FACTS = "facts"
BEATS = "beats"
BLOBS = "blobs"
ABILITIES = [FACTS, BEATS, BLOBS]
"""What else we can be asked for; a peer that does not name one is not bothered with it."""

NO_STATE = bytes(32)
"""Stands for the first state where no store is bound yet: a replica that only passes on."""


def greeting(dispatcher: Dispatcher, *, is_relay: bool = False) -> Hello:
    """What we say of ourselves; a relay passes on, and needs to know no names."""
    return Hello(
        protocol=PROTOCOL,
        room=dispatcher.room,
        source=dispatcher.source,
        name="" if is_relay else dispatcher.bulletin.write_name(dispatcher.name),
        first_state=dispatcher.first_state,
        clock=dispatcher.clock.kind,
        reducer=dispatcher.reducer_version,
        program=PROGRAM,
        now=dispatcher.scheduler.now(),
        abilities=ABILITIES,
    )


def objection(theirs: Hello, dispatcher: Dispatcher) -> str | None:
    """Why nothing they say could be merged, for as long as both are as they are; or None."""
    if theirs.protocol != PROTOCOL:
        return f"we speak protocol {PROTOCOL}, you {theirs.protocol}: update"
    if theirs.room != dispatcher.room:
        return "this is another room"
    if theirs.source == dispatcher.source:
        return "this is the same device"
    if theirs.clock != dispatcher.clock.kind:
        return f"this room's clock is {dispatcher.clock.kind}, yours is {theirs.clock}"
    return None
