"""`scuttlebutt export` as scripts meet it: a process beside the one that has the room open."""

import os
import subprocess
from pathlib import Path

from redux_scuttlebutt.ui.board.export.carried import Carried
from redux_scuttlebutt.ui.board.export.opening import opened
from support.peer_process import PATIENCE_S, PeerProcess, program
from support.room import stroke


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        program("export", *arguments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        env={**os.environ, **environment},
    )


def test_files_of_every_kind_come_out_of_a_room_in_use_without_a_screen(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with PeerProcess(data) as peer:
        assert peer.dispatch(stroke("a"))["event"] == "dispatched"
        # A platform that would end the process, as where no screen answers.
        for name in ("board.png", "board.svg", "board.pdf"):
            ended = run("last", tmp_path / name, "--data", data, QT_QPA_PLATFORM="xcb", DISPLAY="")
            assert (ended.returncode, ended.stderr) == (0, "")
            assert "1 shapes" in ended.stdout
        again = run("last", tmp_path / "board.png", "--data", data)

    for name in ("board.png", "board.svg"):
        drawing = opened(Path(tmp_path, name).read_bytes())
        assert isinstance(drawing, Carried)
        assert len(drawing.shapes) == 1
    assert Path(tmp_path, "board.pdf").read_bytes().startswith(b"%PDF-")
    assert again.returncode == 2
    assert "is there already. With --force it is replaced." in again.stderr


def test_what_makes_no_sense_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    for arguments, why in (
        (("last", tmp_path / "a.gif"), "expected .png or .svg or .pdf"),
        (("last", tmp_path / "a.png"), "there is no room in the data folder"),
    ):
        ended = run(*arguments, "--data", tmp_path / "none")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.count("\n") == 1
        assert why in ended.stderr

    ended = run("last", tmp_path / "a.png", "--scale", "9")
    assert ended.returncode == 2
    assert "'9', expected a number from 1 to 4" in ended.stderr
