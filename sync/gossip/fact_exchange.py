"""One conversation's part about facts: what each source says of itself, last word wins.

The paper's own exchange, a digest of versions and then a delta (van Renesse et al., 2008,
section 3), and from then on whatever is new, as soon as the link can take it. Facts that
come and go faster than that are overwritten before they are ever sent.
"""

from collections.abc import Mapping

from ...store.update import SourceId
from ..errors import ProtocolError
from ..facts.bulletin import LINK_BYTES, LINKS, Bulletin, linked_in
from ..facts.facts import Fact
from ..wire.messages import MAX_ENTRIES, Facts, FactsDigest, Newest, SentFact

__all__ = ["FactExchange"]

FRAME_BYTES = 24 * 1024
OVERHEAD_BYTES = 128
"""What a fact needs beside its value."""

MAX_UNKNOWN = 10_000
"""So many sources unknown here are remembered; of further ones facts may come twice."""


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
        self._may_remind_us = True
        self._remind_up_to = 0
        self._links: tuple[bytes, frozenset[bytes]] = (b"", frozenset())
        self._done_at = -1  # the bulletin's revision of which they have everything
        self._digests = self._make_digests()

    @property
    def remembered(self) -> Mapping[SourceId, int]:
        """How far they have what each source says, counting what is on its way."""
        return self._theirs

    def hear(self, digest: FactsDigest) -> None:
        """Take a digest of the other side in."""
        own = self._bulletin.source
        for newest in digest.newest:
            self._note(SourceId(newest.source), newest.version)
            if newest.source == own and self._may_remind_us:
                # Nobody signs a digest, so each link may make us say everything again once.
                self._may_remind_us = False
                self._bulletin.go_on_above(newest.version)
        self._is_heard = not digest.more
        self._remind_up_to = self._bulletin.digest().get(self._peer, 0)
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
        linked = self._linked()
        known = dict(self._theirs)
        # What they do not remember of themselves, after a restore, they hear from us.
        is_reminded = known.get(self._peer, 0) >= self._remind_up_to
        for source, version in self._bulletin.digest().items():
            if source == self._peer:
                if is_reminded:
                    known[source] = version
            elif source[:LINK_BYTES] in linked and source != self._bulletin.source:
                known[source] = version
        return known

    def _linked(self) -> frozenset[bytes]:
        fact = self._bulletin.get(self._peer, LINKS)
        value = fact.value if fact is not None else b""
        if value != self._links[0]:
            self._links = (value, linked_in(value))
        return self._links[1]

    def _note(self, source: SourceId, version: int) -> None:
        before = self._theirs.get(source)
        if before is not None:
            self._theirs[source] = max(version, before)
        elif source in self._bulletin.digest() or len(self._theirs) < self._most:
            self._theirs[source] = version

    @property
    def _most(self) -> int:
        """Anybody can make up sources."""
        return len(self._bulletin.digest()) + MAX_UNKNOWN


def _cost(fact: Fact) -> int:
    return len(fact.value) + OVERHEAD_BYTES
