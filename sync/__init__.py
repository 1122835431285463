"""Scuttlebutt: what makes histories equal."""

from .clock import Clock, HybridClock, LamportClock
from .dispatcher import Dispatcher
from .enhancer import scuttlebutt
from .log.log import Log, MemoryLog
from .pair import Link, pair

__all__ = [
    "Clock",
    "Dispatcher",
    "HybridClock",
    "LamportClock",
    "Link",
    "Log",
    "MemoryLog",
    "pair",
    "scuttlebutt",
]
