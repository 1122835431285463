"""One conversation's part about forks: the evidence that the peer lacks, and how to find it.

A digest tells which evidence its owner has against a chain. Who has other evidence, or
some where there is none, sends it, each once a session. Of two the better one counts on
both sides then, so this comes to an end.
"""

import sys
from collections.abc import Mapping
from itertools import islice

from ..dispatcher import Dispatcher
from ..errors import BadRun
from ..intake.quarantine import MAX_FORKS
from ..wire.evidence import Evidence
from ..wire.messages import MAX_FOUND
from ..wire.messages import Evidence as EvidenceMessage
from ..wire.run import Chain
from .knowledge import Knowledge

__all__ = ["ForkExchange"]


class ForkExchange:
    """What two replicas tell each other about chains that are in doubt.

    Args:
        knowledge: what the peer has.
    """

    def __init__(self, dispatcher: Dispatcher, knowledge: Knowledge) -> None:
        self._dispatcher = dispatcher
        self._knowledge = knowledge
        self._theirs: dict[Chain, bytes] = {}  # the marks of the evidence that they have
        self._hearing: dict[Chain, bytes] = {}  # those of a whole digest whose end is to come
        self._is_heard = False
        self._to_send: dict[Chain, None] = {}
        self._sent: dict[Chain, bytes] = {}
        self._to_show: dict[Chain, int] = {}  # the update whose run may prove a fork to them
        self._shown: dict[Chain, tuple[bytes, int]] = {}  # beside which evidence, and which run

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say at present."""
        return not (self._to_send or self._to_show)

    def end(self, chain: Chain) -> int:
        """The last sequence of `chain` that may count, as far as we know."""
        evidence = self._dispatcher.evidence.get(chain)
        return evidence.place - 1 if evidence is not None else sys.maxsize

    def hear(self, marks: Mapping[Chain, bytes], *, whole: bool, more: bool) -> None:
        """Take in what part of a digest tells of their evidence."""
        if not whole:
            self._remember(self._theirs, marks)
            for chain in marks:
                self._compare(chain)
            return
        self._remember(self._hearing, marks)
        if not more:
            self._theirs, self._hearing = self._hearing, {}
            self._is_heard = True
            for chain in self._dispatcher.evidence:
                self._compare(chain)

    def accept(self, message: EvidenceMessage) -> None:
        """Take over what the peer has found.

        Raises:
            BadRun: some of it proves nothing.
        """
        try:
            found = list(map(Evidence.parse, message.found))
            # First, so that they are not sent what they have just sent.
            self._remember(self._theirs, {evidence.chain: evidence.mark for evidence in found})
            self._dispatcher.receive_evidence(found)
        except BadRun as error:
            raise BadRun(str(error), limit="evidence_refused") from error
        for evidence in found:
            self._compare(evidence.chain)

    def changed(self, chain: Chain) -> None:
        """Our evidence against `chain` is another one now."""
        self._to_show.pop(chain, None)
        self._compare(chain)

    def dispute(self, chain: Chain, sequence: int) -> None:
        """They have another run than ours at `sequence`, as they say: show them ours, once.

        Once more, though, after we have gone back to where an earlier run is the last, or
        they have: what we showed them then lay behind a gap, and proved nothing.
        """
        mark = self._mark(chain)
        shown, before = self._shown.get(chain, (None, 0))
        if shown != mark or sequence < before:
            self._shown[chain] = mark, sequence
            self._to_show[chain] = sequence

    def next_message(self) -> EvidenceMessage | None:
        """The evidence to be sent next, or None."""
        chains = list(islice(self._to_send, MAX_FOUND))
        found: list[bytes] = []
        for chain in chains:
            del self._to_send[chain]
            evidence = self._dispatcher.evidence[chain]
            self._sent[chain] = evidence.mark
            found.append(evidence.raw)
        return EvidenceMessage(found) if found else None

    def take_shown(self, most_bytes: int) -> list[bytes]:
        """The runs to be shown, as many as fit into `most_bytes` together, but one at least."""
        runs: list[bytes] = []
        total = 0
        for chain, sequence in list(self._to_show.items()):
            run = self._dispatcher.run_at(chain, sequence)
            is_outdated = self._knowledge.has(chain) < sequence
            if run is not None and not is_outdated:
                total += len(run.raw)
                if runs and total > most_bytes:
                    break
                runs.append(run.raw)
            del self._to_show[chain]
        return runs

    def _mark(self, chain: Chain) -> bytes:
        evidence = self._dispatcher.evidence.get(chain)
        return evidence.mark if evidence is not None else b""

    def _compare(self, chain: Chain) -> None:
        ours = self._mark(chain)
        is_known = ours in (b"", self._theirs.get(chain), self._sent.get(chain))
        if self._is_heard and not is_known:
            self._to_send[chain] = None
        else:
            self._to_send.pop(chain, None)

    def _remember(self, known: dict[Chain, bytes], marks: Mapping[Chain, bytes]) -> None:
        """What a peer says costs us memory only so far."""
        for chain, mark in marks.items():
            if not mark:
                known.pop(chain, None)
            elif chain in known or len(known) < MAX_FORKS:
                known[chain] = mark
