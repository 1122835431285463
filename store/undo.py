"""Which updates are undone: judged from the log alone, the same on every replica.

`history/undone` and `history/redone` carry `{source, incarnation, first, last}`, a
range of their own source's updates. One of them counts if its signer is that source,
every update of the range sorts before it by at most the horizon, and the range holds
no undo or redo. For each update the last counting one of the latest incarnation wins.

What an earlier incarnation of the source stamped may also sort behind: a source whose
clock had run ahead so takes back what would otherwise come in when its time has come.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, cast

from .action import Action
from .update import Incarnation, Name, Sequence, SourceId, Update

__all__ = [
    "DEFAULT_HORIZON",
    "REDONE",
    "UNDONE",
    "UndoIndex",
    "controls_in",
    "is_control",
    "next_redo",
    "next_undo",
    "redo",
    "undo",
]

UNDONE = "history/undone"
REDONE = "history/redone"
CONTROLS = frozenset({UNDONE, REDONE})

DEFAULT_HORIZON = 30 * 24 * 3600 * 1_000_000
"""30 days of the default clock's microseconds."""


class Range(NamedTuple):
    """Updates of one source, from `first` to `last`, both included."""

    source: SourceId
    incarnation: Incarnation
    first: Sequence
    last: Sequence

    def covers(self, update: Update) -> bool:
        chain = (update.source, update.incarnation)
        return chain == self[:2] and self.first <= update.sequence <= self.last


def undo(first: Name, last: Name | None = None) -> dict[str, Any]:
    """The action with which its source takes out the updates `first` to `last`."""
    return _control(UNDONE, first, last or first)


def redo(first: Name, last: Name | None = None) -> dict[str, Any]:
    """The action with which its source brings the updates `first` to `last` back."""
    return _control(REDONE, first, last or first)


def _control(kind: str, first: Name, last: Name) -> dict[str, Any]:
    return {
        "type": kind,
        "payload": {
            "source": first.source.hex(),
            "incarnation": first.incarnation,
            "first": first.sequence,
            "last": last.sequence,
        },
    }


class OwnHistory(Protocol):
    """What finding the next undo needs of a history."""

    def own(self, source: SourceId) -> list[Update]: ...

    def is_undone(self, update: Update) -> bool: ...

    def refusal(self, update: Update) -> str | None: ...


def next_undo(history: OwnHistory, source: SourceId) -> Update | None:
    """The newest update of `source` that is still in effect, or None."""
    for update in reversed(history.own(source)):
        in_effect = not history.is_undone(update) and history.refusal(update) is None
        if in_effect and not is_control(update):
            return update
    return None


def next_redo(history: OwnHistory, source: SourceId) -> Update | None:
    """What `source` undid last and has done nothing new since, or None."""
    own = history.own(source)
    for update in reversed(own):
        if not is_control(update):
            return None  # were it undone, its undo would have come first
        target = range_of(update.action)
        if update.action["type"] == UNDONE and not isinstance(target, str):
            for candidate in own:
                if target.covers(candidate) and history.is_undone(candidate):
                    return candidate
    return None


def is_control(update: Update) -> bool:
    """Whether `update` speaks to the history and not to the reducer."""
    return update.action["type"] in CONTROLS


def range_of(action: Action) -> Range | str:
    """The range that an undo or redo names, or why it names none."""
    payload = action.get("payload")
    if not isinstance(payload, Mapping):
        return "an undo needs a payload with source, incarnation, first and last"
    fields = cast("Mapping[str, object]", payload)
    source, incarnation = fields.get("source"), fields.get("incarnation")
    first, last = fields.get("first"), fields.get("last")
    if not isinstance(source, str) or type(incarnation) is not int:
        return "an undo names its source in hexadecimal and its incarnation as a whole number"
    if type(first) is not int or type(last) is not int or not 1 <= first <= last:
        return "an undo names a range of sequence numbers from first >= 1 to last >= first"
    try:
        key = SourceId(bytes.fromhex(source))
    except ValueError:
        return f"{source!r} is not a source in hexadecimal"
    return Range(key, Incarnation(incarnation), Sequence(first), Sequence(last))


def controls_in(updates: Iterable[Update]) -> list[Update]:
    """Those of `updates` that speak to the history and not to the reducer."""
    return [update for update in updates if update.action["type"] in CONTROLS]


