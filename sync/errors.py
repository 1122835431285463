"""What a peer, a link or a file can do wrong. Our own mistakes are other exceptions."""

__all__ = [
    "BadInvite",
    "BadRun",
    "FolderFailed",
    "FolderInUse",
    "LogFailed",
    "NotAdmitted",
    "ProtocolError",
    "SyncError",
    "UnreadableBody",
]


class SyncError(Exception):
    """Anything of this family; its text can be shown to people."""


class BadRun(SyncError):
    """Bytes that are no run of this room: never stored, never passed on.

    Args:
        limit: the name under which it is counted; see `stats.COUNTED`.
    """

    def __init__(self, text: str, *, limit: str = "invalid_run") -> None:
        super().__init__(text)
        self.limit = limit


class UnreadableBody(SyncError):
    """A run whose body this peer has no key for; it is kept and passed on all the same."""


class ProtocolError(SyncError):
    """A peer broke the protocol; its session ends with this as the reason.

    Args:
        limit: the name under which it is counted; see `stats.COUNTED`.
    """

    def __init__(self, text: str, *, limit: str = "message") -> None:
        super().__init__(text)
        self.limit = limit


class NotAdmitted(SyncError):
    """The other side did not prove who it is; the link ends without a word to it.

    Attributes:
        redial: whether it may be somebody else who answers the next time.
        limit: the name under which it is counted; see `stats.COUNTED`.
    """

    def __init__(self, reason: str, *, redial: bool = True, limit: str = "not_admitted") -> None:
        super().__init__(reason)
        self.redial = redial
        self.limit = limit


class BadInvite(SyncError, ValueError):
    """A text that is no invite link or address."""


class FolderFailed(SyncError):
    """The data folder or a key in it cannot be used; nothing in it was changed."""


class FolderInUse(FolderFailed):
    """Another program has the data folder open."""


class LogFailed(SyncError):
    """The durable log could not be read or written."""
