"""What is said on a link once both ends are known: sealed, in order, and with an end.

Two of libsodium's secretstreams, one for each direction. A frame that was altered, left
out, repeated or moved does not open, and neither does anything behind it; a cut is told
from a goodbye, since the last frame says that it is the last.
"""

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from ..errors import ProtocolError
from .handshake import Admitted, Stream

__all__ = ["OVERHEAD_BYTES", "BrokenChannel", "Channel"]

OVERHEAD_BYTES: int = crypto_secretstream_xchacha20poly1305_ABYTES
"""By how much a sealed frame is longer."""


class BrokenChannel(ProtocolError):
    """A frame that the other side did not seal, or not for this place."""

    limit = "broken_channel"


class Channel:
    """Both directions of one link.

    Attributes:
        is_ended: whether the other side has said its last word.
    """

    def __init__(self, admitted: Admitted) -> None:
        self._sending = _begin(admitted.sending)
        self._receiving = _begin(admitted.receiving)
        self._is_closed = False
        self._is_broken = False
        self.is_ended = False

    def seal(self, plain: bytes, *, last: bool = False) -> bytes:
        """The frame to send next; `last` if it is the goodbye.

        Raises:
            RuntimeError: the last one was sealed already.
        """
        if self._is_closed:
            raise RuntimeError("a frame behind the last one")
        self._is_closed = last
        tag = (
            crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if last
            else crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        return crypto_secretstream_xchacha20poly1305_push(self._sending, plain, None, tag)

    def open(self, frame: bytes) -> bytes:
        """What the other side sealed as its next frame.

        Raises:
            BrokenChannel: it is not that; none behind it will open either.
        """
        broken = BrokenChannel("a frame was altered, left out or repeated on the way")
        if self.is_ended or self._is_broken:
            raise broken
        try:
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(self._receiving, frame)
        except (CryptoError, ValueError):
            self._is_broken = True
            raise broken from None
        self.is_ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL
        return plain


def _begin(stream: Stream) -> crypto_secretstream_xchacha20poly1305_state:
    # Both ends of a stream begin in the same state. libsodium's `init_push` would draw the
    # header itself; ours was sent, under signature, before the key was known.
    state = crypto_secretstream_xchacha20poly1305_state()
    crypto_secretstream_xchacha20poly1305_init_pull(state, stream.header, stream.key)
    return state
