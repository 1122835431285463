"""What nobody can change any more, and what everybody has: from the standings of all.

Each source reports how much it has issued, that it will stamp nothing lower any more, and
up to where it has everything on disk. Reports are only made while there is something to
settle, so a quiet room is silent; and the more members, the longer each waits from one to
the next, so that a large room says no more than a small one. See `stability` for what
follows from them.
"""

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

import msgspec

from ...store.update import SourceId, Timestamp
from ..clock import MAX_AHEAD, Clock
from ..events import Events
from ..scheduler import LONGEST_SECONDS, Cancellable, Scheduler
from ..wire.run import Chain, Head, chain_of
from .bulletin import STANDING, Bulletin
from .facts import Fact
from .stability import Report, Stability, decode_report, encode_report

__all__ = ["Agreement", "last_report"]

REPORT_SECONDS = 1.0
"""How long things are left to gather before they are reported."""

REPORTS_PER_SECOND = 4
"""How many reports all members together make in a second, about, while much happens.

A report takes some 150 bytes and goes over every link. Were each of 64 members to make one
every second while somebody is at work, that alone would be 10 kB a second.
"""

REMINDER_SECONDS = 3600.0
"""How often a quiet source lets itself be heard, so that it is not taken for away."""

Heads = Callable[[], Mapping[Chain, Head]]


def last_report(facts: Iterable[Fact], source: SourceId) -> Report | None:
    """What `source` reported last, of all `facts`; None if it did not, or not in our words."""
    for fact in facts:
        if fact.source == source and fact.key == STANDING:
            with suppress(ValueError):
                return decode_report(fact.value)
    return None


