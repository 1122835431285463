"""A program that fills a log and says on standard output what was saved, until it is killed.

Each line is the last sequence that `saved` was told of. Argument: the file of the log.
"""

import asyncio
import os
import sys
from pathlib import Path

from redux_scuttlebutt.sync.sqlite_log import SqliteLog
from support.runs import ANA, make_runs, stored


async def main() -> None:
    log = SqliteLog(Path(sys.argv[1]), deliver=asyncio.get_running_loop().call_soon_threadsafe)
    head = log.heads().get(ANA)
    room = asyncio.Semaphore(50)
    while True:
        [run] = make_runs(ANA, 1, after=head, updates=1)
        head = run.head

        def saved(error: BaseException | None, sequence: int = run.last) -> None:
            assert error is None
            os.write(1, b"%d\n" % sequence)
            room.release()

        await room.acquire()
        log.append(stored(run), saved)


asyncio.run(main())
