import asyncio
import os
import subprocess
import sys

import pytest

from redux_scuttlebutt.app import selftest

BROKEN = """
import itertools, sys
from redux_scuttlebutt.app import __main__ as command, selftest
numbers = itertools.count()
selftest.state_hash = lambda state: str(next(numbers))
sys.exit(command.main(["--selftest"]))
"""


def test_it_says_that_everything_worked(
    loop: asyncio.AbstractEventLoop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert loop.run_until_complete(selftest.run_selftest()) == 0
    assert capsys.readouterr().out == "selftest: passed\n"


def test_it_fails_with_the_promise_that_was_broken() -> None:
    # Asked for by name, the platform without a screen complains of what it cannot do.
    environment = {n: v for n, v in os.environ.items() if n != "QT_QPA_PLATFORM"}
    run = subprocess.run(
        [sys.executable, "-c", BROKEN], capture_output=True, text=True, timeout=60, env=environment
    )

    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr == "selftest: failed: the log brings the state back\n"
