"""One sequence of bytes for one state, on every machine, and its hash.

MessagePack in its shortest form, mappings sorted by key, sets sorted by value, records
as mappings from field to value. Only what has such a form may stand in a replicated
state: None, booleans, integers of up to 64 bits, floats, strings, bytes, sequences,
sets, string-keyed mappings, and msgspec structs or dataclasses made of these.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, cast

import msgspec

__all__ = ["canonical_bytes", "state_hash", "to_plain"]


def canonical_bytes(state: object) -> bytes:
    """The bytes that every replica writes for `state`.

    Raises:
        TypeError: `state` holds something that has no canonical form.
    """
    try:
        return _encoder.encode(state)
    except (OverflowError, UnicodeEncodeError) as error:
        raise TypeError(f"a replicated state holds what has no canonical form: {error}") from error


def state_hash(state: object) -> str:
    """BLAKE2b-256 over `canonical_bytes(state)`, in lower-case hexadecimal."""
    return blake2b(canonical_bytes(state), digest_size=32).hexdigest()


def to_plain(state: object) -> Any:
    """`state` as JSON has it: dicts, lists and scalars.

    Raises:
        TypeError: `state` holds something that has no canonical form.
    """
    return msgspec.json.decode(msgspec.json.encode(state, enc_hook=_plain))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, object]", value))
    raise TypeError(f"a replicated state cannot hold {value!r}: it has no canonical form")


_encoder = msgspec.msgpack.Encoder(enc_hook=_plain, order="sorted")
