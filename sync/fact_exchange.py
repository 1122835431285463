"""One conversation's part about facts: what each source says of itself, last word wins.

The paper's own exchange, a digest of versions and then a delta (van Renesse et al., 2008,
section 3), and from then on whatever is new, as soon as the link can take it. Facts that
come and go faster than that are overwritten before they are ever sent.
"""

from ..store.update import SourceId
from .bulletin import LINKS, MAX_SOURCES, Bulletin, is_linked
from .errors import ProtocolError
from .facts import Fact
from .messages import MAX_ENTRIES, Facts, FactsDigest, Newest, SentFact

__all__ = ["FactExchange"]

FRAME_BYTES = 24 * 1024
OVERHEAD_BYTES = 128
"""What a fact needs beside its value."""


class FactExchange:
    """What two replicas tell each other of everybody.

    Args:
        peer: who the other side is.
    """

    def __init__(self, bulletin: Bulletin, peer: SourceId) -> None:
        self._bulletin = bulletin
        self._peer = peer
        self._theirs: dict[SourceId, int] = {}
        self._is_heard = False
        self._done_at = -1  # the bulletin's revision of which they have everything
        self._digests = self._make_digests()

    def hear(self, digest: FactsDigest) -> None:
        """Take a digest of the other side in.

        Raises:
            ProtocolError: it speaks of more sources than there can be.
        """
        for newest in digest.newest:
            self._note(SourceId(newest.source), newest.version)
        if len(self._theirs) > 2 * MAX_SOURCES:
            raise ProtocolError(f"more than {MAX_SOURCES} sources are nobody's room")
        self._is_heard = not digest.more
        self._done_at = -1

    def accept(self, message: Facts) -> None:
        """Take over what the other side knows.

        Raises:
            ProtocolError: a fact that its source has not signed, or facts of one source
                that are not in their order.
        """
        facts = [
            Fact(SourceId(f.source), f.key, f.version, f.value, f.signature) for f in message.facts
        ]
        newest: dict[SourceId, int] = {}
        for fact in facts:
            # Two keys in one version are a source's mistake, and not that of who passes them on.
            if newest.get(fact.source, 0) > fact.version:
                raise ProtocolError("facts of one source come in the order of their versions")
            newest[fact.source] = fact.version
        self._bulletin.receive(facts)
        for source, version in newest.items():
            self._note(source, version)

    def next_message(self) -> FactsDigest | Facts | None:
        """What to say next, or None."""
        if self._digests:
            return self._digests.pop(0)
        if not self._is_heard or self._done_at == self._bulletin.revision:
            return None
        found = self._bulletin.delta(self._known_to_them(), budget=FRAME_BYTES, cost=_cost)
        for fact in found:
            self._note(fact.source, fact.version)
        if not found:
            self._done_at = self._bulletin.revision
        return Facts([SentFact(*fact) for fact in found]) if found else None

    def _make_digests(self) -> list[FactsDigest]:
        newest = [Newest(source, version) for source, version in self._bulletin.digest().items()]
        parts = [newest[n : n + MAX_ENTRIES] for n in range(0, len(newest), MAX_ENTRIES)] or [[]]
        return [FactsDigest(part, more=part is not parts[-1]) for part in parts]

    def _known_to_them(self) -> dict[SourceId, int]:
        """What they have, or will hear from its source itself, to which they have a link."""
        linked = self._bulletin.get(self._peer, LINKS)
        known = dict(self._theirs)
        for source, version in self._bulletin.digest().items():
            if source == self._peer or (
                linked is not None
                and source != self._bulletin.source
                and is_linked(linked.value, source)
            ):
                known[source] = version
        return known

    def _note(self, source: SourceId, version: int) -> None:
        self._theirs[source] = max(version, self._theirs.get(source, 0))


def _cost(fact: Fact) -> int:
    return len(fact.value) + OVERHEAD_BYTES
