"""What a peer, a link or a file can do wrong. Our own mistakes are other exceptions."""

__all__ = [
    "BadInvite",
    "BadRun",
    "FolderFailed",
    "FolderInUse",
    "LogFailed",
    "Mistake",
    "NotAdmitted",
    "ProtocolError",
    "SyncError",
    "UnreadableBody",
]


class SyncError(Exception):
    """Anything of this family; its text can be shown to people."""


class Mistake(SyncError):
    """Something wrong that the other side did, and that is counted.

    Args:
        limit: the name under which it is counted, if not the usual one; see `stats.COUNTED`.
    """

    limit: str

    def __init__(self, text: str, *, limit: str | None = None) -> None:
        super().__init__(text)
        if limit is not None:
            self.limit = limit


class BadRun(Mistake):
    """Bytes that are no run of this room: never stored, never passed on."""

    limit = "invalid_run"


class ProtocolError(Mistake):
    """A peer broke the protocol; its session ends with this as the reason."""

    limit = "message"


class NotAdmitted(Mistake):
    """The other side did not prove who it is; the link ends without a word to it.

    Attributes:
        redial: whether it may be somebody else who answers the next time.
    """

    limit = "not_admitted"

    def __init__(self, text: str, *, redial: bool = True, limit: str | None = None) -> None:
        super().__init__(text, limit=limit)
        self.redial = redial


class UnreadableBody(SyncError):
    """A run whose body this peer has no key for; it is kept and passed on all the same."""


class BadInvite(SyncError, ValueError):
    """A text that is no invite link or address."""


class FolderFailed(SyncError):
    """The data folder or a key in it cannot be used; nothing in it was changed."""


class FolderInUse(FolderFailed):
    """Another program has the data folder open."""


class LogFailed(SyncError):
    """The durable log could not be read or written."""
