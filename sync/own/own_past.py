"""What others know of our own past, and what follows where we do not know it ourselves.

A restored backup or a copied profile lets a replica number anew what it had numbered
before. So own runs made since the start are given to a peer only after its digest named
how far it has us. Is that further than we know, or another run than ours, then our past
is in doubt: we go on in a new incarnation, and what nobody was given yet is taken back
and issued again there. (What had been given away forks, which others detect.)
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...store.undo import UNDONE, Range, is_control, range_of, redo, undo
from ...store.update import Name, Sequence, Update
from ..log.log import Log
from ..wire.run import MAX_BODY_BYTES, MAX_UPDATES, Chain, Head, Run

__all__ = ["Claim", "OwnPast", "issue_again", "run_holding"]

Claim = tuple[int, bytes]
"""How far somebody has a chain: the last sequence, and how the hash of that run begins."""

MANY_BYTES = MAX_UPDATES * (MAX_BODY_BYTES + 1024)
"""As much as 64 runs can have, each of one update."""


def run_holding(log: Log, chain: Chain, sequence: int) -> Run | None:
    """The run in `log` that holds the update `sequence` of `chain`, or None."""
    first = max(sequence - MAX_UPDATES, 0)
    runs = log.runs_after(chain, first, max_bytes=MANY_BYTES)
    return next((run for run in runs if run.last >= sequence), None)


class OwnPast:
    """Judges what peers claim to have of our chain.

    Args:
        log: where our runs are.
        stored: how far each chain is on disk.
        chain: the one that we write to.
        is_new: whether this is surely the first time that we are here.

    Attributes:
        given: up to where others may have what is here: of our chain at the start, and what
            peers were handed since. Nobody has what lies behind.
        is_confirmed: whether somebody had our chain just as far as we, or it began here
            since the start. Until then runs of ours may come that were lost here, and whose
            stamps are below anything that we could promise.
    """

    def __init__(
        self,
        log: Log,
        stored: Callable[[], Mapping[Chain, Head]],
        chain: Callable[[], Chain],
        *,
        is_new: bool = False,
    ) -> None:
        self._log = log
        self._stored = stored
        self._chain = chain
        self.given = self._stored().get(chain(), Head())
        self.is_confirmed = is_new

    def gave(self, head: Head) -> None:
        """Own runs up to `head` were handed to a peer."""
        self.given = max(self.given, head)

    def begin_anew(self) -> None:
        """Our chain is another one from now on."""
        self.is_confirmed = True
        self.given = self._stored().get(self._chain(), Head())

    def heard(self, claim: Claim) -> None:
        """Somebody has our chain as far as `claim`."""
        head = self._stored().get(self._chain(), Head())
        sequence, start = claim
        if sequence == head.sequence and head.hash.startswith(start):
            self.is_confirmed = True

    def is_refuted_by(self, claim: Claim, *, thoroughly: bool) -> bool:
        """Whether `claim` cannot be about the past that we know.

        Args:
            thoroughly: look into the log, where the claim is about an earlier run.
        """
        sequence, start = claim
        if not sequence:
            return False
        head = self._stored().get(self._chain(), Head())
        if sequence >= head.sequence:
            return sequence > head.sequence or not head.hash.startswith(start)
        if not thoroughly:
            return False
        run = run_holding(self._log, self._chain(), sequence)
        return run is None or run.last != sequence or not run.hash.startswith(start)


def issue_again(gone: Iterable[Update], issue: Callable[[Any], Update]) -> list[Update]:
    """Issue the actions of `gone`, own updates of one chain in their order, once more.

    Undos and redos among them name what they are about by its new name, if it has one.
    """
    renamed: dict[Name, Name] = {}
    again: list[Update] = []
    for update in gone:
        target = range_of(update.action) if is_control(update) else ""
        actions = [update.action] if isinstance(target, str) else _retarget(update, target, renamed)
        for action in actions:
            again.append(issue(action))
            renamed[update.name] = again[-1].name
    return again


def _retarget(control: Update, target: Range, renamed: Mapping[Name, Name]) -> list[Any]:
    """What `control` has to be now that some of its range have other names."""
    kept_last = target.last
    moved: list[Name] = []
    for name, new in renamed.items():
        if name[:2] == target[:2] and target.first <= name.sequence <= target.last:
            kept_last = min(kept_last, Sequence(name.sequence - 1))
            moved.append(new)
    make = undo if control.action["type"] == UNDONE else redo
    actions: list[Any] = []
    if kept_last >= target.first:
        old = (target.source, target.incarnation)
        actions.append(make(Name(*old, target.first), Name(*old, kept_last)))
    if moved:
        actions.append(make(min(moved), max(moved)))
    return actions
