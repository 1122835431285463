"""`scuttlebutt peer` as scripts meet it: lines, exit codes, and how it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.peer_process import PATIENCE_S, PeerProcess, program, until_equal

Start = Callable[..., PeerProcess]

ADD = {"type": "counter/incremented"}


def run(
    *arguments: str | Path, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program from beginning to end, with `given` as its whole input."""
    return subprocess.run(
        program(*arguments),
        input=given,
        capture_output=True,
        timeout=PATIENCE_S,
        env={**os.environ, **environment},
    )


def test_the_version_is_answered() -> None:
    ended = run("--version")

    assert ended.returncode == 0
    assert ended.stdout.strip()
    assert ended.stderr == b""


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--join", "nonsense"), "no invite link"),
        (("--join", "scuttlebutt://join/#AA"), "cut short or mistyped"),
        (("--listen", "nonsense"), "expected HOST:PORT"),
        (("--listen", "203.0.113.1:7531"), "not an address of this machine"),
        (("--connect", "nonsense"), "expected host:port"),
    ],
)
def test_a_beginning_that_cannot_be_is_one_sentence_and_exit_code_2(
    tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    ended = run("peer", "--data", tmp_path / "data", *words)

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.count(b"\n") == 1
    assert why in ended.stderr.decode()


def test_a_folder_that_is_in_use_or_none_is_named(start: Start, tmp_path: Path) -> None:
    ana = start("Ana")
    assert ana.ready

    twice = run("peer", "--data", tmp_path / "Ana")
    assert twice.returncode == 2
    assert b"is in use" in twice.stderr
    assert str(tmp_path / "Ana").encode() in twice.stderr

    (tmp_path / "file").touch()
    none = run("peer", "--data", tmp_path / "file")
    assert none.returncode == 2
    assert none.stderr.count(b"\n") == 1

    assert ana.dispatch(ADD)["event"] == "dispatched"


def test_a_port_that_another_program_has_is_said(start: Start, tmp_path: Path) -> None:
    ana = start("Ana")

    ended = run("peer", "--data", tmp_path / "Bo", "--listen", ana.url.removeprefix("ws://"))

    assert ended.returncode == 2
    assert b"another program has the port" in ended.stderr


def test_the_end_of_the_input_ends_it_with_everything_answered(tmp_path: Path) -> None:
    lines = [
        {"do": "dispatch", "action": ADD, "id": 1},
        {"do": "state", "id": 2},
        {"do": "dispatch", "action": {"type": 7}, "id": 3},
    ]

    given = "\n".join(map(json.dumps, lines)).encode()
    ended = run("peer", "--data", tmp_path, given=given)

    assert (ended.returncode, ended.stderr) == (0, b"")
    events = {said.get("id"): said for said in map(json.loads, ended.stdout.splitlines())}
    assert {number: said["event"] for number, said in events.items()} == {
        None: "ready",
        1: "dispatched",
        2: "state",
        3: "error",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_with_everything_saved(start: Start, number: str) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", status="connected")
    ana.wait("peer", status="connected")
    bo.send(do="dispatch", action=ADD, id=1)
    bo.ask(do="state")

    bo.signal(signal.Signals[number])

    assert bo.exit_code() == 0
    assert bo.errors == ""
    assert bo.wait("dispatched", id=1)
    ana.wait("peer", status="lost")
    assert start("Bo", listen=None).ready["updates"] == 1


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[]",
        b"\xff\xfe",
        b'{"do":"dispatch","action":{"type":"a","x":NaN}}',
        b'{"do":"dispatch","action":{"type":"a","x":-Infinity}}',
        b'{"do":"dispatch","action":{"type":"a","x":%s}}' % (b"9" * 5000),
        b'{"do":"dispatch","action":{"type":"a","x":%s}}' % (b"9" * 17),
        b'{"do":"dispatch","action":{"type":"a","x":%s%s}}' % (b"[" * 99_999, b"]" * 99_999),
        b'{"do":"dispatch","action":{"type":7}}',
        b'{"do":"dispatch","action":"a"}',
        b'{"do":"dispatch","action":{"type":"@@redux/INIT"}}',
        b'{"do":"dispatch","action":{"type":"a","x":"%s"}}' % (b"x" * 200_000),
        b'{"do":"dispatch","action":{"type":"\\udc00"}}',
        b'{"do":"dispatch","action":{"type":"a","x":"\xff"}}',
        b'{"do":"state","id":"\\ud800"}',
        b'{"do":"state","id":NaN}',
    ],
)
def test_a_bad_line_is_an_error_and_the_program_goes_on(start: Start, line: bytes) -> None:
    ana = start("Ana")

    ana.send_bytes(line + b"\n")
    assert ana.dispatch(ADD)["event"] == "dispatched"

    assert [said["event"] for said in ana.said] == ["ready", "error", "dispatched"]
    assert ana.said[1]["message"]
    assert [update["action"] for update in ana.history()] == [ADD]
    assert ana.quit() == 0
    assert ana.errors == ""


