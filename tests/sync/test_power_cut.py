"""What the log reported saved is there after kill -9, and after a power cut.

CAMPAIGN is how many kills there are, and how many power cuts of each kind; 10 by default.
With -rP, pytest shows how many rows were reported and so had to be there.
"""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest

from redux_scuttlebutt.sync.log.sqlite_file import open_reader
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from support.append_until_killed import AT_ONCE
from support.bad_disk import BadDisk
from support.log_story import LogStory, content
from support.owner import Owner

CAMPAIGN = int(os.environ.get("CAMPAIGN", "10"))
STEPS = 120
"""Of a story that ends in a power cut: enough for SQLite to begin its file anew once."""
WRITES = 3_000
"""So many come with them, more or less, including those of the end."""

LIVES = 4
"""So many times is one log filled and its program killed."""


def check_integrity(path: Path) -> None:
    """SQLite finds nothing wrong with what is found at `path`."""
    reader = open_reader(path, None)
    assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    reader.close()


def steps_found(path: Path, seed: int, at_least: int) -> int:
    """How many steps of the story of `seed` the log at `path` holds, all or none of each.

    Returns -1 if it is not what the story led to after `at_least` steps, or up to as many
    more as may have been under way.
    """
    story = LogStory(seed)
    while story.steps < at_least:
        story.next()
    if not path.exists():
        return 0 if at_least == 0 else -1  # Killed before it began.
    # The log first: whoever else opened the file would repair it, or not be allowed to.
    # Should it have to be mended, its notice differs from that of the story's model.
    log = SqliteLog(path, deliver=None)
    found = content(log)
    log.close()
    check_integrity(path)
    while content(story.model) != found:
        if story.steps > at_least + AT_ONCE:
            return -1
        story.next()
    return story.steps


class Cut:
    """A story that ends in a power cut at a random write or sync.

    Attributes:
        reported: the number of the last step that was reported before.
        rows: how many rows were reported until then.
        path: what is found afterwards.
    """

    def __init__(self, seed: int, folder: Path, kind: str) -> None:
        chance = Random(f"{seed} {kind}")
        folder.mkdir()
        # One for each: what an earlier one had on disk is of no concern to this.
        self._disk = disk = BadDisk(str(folder))
        self._kind = kind
        self._chance = chance
        self._left = chance.randint(0, WRITES)
        self._is_cut = threading.Event()
        self.path = folder / "after" / "log.sqlite"
        self.reported = 0
        self.rows = 0
        self._told = 0
        self._told_rows = 0
        disk.before_write = disk.before_sync = self._count
        self._tell(seed, folder / "log.sqlite")
        self._cut()
        disk.unregister()

    def _tell(self, seed: int, path: Path) -> None:
        owner = Owner()
        log = SqliteLog(path, deliver=owner.deliver, vfs=self._disk.name)
        story = LogStory(seed)
        while story.steps < STEPS and not self._is_cut.is_set():
            step = story.next()

            def saved(
                error: BaseException | None, number: int = story.steps, rows: int = story.rows
            ) -> None:
                assert error is None
                # The number last: it is what the other thread goes by.
                self._told_rows = rows
                self._told = number

            step.do(log, saved)
            while step.is_told and self._told < story.steps - self._chance.randint(0, 8):
                owner.listen()
        log.close()

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._cut()

    def _cut(self) -> None:
        if self._is_cut.is_set():
            return
        self.reported, self.rows = self._told, self._told_rows
        chance = None if self._kind == "last sync" else self._chance
        is_torn = self._kind == "torn page"
        self._disk.lose_power(self.path.parent, chance, is_torn=is_torn)
        self._is_cut.set()


@pytest.mark.parametrize("kind", ["last sync", "some writes", "torn page"])
def test_what_was_reported_saved_survives_a_power_cut(tmp_path: Path, kind: str) -> None:
    rows = 0
    for seed in range(CAMPAIGN):
        cut = Cut(seed, tmp_path / str(seed), kind)
        rows += cut.rows

        assert steps_found(cut.path, seed, cut.reported) >= 0, f"seed {seed} lost something"
        shutil.rmtree(tmp_path / str(seed))

    assert rows > 0
    print(f"{rows} rows were reported")


def test_without_waiting_for_the_disk_a_power_cut_takes_back_what_was_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What proves that the test above can fail.
    pragmas = {"journal_mode": "wal", "synchronous": 1}
    monkeypatch.setattr("redux_scuttlebutt.sync.log.sqlite_file._PRAGMAS", pragmas)
    lost = 0
    for seed in range(10):
        cut = Cut(seed, tmp_path / str(seed), "last sync")
        lost += steps_found(cut.path, seed, cut.reported) < 0

    assert lost >= 5


def test_what_was_reported_saved_survives_kill_9(tmp_path: Path) -> None:
    program = Path(__file__).parent.parent / "support" / "append_until_killed.py"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(program.parent.parent), *sys.path])
    }
    chance = Random(1)
    found = rows = 0
    story = LogStory(0)
    for number in range(CAMPAIGN):
        seed = number // LIVES
        path = tmp_path / str(seed) / "log.sqlite"
        if number % LIVES == 0:
            path.parent.mkdir()
            story = LogStory(seed)
            found = 0
        reported = found
        enough = chance.choice([1, 2, 10, 100, 300])
        command = [sys.executable, program, path, str(seed), str(found)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            for line in process.stdout:
                # The last line may have been cut by the end of its writer.
                if line.endswith(b"\n") and line != b"begins\n":
                    assert reported < int(line) <= reported + AT_ONCE
                    reported = int(line)
                enough -= 1
                if enough == 0:
                    process.kill()

        assert enough <= 0, "it ended before it was killed"
        rows -= story.rows
        while story.steps < reported:
            story.next()
        rows += story.rows
        found = steps_found(path, seed, reported)
        assert found >= 0, f"life {number} lost something"
        while story.steps < found:
            story.next()
    assert rows > 0
    print(f"{rows} rows were reported")
