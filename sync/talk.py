"""One session over one connection: frames in, frames out, until either is over."""

import asyncio
import logging
from contextlib import suppress

from ..store.update import SourceId
from .errors import SyncError
from .gossip.session import Session, Stage
from .stats import Stats
from .transport import Connection, FrameTooLong

__all__ = ["GREETING_SECONDS", "Talk"]

GREETING_SECONDS = 10.0
"""How long a new link may go without a proof and a hello."""

_logger = logging.getLogger(__name__)


class Talk:
    """Carries the frames of `session` over `connection`, in one event loop.

    Args:
        wake: set whenever the session may have something to send.
        we_dialled: whether we opened the link.
        stats: where it is counted what the other side did wrong.
    """

    def __init__(
        self,
        session: Session,
        connection: Connection,
        wake: asyncio.Event,
        stats: Stats,
        *,
        we_dialled: bool = False,
    ) -> None:
        self.session = session
        self.we_dialled = we_dialled
        self._connection = connection
        self._wake = wake
        self._stats = stats

    def is_with(self, peer: SourceId) -> bool:
        """Whether this is an open conversation with `peer`."""
        return self.session.peer == peer and self.session.stage is Stage.OPEN

    def give_up(self, reason: str) -> None:
        """End it at once and without a word."""
        self.session.lost(reason)
        self._connection.abort()
        self._wake.set()

    async def run(self) -> None:
        """Return once the session is over, its goodbye is sent, and the connection closed."""
        session, connection = self.session, self._connection
        loop = asyncio.get_running_loop()
        reader = loop.create_task(self._read())
        impatience = loop.call_later(GREETING_SECONDS, self._refuse_silence)
        try:
            while True:
                self._wake.clear()
                while (frame := session.next_frame()) is not None:
                    await connection.send(frame)
                if session.stage is Stage.OVER:
                    break
                await self._wake.wait()
        except (SyncError, OSError) as error:
            session.lost(str(error))
        finally:
            session.lost("cancelled")
            impatience.cancel()
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
            if not session.is_admitted:
                connection.abort()
            with suppress(SyncError, OSError):
                await connection.close()

    async def _read(self) -> None:
        session = self.session
        try:
            while session.stage is not Stage.OVER:
                session.receive(await self._connection.receive())
        except (SyncError, OSError) as error:
            if isinstance(error, FrameTooLong):
                self._stats.count("frame")
            session.lost(str(error))
        except Exception as error:
            _logger.exception("a session failed")
            session.end(f"our mistake: {type(error).__name__}")
        finally:
            self._wake.set()

    def _refuse_silence(self) -> None:
        if self.session.stage is Stage.GREETING:
            self._stats.count("handshake_time")
            self.session.end(f"no hello within {GREETING_SECONDS:.0f} s")
