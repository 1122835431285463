import asyncio
from itertools import count

import pytest

from redux_scuttlebutt.app import selftest

Loop = asyncio.AbstractEventLoop


def test_it_says_that_everything_worked(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    assert loop.run_until_complete(selftest.run_selftest()) == 0
    assert capsys.readouterr().out == "selftest: passed\n"


def test_it_names_the_promise_that_was_broken(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr(selftest, "state_hash", lambda _state: str(next(numbers)))

    with pytest.raises(SystemExit, match="failed: the log brings the state back"):
        loop.run_until_complete(selftest.run_selftest())
