"""`scuttlebutt doctor`: how this device's program and data are, in lines for people.

It changes nothing, and says no secret: neither keys, nor names, nor what was done.
"""

import socket
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import apsw

from ..sync.clock import MAX_AHEAD
from ..sync.errors import FolderInUse, LogFailed, SyncError
from ..sync.gossip.window import WINDOW_BYTES
from ..sync.home.folder import DataFolder, default_data_path
from ..sync.intake.gate import LANE_BYTES
from ..sync.intake.parking import MAX_PARKED
from ..sync.log.sqlite_look import look
from ..sync.stats import COUNTED, LIMITS
from ..sync.strikes import FIRST_SECONDS, LONGEST_SECONDS, STRIKES
from ..sync.talk import GREETING_SECONDS
from ..sync.transport.websocket import MAX_CONNECTIONS
from .options import Options, program_version

__all__ = ["run_doctor"]

LIBRARIES = ("PySide6-Essentials", "qasync", "websockets", "msgspec", "PyNaCl", "immutables")
ADDRESSES = ("127.0.0.1", "0.0.0.0")
SECOND = 1_000_000

_OF_THE_PROGRAM = {
    "window": f"{WINDOW_BYTES} bytes unacknowledged, {LANE_BYTES} from one peer waiting",
    "parked": f"{MAX_PARKED} updates of one source in memory",
    "handshake_time": f"{GREETING_SECONDS:.0f} s",
    "connections": f"{MAX_CONNECTIONS}",
    "strikes": f"{STRIKES}, then {FIRST_SECONDS:.0f} s, doubled up to {LONGEST_SECONDS:.0f} s",
}


class Findings:
    """What is found, line by line.

    Attributes:
        are_bad: whether something has to be looked after.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self.are_bad = False

    def good(self, text: str) -> None:
        self._write(f"  {text}")

    def bad(self, text: str) -> None:
        self.are_bad = True
        self._write(f"! {text}")


def run_doctor(options: Options, write: Callable[[str], object] = print) -> int:
    """Look everything through; returns the exit code: 0, or 1 if something is wrong."""
    findings = Findings(write)
    findings.good(f"program {program_version()}")
    _libraries(findings)
    now = time.time_ns() // 1000
    findings.good(f"clock {datetime.fromtimestamp(now / SECOND, UTC):%Y-%m-%d %H:%M:%S} UTC")
    _listening(findings)
    _data(findings, options.data or default_data_path(), now)
    for name, value in {**LIMITS, **_OF_THE_PROGRAM}.items():
        findings.good(f"limit {name}: {value}; counted: {COUNTED[name]}")
    for name in sorted(COUNTED.keys() - LIMITS.keys() - _OF_THE_PROGRAM.keys()):
        findings.good(f"counted as {name}: {COUNTED[name]}")
    findings.good('a running program tells its counts: `{"do":"stats"}` of `scuttlebutt peer`')
    return 1 if findings.are_bad else 0


def _libraries(findings: Findings) -> None:
    findings.good(f"Python {sys.version.split()[0]} on {sys.platform}")
    findings.good(f"SQLite {apsw.sqlite_lib_version()}, apsw {apsw.apsw_version()}")
    for name in LIBRARIES:
        try:
            findings.good(f"{name} {version(name)}")
        except PackageNotFoundError:
            findings.good(f"{name}: not known here")  # as in a packaged program


def _listening(findings: Findings) -> None:
    for address in ADDRESSES:
        try:
            with closing(socket.create_server((address, 0))):
                findings.good(f"can listen at {address}")
        except OSError as error:
            findings.bad(f"cannot listen at {address}: {error.strerror}")


def _data(findings: Findings, path: Path, now: int) -> None:
    if not path.exists():
        return findings.good(f"data folder {path}: none yet")
    try:
        folder = DataFolder.open(path)
    except FolderInUse:
        return findings.good(f"data folder {path}: in use by another program, not looked into")
    except SyncError as error:
        return findings.bad(str(error))
    try:
        findings.good(f"data folder {path}")
        for file in _files(path):
            _permissions(findings, file)
        for log in sorted(path.glob("rooms/*/log.sqlite")):
            _log(findings, log, now)
    finally:
        folder.close()


def _files(path: Path) -> Iterator[Path]:
    yield path
    for pattern in ("identity.key", "rooms", "rooms/*", "rooms/*/room.key", "rooms/*/log.sqlite*"):
        yield from sorted(path.glob(pattern))


def _permissions(findings: Findings, file: Path) -> None:
    if sys.platform == "win32":
        return  # access lists, which the folder's owner keeps
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        findings.bad(f"{file} may be used by others (mode {mode:o}): chmod go= {file}")
    else:
        findings.good(f"{file} mode {mode:o}")


def _log(findings: Findings, path: Path, now: int) -> None:
    try:
        found = look(path, ahead_of=now + MAX_AHEAD)
    except LogFailed as error:
        findings.bad(str(error))
        return
    name = f"log of room {path.parent.name[:8]}"
    findings.good(
        f"{name}: format {found.format}, {found.chains} chains, {found.runs} runs,"
        f" {found.updates} updates"
    )
    if found.check != "ok":
        findings.bad(f"{name}: SQLite says {found.check}")
    if found.damaged or found.set_aside:
        findings.bad(
            f"{name}: {found.damaged} runs damaged, {found.set_aside} set aside behind them;"
            " they come back from the next peer that has them"
        )
    if found.ahead:
        findings.bad(
            f"{name}: {found.ahead} chains end more than {MAX_AHEAD // SECOND} s after this"
            " device's clock: either it is late, or theirs are ahead and what they did is parked"
        )