class Agreement:
    """Reports our own standing, and reads those of others.

    Args:
        now: physical time as corrected, microseconds.
        issued: our own chain, and how many updates it has.
        received, stored: how far each chain is here, and on disk.
        may_promise: whether our own past is sure enough to promise anything about it.
        is_forked: whether nobody takes anything more of a chain.

    Events, for `on(event, listener)`:
        changed(): what is final or stored by all may be another.
    """

    def __init__(
        self,
        bulletin: Bulletin,
        scheduler: Scheduler,
        clock: Clock,
        now: Callable[[], int],
        issued: Callable[[], tuple[Chain, int]],
        received: Heads,
        stored: Heads,
        may_promise: Callable[[], bool] = lambda: True,
        is_forked: Callable[[Chain], bool] = lambda chain: False,
    ) -> None:
        self._bulletin = bulletin
        self._scheduler = scheduler
        self._clock = clock
        self._now = now
        self._issued = issued
        self._received = received
        self._stored = stored
        self._may_promise = may_promise
        self._is_forked = is_forked
        self._stability = Stability(
            bulletin.source,
            timed=clock.kind == "hybrid",
            is_forked=lambda source, incarnation: is_forked(chain_of(source, incarnation)),
        )
        self._own: Report | None = None
        self._said_at = -math.inf
        self._next: Report | None = None  # to be said once it and what it counts are on disk
        self._is_keeping = False
        self._look: Cancellable | None = None
        self._look_due = math.inf
        self._later: Cancellable | None = None
        self._reminder: Cancellable | None = None
        self._is_over = False
        self._events = Events("changed")
        self.on = self._events.on
        for source in bulletin.digest():
            fact = bulletin.get(source, STANDING)
            if fact is not None:
                self._hear(fact)
        self._keep_to_our_word()
        bulletin.on("fact", self._hear)
        self._remind_later()

    @property
    def final(self) -> Timestamp:
        """At or below this nothing can come in any more, if everybody keeps to their word."""
        return self._stability.final(self._now(), self._held_in(self._received))

    @property
    def stored_by_all(self) -> Timestamp:
        """At or below this every member has everything on disk."""
        return self._stability.stored_by_all(self._now())

    @property
    def members(self) -> list[SourceId]:
        """Whoever was heard within 7 days and is not set aside, and we ourselves."""
        return self._stability.members(self._now())

    def stored_of(self, source: SourceId) -> Timestamp | None:
        """Up to where `source` has everything on disk by its last word; None without one."""
        return self._stability.stored_of(source)

    def missing(self, source: SourceId) -> int:
        """How many of its updates `source` has told of that have not come here.

        They may be on their way. If they do not come, somebody keeps them from us.
        """
        return self._stability.missing(source, self._held_in(self._received))

    def set_aside(self, source: SourceId) -> None:
        """Wait for `source` no longer, until `take_back`."""
        self._stability.set_aside(source)
        self.something_moved()

    def take_back(self, source: SourceId) -> None:
        """Let `source` count again."""
        self._stability.take_back(source)
        self._somebody_counts()

    def something_moved(self) -> None:
        """There may be something to report: it is looked at in a moment."""
        own = self._own
        if own is not None and own.incarnation != self._issued()[0].incarnation:
            self._look_within(REPORT_SECONDS)  # our promises are taken back
        elif self._look is None:
            # The more we are, the longer lies between two reports of ours.
            pause = len(self.members) / REPORTS_PER_SECOND
            left = self._said_at + pause - self._scheduler.timer()
            self._look_within(max(REPORT_SECONDS, left))

    def _look_within(self, seconds: float) -> None:
        due = self._scheduler.timer() + seconds
        if self._is_over or (self._look is not None and self._look_due <= due):
            return
        if self._look is not None:
            self._look.cancel()
        self._look, self._look_due = self._scheduler.later(seconds, self.report), due

    def _somebody_counts(self) -> None:
        """Where our last report says more than holds with them, that is not left so for long."""
        self.something_moved()
        stored = self._stability.own_stored(self._now(), self._held_in(self._stored))
        if self._own is not None and stored < self._own.stored:
            self._look_within(REPORT_SECONDS)

    def stop(self) -> None:
        """Report no more: the log is about to be closed."""
        self._is_over = True
        for timer in (self._look, self._later, self._reminder):
            if timer is not None:
                timer.cancel()

    def report(self, *, is_reminder: bool = False) -> None:
        """Tell everybody where we stand, if that is not what we told last."""
        self._look = None
        if not self._may_promise():
            return  # once it may, something has moved
        if self._next is not None and (self._is_keeping or self._is_still_ours(self._next)):
            return  # once that is said, it is looked at again
        now = self._now()
        chain, sequence = self._issued()
        received = self._received()
        # What is parked concerns nobody before its time.
        stamps = [head.timestamp for head in received.values()]
        newest = max((stamp for stamp in stamps if stamp <= now + MAX_AHEAD), default=0)
        own = self._own
        promise = own.promise if own is not None else 0
        is_anew = own is not None and own.incarnation != chain.incarnation
        if newest > promise or is_reminder or is_anew:
            # In a new incarnation our clock may go on from where it should have been.
            promise = self._clock.promise(now)
        earlier = sorted(
            (other.incarnation, head.sequence)
            for other, head in received.items()
            if other.source == chain.source and other.incarnation < chain.incarnation
        )
        report = Report(
            chain.incarnation,
            sequence,
            promise,
            self._stability.own_stored(now, self._held_in(self._stored)),
            tuple(earlier),
        )
        if self._is_news(report, newest):
            self._say(report)
        if promise < newest or report.stored < min(newest, self.final):
            self.something_moved()  # it will be so in a moment
        self._look_again_at(min((s for s in stamps if s > now + MAX_AHEAD), default=None), now)

    def _is_news(self, report: Report, newest: int) -> bool:
        """Whether `report` tells anybody more than our last one did, or takes something back.

        With each promise of anybody more counts as stored here. Above the stamp `newest`
        there is nothing yet that could be stored, so that is no news.
        """
        own = self._own
        if own is None or report.stored < own.stored:
            return True
        before, after = (
            msgspec.structs.replace(one, stored=min(one.stored, newest)) for one in (own, report)
        )
        return before != after

    def saved(self) -> None:
        """More is on disk than before: a report may have waited for that."""
        report = self._next
        if report is None or self._is_keeping:
            return
        chain, _ = self._issued()
        if not self._is_still_ours(report):
            self._next = None
            self.something_moved()
        elif self._stored().get(chain, Head()).sequence >= report.sequence:
            # A promise that is forgotten over a power cut may be broken, and what is counted
            # and then lost would be missed by everybody.
            self._is_keeping = True
            self._bulletin.say_kept(STANDING, encode_report(report), self._was_kept)

    def _say(self, report: Report) -> None:
        self._said_at = self._scheduler.timer()
        self._remind_later()
        own = self._own
        if own is not None and msgspec.structs.replace(own, stored=report.stored) == report:
            self._own = report
            self._bulletin.say(STANDING, encode_report(report))
            return
        self._next = report
        self.saved()

    def _is_still_ours(self, report: Report) -> bool:
        chain, _ = self._issued()
        return chain.incarnation == report.incarnation

    def _was_kept(self, error: BaseException | None) -> None:
        report, self._next = self._next, None
        self._is_keeping = False
        if error is None:
            self._own = report
        self._somebody_counts()  # more may have come about while it was written

    def _keep_to_our_word(self) -> None:
        """Stamp nothing that our last report has promised not to, should the clock be back."""
        fact = self._bulletin.get(self._bulletin.source, STANDING)
        report = last_report([fact] if fact is not None else [], self._bulletin.source)
        chain, _ = self._issued()
        if report is not None and report.incarnation == chain.incarnation:
            self._clock.observe(Timestamp(report.promise))

    def _remind_later(self) -> None:
        if self._reminder is not None:
            self._reminder.cancel()
        self._reminder = self._scheduler.later(
            REMINDER_SECONDS, lambda: self.report(is_reminder=True)
        )

    def _look_again_at(self, parked: int | None, now: int) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if parked is not None and not self._is_over:
            delay = min((parked - now - MAX_AHEAD) / 1_000_000, LONGEST_SECONDS)
            self._later = self._scheduler.later(delay, self.something_moved)

    def _hear(self, fact: Fact) -> None:
        if fact.key != STANDING:
            return
        try:
            report = decode_report(fact.value)
        except ValueError:
            return  # whoever signed this says nothing that we understand
        if self._stability.heard(fact.source, report, self._now()):
            self._somebody_counts()
            self._events.emit("changed")

    def _held_in(self, heads: Heads) -> Callable[[SourceId, int], int]:
        held = heads()

        def held_of(source: SourceId, incarnation: int) -> int:
            chain = chain_of(source, incarnation)
            # Of a forked chain no more will come than is there: nobody waits for it.
            return sys.maxsize if self._is_forked(chain) else held.get(chain, Head()).sequence

        return held_of
