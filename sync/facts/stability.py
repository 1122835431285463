"""What is final here, and what everybody has: read off what each source reports.

A report says how many updates a source has issued and up to where it will issue no more.
Once we hold that many of its updates, nothing of it can come in at or below its promise;
below the least promise of all members nothing can come in at all. That bound is what
"global virtual time" is in Jefferson, "Virtual Time" (1985). Each source also tells up to
where that holds on its disk, so one number per source shows what all of them have.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated

import msgspec

from ...store.update import SourceId, Timestamp
from ..clock import MAX_AHEAD

__all__ = [
    "AWAY",
    "MAX_EARLIER",
    "STANDING",
    "Held",
    "Report",
    "Stability",
    "decode_report",
    "encode_report",
]

STANDING = "standing"
"""The key of the fact whose value is a report."""

AWAY = 7 * 24 * 3600 * 1_000_000
"""Microseconds of silence after which a source holds nothing up any more."""

MAX_EARLIER = 32
MAX_WAITING = 32
"""How many reports of one source are kept until we have the updates they speak of."""

_U32 = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
_U53 = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]

Held = Callable[[SourceId, int], int]
"""How far we hold a source and incarnation: the sequence up to which nothing is missing."""


class Report(msgspec.Struct, frozen=True, array_like=True):
    """What a source says of itself, the value of its fact `standing`.

    Attributes:
        incarnation: in which it writes now.
        sequence: how many updates it has issued in that incarnation.
        promise: it will issue nothing at or below this timestamp any more.
        stored: everything its members issued at or below this is on its disk.
        earlier: each of its earlier incarnations with the number of updates it knows of.
            Without them whoever lacks the end of an earlier incarnation would not know.
    """

    incarnation: _U32
    sequence: _U53
    promise: _U53
    stored: _U53
    earlier: Annotated[tuple[tuple[_U32, _U53], ...], msgspec.Meta(max_length=MAX_EARLIER)] = ()

    def is_covered(self, source: SourceId, held: Held) -> bool:
        """Whether everything that `source` had issued when it made this report is held."""
        heads = (*self.earlier, (self.incarnation, self.sequence))
        return all(held(source, incarnation) >= last for incarnation, last in reversed(heads))


_decoder = msgspec.msgpack.Decoder(Report)


def encode_report(report: Report) -> bytes:
    """The bytes of `report`; of very many earlier incarnations it names the latest."""
    return msgspec.msgpack.encode(
        msgspec.structs.replace(report, earlier=report.earlier[-MAX_EARLIER:])
    )


def decode_report(value: bytes) -> Report:
    """The report in the value of a fact.

    Raises:
        ValueError: no report, a number out of range, or incarnations that do not rise.
    """
    try:
        report = _decoder.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"a standing that is no report: {error}") from error
    incarnations = [incarnation for incarnation, _ in report.earlier]
    if not all(a < b for a, b in pairwise([*incarnations, report.incarnation])):
        raise ValueError(f"the incarnations {incarnations} do not rise to {report.incarnation}")
    return report


class Stability:
    """Who holds things up, and how far everything is settled.

    Args:
        own: who we are; our own reports are to be told to `heard`, too.
        timed: whether timestamps are physical time. A report then is as old as its
            promise at least, however late it reached us; otherwise whoever joins would
            wait a week for those who left long ago.
        is_forked: whether nobody takes anything more of a source's incarnation. Nobody
            waits for a source that writes there, before it goes on in another.
    """

    def __init__(
        self,
        own: SourceId,
        *,
        timed: bool = True,
        is_forked: Callable[[SourceId, int], bool] = lambda source, incarnation: False,
    ) -> None:
        self._own = own
        self._is_forked = is_forked
        self._timed = timed
        self._newest: dict[SourceId, Report] = {}
        self._heard_at: dict[SourceId, int] = {}
        self._here: dict[SourceId, _Promises] = {}
        self._on_disk: dict[SourceId, _Promises] = {}
        self._set_aside: set[SourceId] = set()

    # What happens

    def heard(self, source: SourceId, report: Report, at: int) -> bool:
        """Take in what `source` said of itself; `at` is physical time, microseconds.

        Returns whether it was taken: a report that goes back behind an earlier one is not.
        A promise can only be taken back in a new incarnation.
        """
        before = self._newest.get(source)
        if before is not None and not _follows(report, before):
            return False
        self._newest[source] = report
        made = min(at, report.promise) if self._timed else at
        self._heard_at[source] = max(self._heard_at.get(source, made), made)
        for promises in (self._here, self._on_disk):
            promises.setdefault(source, _Promises()).add(report)
        return True

    def set_aside(self, source: SourceId) -> None:
        """Wait for `source` no longer, whatever it says, until `take_back`."""
        self._set_aside.add(source)

    def take_back(self, source: SourceId) -> None:
        """Let `source` count again as soon and as long as it is heard."""
        self._set_aside.discard(source)

    # What is known

    def members(self, now: int) -> list[SourceId]:
        """Whoever was heard within 7 days and is not set aside, and we ourselves."""
        others = (
            source
            for source, at in self._heard_at.items()
            if now - at <= AWAY and source not in self._set_aside
        )
        return sorted({self._own, *others})

    def final(self, now: int, received: Held) -> Timestamp:
        """At or below this nothing can come in any more, as far as all members promised.

        It can fall when a source becomes a member, or gives up promises in a new incarnation.

        Args:
            received: how far each source and incarnation is here, folded or about to be.
        """
        return self._least_promise(self._here, now, received)

    def own_stored(self, now: int, stored: Held) -> Timestamp:
        """What our own report has to say as `stored`: `final` of what is on our disk."""
        return self._least_promise(self._on_disk, now, stored)

    def stored_by_all(self, now: int) -> Timestamp:
        """At or below this every member has everything on disk, by its last word."""
        awaited = [self.stored_of(member) or 0 for member in self._awaited(now)]
        return Timestamp(min([*awaited, now + MAX_AHEAD]))

    def stored_of(self, source: SourceId) -> Timestamp | None:
        """Up to where `source` has everything on disk by its last word; None without one."""
        report = self._newest.get(source)
        return None if report is None else Timestamp(report.stored)

    def missing(self, source: SourceId, received: Held) -> int:
        """How many updates `source` says that it has issued, and are not here."""
        report = self._newest.get(source)
        if report is None:
            return 0
        heads = (*report.earlier, (report.incarnation, report.sequence))
        return sum(max(last - received(source, incarnation), 0) for incarnation, last in heads)

    def _awaited(self, now: int) -> list[SourceId]:
        """Those members whose word counts for what is settled."""

        def writes_nowhere(source: SourceId) -> bool:
            report = self._newest.get(source)
            return report is not None and self._is_forked(source, report.incarnation)

        return [member for member in self.members(now) if not writes_nowhere(member)]

    def _least_promise(
        self, promises: dict[SourceId, "_Promises"], now: int, held: Held
    ) -> Timestamp:
        least = now + MAX_AHEAD  # beyond that updates are parked, and clocks are wrong
        for member in self._awaited(now):
            least = min(least, promises[member].newest(member, held) if member in promises else 0)
        return Timestamp(least)


class _Promises:
    """Reports of one source that are still of use, oldest first.

    Only the first can be known to be covered; the others wait for updates.
    """

    def __init__(self) -> None:
        self._reports: list[Report] = []

    def add(self, report: Report) -> None:
        reports = self._reports
        if reports and reports[-1].incarnation != report.incarnation:
            # What it promised before may be taken back now, as far as it is above this.
            reports[:] = [
                msgspec.structs.replace(old, promise=min(old.promise, report.promise))
                for old in reports
            ]
        if reports and _heads(reports[-1]) == _heads(report):
            reports.pop()  # the same updates, and a promise that goes further
        elif len(reports) == MAX_WAITING:
            # The oldest are the next to be covered, and the newest says most.
            reports.pop()
        reports.append(report)

    def newest(self, source: SourceId, held: Held) -> int:
        """The newest promise that counts, since all updates issued before it are held."""
        for index in range(len(self._reports) - 1, -1, -1):
            if self._reports[index].is_covered(source, held):
                del self._reports[:index]
                return self._reports[0].promise
        return 0


def _heads(report: Report) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    return report.incarnation, report.sequence, report.earlier


def _follows(report: Report, before: Report) -> bool:
    if report.incarnation != before.incarnation:
        return report.incarnation > before.incarnation
    return report.sequence >= before.sequence and report.promise >= before.promise
