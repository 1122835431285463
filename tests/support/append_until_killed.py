"""A program that fills a log and says on standard output what was saved, until it is killed.

Arguments: the file of the log, the seed of a `LogStory`, and how many of its steps are in
the log already. The first line says that it begins; each of the others is the number of
the last step that the log told of.
"""

import asyncio
import os
import sys
from pathlib import Path

from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.log_story import LogStory

AT_ONCE = 50
"""So many steps are under way at once, at most."""


async def main(path: Path, seed: int, done: int) -> None:
    story = LogStory(seed)
    while story.steps < done:
        story.next()
    told = done
    changed = asyncio.Event()
    os.write(1, b"begins\n")
    log = SqliteLog(path, deliver=asyncio.get_running_loop().call_soon_threadsafe)
    while True:
        while story.steps - told >= AT_ONCE:
            changed.clear()
            await changed.wait()

        step = story.next()

        def saved(error: BaseException | None, number: int = story.steps) -> None:
            nonlocal told
            assert error is None
            os.write(1, b"%d\n" % number)
            told = number
            changed.set()

        step.do(log, saved)
        await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