def test_what_it_says_is_utf_8_whatever_the_terminal_is(tmp_path: Path) -> None:
    ended = run("peer", "--data", tmp_path, "--name", "増える", LC_ALL="C")

    assert ended.returncode == 0
    assert json.loads(ended.stdout.decode())["name"] == "増える"


def test_a_terminal_that_knows_no_such_letters_ends_nothing(tmp_path: Path) -> None:
    ended = run("peer", "--data", tmp_path, "--name", "増える", PYTHONIOENCODING="cp1252")

    assert ended.returncode == 0
    assert json.loads(ended.stdout.decode())["name"] == "増える"


def test_a_link_given_on_standard_input_is_joined_and_shows_nowhere_else(start: Start) -> None:
    ana = start("Ana")
    ana.dispatch(ADD)

    bo = start("Bo", "--join", "-", first_line=ana.invite)

    assert bo.ready["room"] == ana.ready["room"]
    bo.wait("peer", status="connected")
    until_equal(ana, bo, updates=1)
    secret = ana.invite.partition("#")[2]
    assert len(secret) > 40
    assert secret not in " ".join(bo.command_line)
    for one in (ana, bo):
        assert one.quit() == 0
        assert secret not in one.errors


def test_a_peer_of_another_room_is_not_let_in_and_is_told_what_may_be_wrong(start: Start) -> None:
    ana = start("Ana")

    cy = start("Cy", "--connect", ana.url)

    said = cy.wait("error")["message"]
    assert ana.url in said
    assert "probably another room or an older invite" in said
    assert cy.ready["room"] != ana.ready["room"]
    assert [event["event"] for event in ana.said] == ["ready"]


@pytest.mark.parametrize("given", [b"", b"\n"])
def test_to_join_by_a_link_that_never_came_is_a_mistake(tmp_path: Path, given: bytes) -> None:
    ended = run("peer", "--data", tmp_path, "--join", "-", given=given)

    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_ends_it_while_it_waits_for_the_link(start: Start) -> None:
    ana = start("Ana", "--join", "-")
    ana.listen_for(1.0)  # it says nothing that could be waited for

    ana.signal(signal.SIGINT)

    assert ana.code_within(1.0) is not None


def test_it_ends_quietly_when_nobody_reads_it_any_more(tmp_path: Path) -> None:
    process = subprocess.Popen(
        program("peer", "--data", tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    _, errors = process.communicate(b'{"do":"state"}\n' * 3, timeout=PATIENCE_S)

    assert errors == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot hold a process still")
def test_a_peer_that_hangs_does_not_keep_another_from_ending(start: Start) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", status="connected")
    bo.signal(signal.SIGSTOP)
    ana.dispatch_all([{"type": "a", "payload": "x" * 40_000}] * 600)
    ana.listen_for(1.0)  # by then the sockets are full
    ana.send(do="quit")

    try:
        assert ana.code_within(15.0) == 0
    finally:
        bo.signal(signal.SIGCONT)