class UndoIndex:
    """All updates by source, and which of them are undone at present."""

    def __init__(self, horizon: int = DEFAULT_HORIZON) -> None:
        self.horizon = horizon
        self._controls: dict[SourceId, list[Update]] = {}
        self._own: dict[tuple[SourceId, Incarnation], list[tuple[Sequence, Update]]] = {}
        self._unindexed: list[Update] = []
        self._undone: dict[SourceId, dict[Name, Update]] = {}
        self._void: dict[Name, str] = {}
        # The highest sequence that any undo names. Updates above it need no judging.
        self._reach: dict[tuple[SourceId, Incarnation], int] = {}

    def add(
        self, updates: Iterable[Update], controls: Collection[Update] | None = None
    ) -> tuple[list[Update], list[Update]]:
        """Take note of new updates; returns those that became undone, and those in effect again.

        `controls` are the undos and redos among them, for whoever knows them already.

        An update that arrives undone, because its undo was here first, is in the first list.
        """
        batch = list(updates)
        self._unindexed += batch
        if controls is None:
            controls = controls_in(batch)
        if not controls and not self._controls:
            return [], []
        for control in controls:
            insort(self._controls.setdefault(control.source, []), control, key=_life)
            target = range_of(control.action)
            if not isinstance(target, str) and target.source == control.source:
                held = (target.source, target.incarnation)
                self._reach[held] = max(self._reach.get(held, 0), target.last)
        touched = {control.source for control in controls}
        for update in batch:
            if self.is_awaited(update):
                touched.add(update.source)
        undone: list[Update] = []
        restored: list[Update] = []
        for source in touched & self._controls.keys():
            before = self._undone.get(source, {})
            after = self._judge_all(source)
            self._undone[source] = after
            undone += [after[name] for name in after.keys() - before.keys()]
            restored += [before[name] for name in before.keys() - after.keys()]
        return sorted(undone), sorted(restored)

    def note(self, update: Update) -> None:
        """Take note of an update that is no undo or redo, and that none here names."""
        self._unindexed.append(update)

    def is_awaited(self, update: Update) -> bool:
        """Whether an undo or redo here names `update`, which is about to be added."""
        return bool(self._reach) and update.sequence <= self._reach.get(
            (update.source, update.incarnation), 0
        )

    def is_undone(self, update: Update) -> bool:
        mine = self._undone.get(update.source)
        return mine is not None and update.name in mine

    def will_undo(self, update: Update) -> bool:
        """Whether `update`, which is not here yet, will be undone when it comes."""
        will = False
        for control in self._controls.get(update.source, ()):
            target = range_of(control.action)
            if isinstance(target, str) or not target.covers(update):
                continue
            if self._why_void(control, target) is None and self._reaches(control, update) is None:
                will = control.action["type"] == UNDONE
        return will

    def void_reason(self, control: Update) -> str | None:
        """Why an undo or redo in the log does not count, or None where it does."""
        return self._void.get(control.name)

    def why_not(self, control: Update) -> str | None:
        """Why `control` would not count if it were added now, or None."""
        target = range_of(control.action)
        return target if isinstance(target, str) else self._why_void(control, target)

    def own(self, source: SourceId) -> list[Update]:
        """Every update of `source`, in the order in which it was made."""
        self._index()
        lists = [held for (owner, _), held in self._own.items() if owner == source]
        if len(lists) == 1:  # as a rule: in one incarnation, numbers rise with timestamps
            return [update for _, update in lists[0]]
        return sorted(update for held in lists for _, update in held)

    def find(self, name: Name) -> Update | None:
        """The update called `name`, or None where it has not arrived."""
        return next(self._within(Range(name.source, name.incarnation, name[2], name[2])), None)

    def _judge_all(self, source: SourceId) -> dict[Name, Update]:
        undone: dict[Name, Update] = {}
        for control in self._controls[source]:
            target = range_of(control.action)
            reason = target if isinstance(target, str) else self._why_void(control, target)
            if isinstance(target, str) or reason is not None:
                self._void[control.name] = cast("str", reason)
                continue
            self._void.pop(control.name, None)
            for update in self._within(target):
                if control.action["type"] == UNDONE:
                    undone[update.name] = update
                else:
                    undone.pop(update.name, None)
        return undone

    def _why_void(self, control: Update, target: Range) -> str | None:
        if target.source != control.source:
            return "only whoever made an action can undo it"
        reasons = (self._reaches(control, update) for update in self._within(target))
        return next(filter(None, reasons), None)

    def _reaches(self, control: Update, update: Update) -> str | None:
        """Why `control` cannot be about `update`, which it names, or None."""
        if is_control(update):
            return "an undo cannot be undone; redo instead"
        if not update < control and update.incarnation >= control.incarnation:
            return "an undo must come after what it undoes"
        if control.timestamp - update.timestamp > self.horizon:
            return "too old to take out"
        return None

    def _within(self, target: Range) -> Iterator[Update]:
        self._index()
        held = self._own.get((target.source, target.incarnation), [])
        start = bisect_left(held, target.first, key=_sequence)
        end = bisect_right(held, target.last, lo=start, key=_sequence)
        for _, update in held[start:end]:
            yield update

    def _index(self) -> None:
        for update in self._unindexed:
            held = self._own.setdefault((update.source, update.incarnation), [])
            if not held or held[-1][0] < update.sequence:
                held.append((update.sequence, update))
            else:
                insort(held, (update.sequence, update), key=_sequence)
        self._unindexed.clear()


def _life(control: Update) -> tuple[Incarnation, Update]:
    """A source's words in the order of its lives: a later one knows better, whatever its clock."""
    return control.incarnation, control


def _sequence(entry: tuple[Sequence, Update]) -> int:
    return entry[0]
