"""Nothing that a running peer writes gives its secrets away (attack 27)."""

import json
import os
import subprocess
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from redux_scuttlebutt.sync.trust.room import Invite
from support.leaks import forms_of, leaks, of_room
from support.peer_process import PATIENCE_S, PeerProcess, program

Start = Callable[..., PeerProcess]

TALKATIVE = """
import logging, os, sys

# Every library says everything, and none may keep itself from it.
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
logging.getLogger().addHandler(logging.FileHandler(os.environ["CANARY_LOG"]))
logging.Logger.setLevel = lambda self, level: None
"""

KEY_FILES = {"room.key", "identity.key"}


class Place:
    """Where peers write, and how they are made to say much."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, bytes] = {}
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(TALKATIVE)
        paths = [str(folder / "site"), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.environment = {
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONASYNCIODEBUG": "1",
            "CANARY_LOG": str(folder / "debug.log"),
            "XDG_STATE_HOME": str(folder / "state"),
        }

    def files(self) -> Iterator[Path]:
        """All that there are, but for those that hold the keys."""
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and file.name not in KEY_FILES:
                yield file

    def keep(self, name: str, said: list[dict[str, Any]], errors: str) -> None:
        """What a peer wrote, but for the one place where an invite is meant to stand."""
        for event in said:
            if event["event"] == "ready":
                event = {**event, "invite": ""}
            self.texts[f"{name} said {len(self.texts)}"] = json.dumps(event).encode()
        self.texts[f"{name}'s standard error"] = errors.encode()

    def run(self, name: str, *arguments: str | Path, given: bytes = b"") -> None:
        """A program that does not get far; what it wrote is kept."""
        ended = subprocess.run(
            program(*arguments),
            input=given,
            capture_output=True,
            timeout=PATIENCE_S,
            env={**os.environ, **self.environment},
        )
        assert ended.returncode == 2, (name, ended.stderr)
        assert ended.stderr
        self.texts[f"{name} out"] = ended.stdout
        self.texts[f"{name} err"] = ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="state folder and file modes of POSIX")
def test_no_secret_in_logs(start: Start, tmp_path: Path) -> None:
    place = Place(tmp_path)
    ana = start("Ana", environment=place.environment)
    link = ana.invite
    key = Invite.parse(link).room_key
    bo = start("Bo", "--join", "-", first_line=link, environment=place.environment)
    bo.wait("peer", source=ana.source, status="connected")
    ana.dispatch({"type": "counter/incremented"})
    bo.until_it_has(1)

    # Mistakes of people, with an invite where none belongs.
    secret = link.partition("#")[2]
    mistyped = secret[:20] + ("A" if secret[20] != "A" else "B") + secret[21:]
    elsewhere = Invite.parse(link.replace("ws://", "")).to_link().replace("scuttlebutt:", "")
    for url in (
        link.replace(secret, mistyped),
        elsewhere,
        elsewhere.removeprefix("//"),
        f"ws://127.0.0.1:1/{link}",
        secret,
        [link],
    ):
        assert bo.ask(do="connect", url=url)["event"] == "error"
    assert bo.ask(do=link)["event"] == "error"
    bo.send_bytes(json.dumps(link).encode() + b"\n" + link.encode() + b"\n")
    for _ in range(2):
        bo.wait("error")
    bo.ask(do="standing")
    for action in ({"type": "@@" + link}, [link], {link: 1}):
        assert bo.dispatch(action)["event"] == "error"

    # And with files and arguments.
    place.run("a cut link", "peer", "--data", tmp_path / "Cy", "--join", link[:-3])
    place.run(
        "a cut line", "peer", "--data", tmp_path / "Cy", "--join", "-", given=link[:-3].encode()
    )
    place.run("a lost argument", "peer", "--data", tmp_path / "Cy", link)
    place.run("a lost option", "--data", str(tmp_path / "Cy"), "--joyn", link)
    place.run("in use", "peer", "--data", tmp_path / "Bo", "--join", link)
    while_running = list(place.files())
    assert any(file.name == "log.sqlite-wal" for file in while_running)
    secrets = of_room(key)
    for name in ("Ana", "Bo"):
        secrets |= forms_of(f"{name}'s seed", (tmp_path / name / "identity.key").read_bytes())

    assert leaks(secrets, {}, while_running) == []

    bo.kill()
    assert ana.quit() == 0
    for peer, name in ((ana, "Ana"), (bo, "Bo")):
        place.keep(name, peer.said, peer.errors)
    [room_key] = (tmp_path / "Ana" / "rooms").rglob("room.key")
    room_key.chmod(0o644)
    place.run("a key for all", "peer", "--data", tmp_path / "Ana")
    room_key.chmod(0o600)
    room_key.write_bytes(key.secret[:31])
    place.run("a damaged key", "peer", "--data", tmp_path / "Ana")
    [log] = (tmp_path / "Bo" / "rooms" / key.id.hex()).glob("log.sqlite")
    log.write_bytes(log.read_bytes()[:5000] + b"damaged" * 100)
    again = start("Bo", environment=place.environment)
    assert again.ready
    assert again.quit() == 0
    place.keep("Bo again", again.said, again.errors)

    assert leaks(secrets, place.texts, place.files()) == []


def test_a_secret_is_found_where_it_stands(tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    seed = bytes(range(200, 232))
    secrets = forms_of("the seed", seed)
    for text in (
        seed,
        b"seed=" + seed.hex().encode(),
        repr(seed).encode(),
        *(
            b64(b"x" * shift + seed + b"yz")
            for shift in range(3)
            for b64 in (b64encode, urlsafe_b64encode)
        ),
    ):
        (tmp_path / "file").write_bytes(b"before" + text + b"after")

        assert leaks(secrets, {"text": text}), text
        assert leaks(secrets, {}, [tmp_path / "file"]), text
