"""What people should know about their data, in words: told as it happens, and kept."""

from collections.abc import Callable, Sequence

from ..store.update import SourceId, Update
from ..sync.dispatcher import Event
from ..sync.own.issuer import CLOCK_SET_BACK
from ..sync.trust.identity import fingerprint
from ..sync.wire.run import Chain
from ..ui.words import called

__all__ = ["Notices"]

On = Callable[[Event, Callable[..., object]], object]


class Notices:
    """Finds words for what the dispatcher tells of, for the window and for the console.

    Args:
        me: whose data these are.

    Attributes:
        texts: what was told, the newest last.
    """

    def __init__(self, me: SourceId) -> None:
        self._me = me
        self._name_of: Callable[[SourceId], str] = lambda source: source.hex()[:8]
        self._listeners: list[Callable[[str], object]] = []
        self.texts: list[str] = []

    def subscribe(self, listener: Callable[[str], object]) -> None:
        """Call `listener` with what is added to `texts` from now on."""
        self._listeners.append(listener)

    def follow(self, on: On, name_of: Callable[[SourceId], str]) -> None:
        """Tell of what happens from now on.

        Args:
            on: the dispatcher's.
            name_of: what somebody calls themselves.
        """
        self._name_of = name_of
        on("renewed", self._was_renewed)
        on("outdated", self._is_outdated)
        on("fork", self._found_fork)
        on("diverged", self._has_diverged)
        on("clock", self._clock_is_corrected)

    def tell(self, text: str) -> None:
        """Add `text`, and let everybody who listens know."""
        self.texts.append(text)
        for listener in self._listeners:
            listener(text)

    def warn_of_namesake(self, source: SourceId, namesake: SourceId, name: str) -> None:
        """`source` uses `name`, which was that of `namesake`."""
        name = called(name, namesake)
        claim = "uses your name" if namesake == self._me else f"is not the {name} you know"
        self.tell(
            f"Somebody who calls themselves {name} {claim}. Their words are: {fingerprint(source)}."
        )

    def _was_renewed(self, reason: str, again: Sequence[Update]) -> None:
        if reason == CLOCK_SET_BACK and not again:
            return  # what waits is told of for as long as it does
        done = f" {len(again)} of your actions were done again." if again else ""
        self.tell(f"{reason[:1].upper()}{reason[1:]}.{done}")

    def _is_outdated(self, version: int) -> None:
        self.tell(
            f"This room needs a newer version of the program (rules {version}). Until then"
            " this device keeps and passes on what happens, and shows nothing."
        )

    def _found_fork(self, chain: Chain) -> None:
        if chain.source == self._me:
            self.tell(
                "Another copy of your data was used in your name: what both did since then does"
                " not count. Each copy can do its part again."
            )
            return
        self.tell(
            f"{self._called(chain.source)} told different people different things, as when a data"
            " folder is copied: what came of that is set aside, here and for everybody else."
        )

    def _has_diverged(self, source: SourceId) -> None:
        self.tell(
            f"{self._called(source)} has the same actions as this device and yet shows"
            " something else. One of the two programs has a fault; nothing was changed."
        )

    def _clock_is_corrected(self, correction: int) -> None:
        if correction:
            seconds = round(-correction / 1_000_000)
            self.tell(
                f"This device's clock is {seconds} s ahead of the others': what you do is"
                " stamped with their time."
            )

    def _called(self, source: SourceId) -> str:
        return called(self._name_of(source), source)
