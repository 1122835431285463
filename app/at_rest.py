"""A room as its log has it, read beside whatever program has it open, and left as it is."""

from types import TracebackType
from typing import Any

from ..store.documents import room_reducer
from ..store.store import create_store
from ..sync.dispatcher import Dispatcher
from ..sync.enhancer import scuttlebutt
from ..sync.errors import LogFailed
from ..sync.gossip.fetch import blob_hash
from ..sync.home.folder import RoomFolder
from ..sync.log.log import MemoryLog
from ..sync.log.sqlite_reader import SqliteReader
from ..sync.trust.identity import Identity
from ..sync.trust.sealing import RoomCipher, strategies_of

__all__ = ["RoomAtRest"]


class RoomAtRest:
    """The room in `folder`. A context, which lets go of the file at its end.

    Attributes:
        state: all that is on disk, folded; `store.documents.State`.

    Raises:
        LogFailed: the log cannot be read, or needs a newer version of the program.
    """

    def __init__(self, folder: RoomFolder) -> None:
        if not folder.log_path.exists():
            raise LogFailed(f"{folder.log_path} is not there: nothing was done in this room yet")
        self._cipher = RoomCipher(folder.room)
        self._reader = SqliteReader(folder.log_path, None)
        try:
            self.state = self._folded(folder)
        except BaseException:
            self._reader.close()
            raise

    def __enter__(self) -> "RoomAtRest":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._reader.close()

    def blob(self, name: str) -> bytes | None:
        """The content of that name (hexadecimal), if it is here whole.

        Raises:
            LogFailed: the log cannot be read.
        """
        sealed = self._reader.blob(bytes.fromhex(name))
        if sealed is None or blob_hash(sealed).hex() != name:
            return None
        return self._cipher.open_blob(sealed)

    def _folded(self, folder: RoomFolder) -> Any:
        log = MemoryLog()
        for chain, kept in self._reader.evidence().items():
            log.keep_evidence(chain, kept)
        try:
            for stored in self._reader.all():
                log.append([stored], _ignore)
        except ValueError as error:
            raise LogFailed(f"{folder.log_path} changed while it was read: {error}") from error
        # A key of its own: whoever only looks does nothing in anybody's name.
        dispatcher = Dispatcher(**strategies_of(Identity.generate(), folder.room), log=log)
        newer: list[int] = []
        dispatcher.on("outdated", newer.append)
        try:
            state = create_store(room_reducer, None, scuttlebutt(dispatcher)).get_state()
            if newer:
                raise LogFailed(
                    f"this room needs a newer version of the program (rules {newer[-1]})"
                )
            return state
        finally:
            dispatcher.close()


def _ignore(_error: BaseException | None) -> None:
    pass
