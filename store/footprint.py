"""What an action reads and writes, so that a late one need not rewind what it cannot touch.

A reducer may declare it; a slice does so for its own part of the state. A late update
that shares nothing with all that sorts behind it has the same effect at the end as at its
place, so the states behind it are amended instead of folded again. Without a declaration
an action touches everything.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .action import Action
from .attribution import attributed
from .undo import is_control
from .update import Update

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "Declaration",
    "DeclarationLied",
    "Footprint",
    "Independence",
    "Path",
    "declare",
    "footprint_of",
]

Path: TypeAlias = tuple[str, ...]
"""Where in the state: the keys from the root on. A path stands for all that is below it."""

R = TypeVar("R", bound=Callable[..., Any])


class Footprint(NamedTuple):
    """The paths that an action's outcome depends on, and those that it may change."""

    reads: tuple[Path, ...] = ()
    writes: tuple[Path, ...] = ()

    def below(self, key: str) -> "Footprint":
        """The same, in a state that holds this one under `key`."""
        return Footprint(
            tuple((key, *path) for path in self.reads),
            tuple((key, *path) for path in self.writes),
        )


NOTHING = Footprint()
EVERYTHING = Footprint(((),), ((),))

Declaration: TypeAlias = Callable[[Action], Footprint]


class DeclarationLied(AssertionError):
    """An action did, at the end, something else than at its place; see `History(verify=True)`."""


def declare(reducer: R, declaration: Declaration) -> R:
    """`reducer`, from now on known to read and write only what `declaration` says.

    It has to hold for refusals too: what the reducer looks at to refuse, it reads.
    """
    reducer.__footprint__ = declaration  # type: ignore[attr-defined]
    return reducer


def footprint_of(reducer: Callable[..., Any], action: Action) -> Footprint:
    """What `reducer` declares that it touches for `action`: everything, if it declares nothing."""
    declaration: Declaration | None = getattr(reducer, "__footprint__", None)
    return EVERYTHING if declaration is None else declaration(action)


class Independence:
    """Tells by what `reducer` declares whether late updates mind those behind them.

    It remembers the last update, in the order, that read and that wrote each path, and
    looks at an update only once somebody asks about a late one.
    """

    def __init__(self, reducer: Callable[..., Any]) -> None:
        self._reducer = reducer
        self._is_declared = hasattr(reducer, "__footprint__")
        self._looked_at = 0
        self._read = _Latest()
        self._wrote = _Latest()

    def covers(self, late: Iterable[Update], arrivals: Sequence[Update]) -> bool:
        """Whether none of `late` shares anything with an update of `arrivals` behind it.

        `arrivals` only ever grows from call to call.
        """
        if not self._is_declared:
            return False
        for update in arrivals[self._looked_at :]:
            reads, writes = self._touched_by(update)
            for path in reads:
                self._read.note(path, update)
            for path in writes:
                self._wrote.note(path, update)
        self._looked_at = len(arrivals)
        return all(map(self._is_free, late))

    def _is_free(self, update: Update) -> bool:
        reads, writes = self._touched_by(update)
        return not (
            self._wrote.is_behind(update, (*reads, *writes)) or self._read.is_behind(update, writes)
        )

    def _touched_by(self, update: Update) -> Footprint:
        if is_control(update):
            return NOTHING  # it speaks to the history; what it undoes is folded again anyway
        try:
            return footprint_of(self._reducer, attributed(update))
        except Exception:  # an action that nobody expected; the reducer will have its say
            return EVERYTHING


class _Latest:
    def __init__(self) -> None:
        self._at: dict[Path, Update] = {}
        self._at_or_below: dict[Path, Update] = {}

    def note(self, path: Path, update: Update) -> None:
        _raise_to(self._at, path, update)
        for length in range(len(path) + 1):
            _raise_to(self._at_or_below, path[:length], update)

    def is_behind(self, update: Update, paths: Iterable[Path]) -> bool:
        """Whether a later update than `update` was noted above, at or below one of `paths`."""
        for path in paths:
            latest = self._at_or_below.get(path)
            if latest is not None and latest > update:
                return True
            for length in range(len(path)):
                above = self._at.get(path[:length])
                if above is not None and above > update:
                    return True
        return False


def _raise_to(latest: dict[Path, Update], path: Path, update: Update) -> None:
    known = latest.get(path)
    if known is None or known < update:
        latest[path] = update
