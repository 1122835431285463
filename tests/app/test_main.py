"""The command as a whole: exit codes, and sentences in place of tracebacks."""

import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from redux_scuttlebutt import app
from redux_scuttlebutt.app import __main__ as command
from redux_scuttlebutt.app import screen
from redux_scuttlebutt.app.options import Options
from redux_scuttlebutt.sync.home.folder import DataFolder


@pytest.fixture
def nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As over a bare network connection."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("words", [[], ["demo"]])
def test_no_screen_is_one_sentence_and_exit_code_2(
    nobody_watches: None, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(words) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "no screen here" in err
    assert "`scuttlebutt demo --screenshots DIR` and `scuttlebutt peer` work without one" in err


def test_qt_that_cannot_be_loaded_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(app, "screen")
    monkeypatch.setitem(sys.modules, "redux_scuttlebutt.app.screen", None)

    assert command.main([]) == 2

    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith("scuttlebutt: Qt cannot be loaded (")
    assert "`scuttlebutt peer` work without one" in err


def test_a_folder_in_use_is_said_and_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder.open(tmp_path / "data")

    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert command.main(["peer", "--data", str(tmp_path / "data")]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"scuttlebutt: the data folder {tmp_path / 'data'} is in use")
    folder.close()


def test_ctrl_c_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(main: Coroutine[Any, Any, int]) -> int:
        main.close()
        raise KeyboardInterrupt

    monkeypatch.setattr("asyncio.run", interrupt)

    assert command.main(["peer"]) == 130
    assert capsys.readouterr().err == ""


def test_a_window_is_given_the_options_as_they_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def run(options: Options) -> int:
        asked.append(options.name)
        return 7

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(screen, "run", run)

    assert command.main(["--name", "Ana"]) == 7
    assert asked == ["Ana"]
