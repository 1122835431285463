"""A program that fills a log and notes how far it came, until it is killed.

It says `None` or its doubt first, and then the last sequence of each run that was saved
and noted. Arguments: the file of the log, the folder of markers.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.own.continuity import Continuity
from redux_scuttlebutt.sync.wire.run import Head
from support.runs import ANA, make_runs, stored


async def main() -> None:
    log_path, folder = map(Path, sys.argv[1:])
    log = SqliteLog(log_path, deliver=asyncio.get_running_loop().call_soon_threadsafe)
    marker = Continuity(folder, ANA.source, bytes(32), log_path, machine="mine")
    os.write(1, f"{marker.doubt(log.heads())}\n".encode())
    head = log.heads().get(ANA, Head())
    marker.note(ANA, head, time.time_ns() // 1000)
    while True:
        [run] = make_runs(ANA, 1, after=head, updates=1)
        head, done = run.head, asyncio.Event()

        def saved(error: BaseException | None, head: Head = head, is_done: asyncio.Event = done):
            assert error is None
            marker.note(ANA, head, time.time_ns() // 1000)
            os.write(1, b"%d\n" % head.sequence)
            is_done.set()

        log.append(stored(run), saved)
        await done.wait()


asyncio.run(main())
