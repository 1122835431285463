"""One run on its way in: all that can be found out without knowing what else is here.

Whose it is and what it says is the same at whatever time it is asked and on whatever
thread; where it belongs is for the loop's thread (see `inbox`). Each step is done once, by
whoever asks first, so that a worker may go ahead of the placing.
"""

from collections.abc import Iterable
from contextlib import suppress

from ...store.update import Update
from ..errors import BadRun, UnreadableBody
from ..trust.strategies import Cipher, Signer
from ..wire.run import KEYLESS, Run, read_body

__all__ = ["Opening", "open_all", "read_run"]


class Opening:
    """A run that is being opened. One thread at a time may use it.

    Attributes:
        run: its envelope, which is of this room.
        is_spoiled: whether it was read, and holds nothing that may be said.

    Raises:
        BadRun: not a run, or one of another room, version or key epoch.
    """

    __slots__ = ("_cipher", "_failure", "_is_proved", "_signer", "_updates", "is_spoiled", "run")

    def __init__(self, raw: bytes, room: bytes, signer: Signer, cipher: Cipher) -> None:
        self.run = Run(raw)
        if self.run.header.room != room:
            raise BadRun("a run of another room")
        version, epoch = self.run.header.version, self.run.header.key_epoch
        if version != cipher.version:
            raise BadRun(f"a run of version {version}, those of this room are of {cipher.version}")
        if epoch:
            raise BadRun(f"a run of key epoch {epoch}, this program knows 0")
        self._signer = signer
        self._cipher = cipher
        self._is_proved = False
        self._failure: BadRun | None = None
        self._updates: list[Update] | None = None
        self.is_spoiled = False

    def prove(self) -> None:
        """Make sure that its source signed it.

        Raises:
            BadRun: it did not.
        """
        if self._failure is not None:
            raise self._failure
        if self._is_proved:
            return
        run = self.run
        if not self._signer.verify(run.header.source, run.packed_header, run.signature):
            self._failure = BadRun("a run whose signature is not its source's")
            raise self._failure
        self._is_proved = True

    def read(self) -> list[Update]:
        """Its updates, in order, once it is proved whose they are; none of a spoiled one.

        Raises:
            BadRun: as `prove`; or it has no key around it, and says what may not be said.
        """
        self.prove()
        if self._updates is None:
            try:
                self._updates = read_run(self.run, self._cipher)
            except BadRun as error:
                if self.run.header.version == KEYLESS:
                    self._failure = error
                    raise
                # Its source signed it, and whoever cannot look inside has passed it on in
                # good faith. For every member it is the same bytes and the same key, so
                # all keep it, go on behind it, and do nothing of what it says.
                self._updates = []
                self.is_spoiled = True
        return self._updates


def open_all(openings: Iterable[Opening]) -> None:
    """Open them ahead of their placing, on any thread. What fails, fails again there."""
    for opening in openings:
        with suppress(Exception):
            opening.read()


def read_run(run: Run, cipher: Cipher) -> list[Update]:
    """The updates of `run`, in order; none where this peer has no key to read them.

    Raises:
        BadRun: the body does not hold what the header says.
    """
    try:
        plain = cipher.decrypt(run.body, run.header.context())
    except UnreadableBody:
        return []
    return read_body(run.header, plain)
