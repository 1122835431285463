"""What is set aside because its source contradicts itself, as a window shows it."""

from collections.abc import Sequence

from ..store.undo import is_control
from ..store.update import Timestamp, Update
from ..sync.dispatcher import Dispatcher
from ..sync.errors import LogFailed
from ..sync.wire.run import Chain
from ..ui.ports import Quarantined

__all__ = ["set_aside"]

TWO_HISTORIES = "Two histories that differ bear its signature, as when a data folder is copied."
PROMISE_BROKEN = "It dated an action earlier than it had promised to date any more."


def set_aside(dispatcher: Dispatcher) -> Sequence[Quarantined]:
    """Each source's chain that is in doubt, with what of it is here."""
    if not dispatcher.evidence:
        return ()
    try:
        here = {chain: found.updates for chain, found in dispatcher.quarantined.items()}
    except LogFailed:
        here = dict[Chain, tuple[Update, ...]]()  # that they are in doubt can be said all the same
    return tuple(
        Quarantined(
            chain.source,
            Timestamp(evidence.at_place.header.first_timestamp),
            tuple(update for update in here.get(chain, ()) if not is_control(update)),
            PROMISE_BROKEN if evidence.is_of_a_promise else TWO_HISTORIES,
        )
        for chain, evidence in sorted(dispatcher.evidence.items())
    )
