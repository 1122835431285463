"""A marker outside the data folder, by which a restored or copied folder is noticed.

Whoever goes on from a copy of its own past issues numbers a second time, and to everybody
else that is a fork. The marker says how far our own chain had come, in which file and on
which machine. A doubt costs no more than a new incarnation, so none has to be certain.

A file is known by its inode alone. A device number may be another one after a restart or
a mount (btrfs, NFS, disks found in another order), and Python tells no time of birth on
Linux. Inodes stay wherever there are hard links, without which no data folder can be made
(`files.create_private`), and Windows has file ids. Copies and restored files have others.

What this cannot see: a whole disk put back as it was. There a peer that knows more of us
has to say so, which `Dispatcher.compare` hears.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from ...store.update import Incarnation, SourceId
from ..home.files import make_private_folder, replace_private
from ..wire.run import Chain, Head

__all__ = ["GAP", "LAST", "Continuity", "default_state_path"]

WRITE_EVERY = 5_000_000
"""Microseconds between two writes: each waits for the disk."""

GAP = 2**16
"""From how many next incarnations one is drawn."""

LAST = 2**32 - 1
"""The highest incarnation that a header can hold."""

_Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]

_logger = logging.getLogger(__name__)


def default_state_path() -> Path:
    """Where this system keeps what is not to be taken along with the data of programs."""
    path = platformdirs.user_state_path("redux-scuttlebutt", appauthor=False)
    if path == platformdirs.user_data_path("redux-scuttlebutt", appauthor=False):
        # macOS and Windows have one place for both; the marker must not be in the data.
        return path.with_name("redux-scuttlebutt-state")
    return path


class _Marker(msgspec.Struct, frozen=True):
    """How far we had come. `file` and `machine` are empty where the system tells none."""

    incarnation: Annotated[int, msgspec.Meta(ge=0, le=LAST)]
    sequence: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    hash: _Hash
    file: str
    machine: str


class Continuity:
    """The marker of one source in one room, as it was found, and as it goes on.

    Open it once the log is. Ask `doubt`; where there is one, begin `fresh_incarnation`,
    else go on in the latest. Then `note` that chain before anything is issued in it, or
    being killed after the first action would leave a log without a marker.

    Args:
        folder: where markers are; `default_state_path()` for one.
        source: who we are.
        room: the public id of the room.
        log_path: the file of the log.
        machine: what this machine is called for good, or empty if nobody knows. No host
            name: that changes with the network, and each change would be a doubt.
        problem: told once, in words for people, when the marker cannot be written.
        below: a random number from 0 to below its argument.
    """

    def __init__(
        self,
        folder: Path,
        source: SourceId,
        room: bytes,
        log_path: Path,
        *,
        machine: str,
        problem: Callable[[str], object] = lambda text: None,
        below: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        name = blake2b(source + room, digest_size=16).hexdigest()
        self._path = folder / f"{name}.json"
        self._source = source
        self._file = _file_id(log_path)
        # A machine's id is to be kept private, says machine-id(5), and hashed with a key.
        keyed = blake2b(machine.encode(), key=b"redux-scuttlebutt", digest_size=16)
        self._machine = keyed.hexdigest() if machine else ""
        self._problem = problem
        self._below = below
        self._found = self._read()
        self._written = self._found
        self._tried_at: int | None = None
        self._is_told = False
        self._newest: _Marker | None = None

    @property
    def incarnation(self) -> Incarnation:
        """The latest that we began, even if nothing was issued in it: go on from there."""
        return Incarnation(self._found.incarnation if self._found else 0)

    def doubt(self, heads: Mapping[Chain, Head]) -> str | None:
        """Why our own past is in doubt, in a sentence for people; None if it is not.

        A marker behind the log is none: we may have been killed before the next `note`.

        Args:
            heads: how far the log goes, as it was opened.
        """
        own = {chain.incarnation: head for chain, head in heads.items() if self._is_own(chain)}
        found = self._found
        if found is None:
            return "There is no note of how far this data had come on this device." if own else None
        head = own.get(Incarnation(found.incarnation), Head())
        if head.sequence < found.sequence:
            missing = found.sequence - head.sequence
            return f"This data is older than it was: it lacks {missing} of your last actions."
        if head.sequence == found.sequence and head.hash.hex() != found.hash:
            return "Your last action in this data is another one than it was."
        if max(own, default=0) > found.incarnation:
            return "Another copy of this data was used in your name."
        if own and _differ(found.machine, self._machine):
            return "This data comes from another device."
        if own and _differ(found.file, self._file):
            return "This data was restored or copied."
        return None

    def fresh_incarnation(self, heads: Mapping[Chain, Head]) -> Incarnation:
        """One above all that the log and the marker know of; tell `note` of it at once.

        It is drawn, because two copies of one past that are both in doubt know nothing of
        each other, and had better not choose the same.

        Raises:
            OverflowError: the incarnations of this source are used up.
        """
        used = [chain.incarnation for chain in heads if self._is_own(chain)]
        latest = max([*used, self.incarnation])
        if latest == LAST:
            raise OverflowError(f"there is no incarnation after {latest}; make a new identity")
        return Incarnation(latest + 1 + self._below(min(GAP, LAST - latest)))

    def note(self, chain: Chain, head: Head, now: int) -> None:
        """Take note that our own `chain` is on disk up to `head`.

        The first note and that of a new incarnation are written at once, others at most
        every 5 s, by this call, the next one, or `close`. Writing waits for the disk.

        Args:
            now: physical time, microseconds.
        """
        incarnation, sequence = chain.incarnation, head.sequence
        before, at = self._newest, self._tried_at
        self._newest = _Marker(incarnation, sequence, head.hash.hex(), self._file, self._machine)
        is_new = before is None or before.incarnation != incarnation
        if is_new or at is None or not at <= now < at + WRITE_EVERY:
            self._tried_at = now
            self._write()

    def close(self) -> None:
        """Write down the last note."""
        self._write()

    def _is_own(self, chain: Chain) -> bool:
        return chain.source == self._source

    def _read(self) -> _Marker | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Marker)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            _logger.warning("the marker %s cannot be read: %s", self._path, error)
            return None

    def _write(self) -> None:
        if self._newest is None or self._newest == self._written:
            return
        try:
            make_private_folder(self._path.parent)
            replace_private(self._path, msgspec.json.encode(self._newest) + b"\n")
        except OSError as error:
            if self._is_told:
                return
            self._is_told = True
            _logger.warning("the marker %s cannot be written: %s", self._path, error)
            self._problem(
                f"A restored copy of your data may go unnoticed: "
                f"{self._path.parent} cannot be written ({error.strerror})."
            )
        else:
            self._written, self._is_told = self._newest, False


def _file_id(path: Path) -> str:
    try:
        return str(path.stat().st_ino or "")
    except OSError:
        return ""


def _differ(found: str, present: str) -> bool:
    """Whether both are known, and not the same."""
    return bool(found and present) and found != present
