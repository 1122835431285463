"""A fact: what a source says of itself, signed; its newest version holds."""

from typing import NamedTuple

from ..store.update import SourceId

__all__ = ["Fact"]


class Fact(NamedTuple):
    """One version of what `source` says under `key`."""

    source: SourceId
    key: str
    version: int
    value: bytes
    signature: bytes
