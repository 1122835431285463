"""Somebody without the room's key keeps and passes on what is said in it (attack 13)."""

import sys
from pathlib import Path
from typing import Any

import pytest

from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.documents.whiteboard import whiteboard
from redux_scuttlebutt.sync.facts.bulletin import PRESENCE, PROFILE
from redux_scuttlebutt.sync.facts.profile import Profile, encode_profile
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.trust.room import RoomKey
from support.relay_process import RelayProcess
from support.replica import Replica, assert_equal
from support.sealed import AMY, BOB, member
from support.shapes import described

CANARY = "canary-7b1c9e"
"""How each of them begins: where this is not, none is."""

CANARIES = [f"{CANARY}-{number:04}" for number in range(1000)]

ROOM = RoomKey.generate()
"""Of which no part stands in memory by chance."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/PID/mem")


def drawn(canary: str) -> dict[str, Any]:
    return whiteboard.actions["added"](described(canary))


def draw_and_talk(amy: Replica, bob: Replica, between: RelayProcess) -> None:
    """Half of the canaries from either side, and some in all else that is said."""
    between.carry()
    for number, canary in enumerate(CANARIES):
        (amy, bob)[number % 2].store.dispatch(drawn(canary))
        if number % 50 == 0:
            between.carry()
    amy.dispatcher.bulletin.say(PROFILE, encode_profile(Profile(f"{CANARY}, Amy")))
    bob.dispatcher.bulletin.say(PRESENCE, f"{CANARY}, Bob's hand".encode())
    between.carry()
    assert between.reasons == [None, None]


def found_in(between: RelayProcess, folder: Path, what: bytes) -> set[str]:
    places = {f"memory {name}" for name, data in between.memory() if what in data}
    return places | {file.name for file in folder.iterdir() if what in file.read_bytes()}


def test_relay_sees_no_plaintext(tmp_path: Path) -> None:
    amy, bob = (
        member(who, ROOM, reducer=room_reducer, name=f"{CANARY}, a name") for who in (AMY, BOB)
    )
    with RelayProcess(
        tmp_path / "log.sqlite", ROOM.id.hex(), amy.dispatcher, bob.dispatcher
    ) as between:
        draw_and_talk(amy, bob, between)

        assert_equal(amy, bob)
        assert {*bob.state["whiteboard"].shapes} == {*CANARIES}
        said = bob.dispatcher.bulletin.get(AMY.source, PROFILE)
        assert said is not None
        assert CANARY.encode() in said.value
        run = amy.dispatcher.runs_after(amy.dispatcher.chain, 0, max_bytes=1)[0]
        assert "log.sqlite-wal" in found_in(between, tmp_path, run.body), "it has what it keeps"
        assert any(p.startswith("memory") for p in found_in(between, tmp_path, AMY.source))

        assert found_in(between, tmp_path, CANARY.encode()) == set()
        assert found_in(between, tmp_path, CANARY.encode("utf-16-le")) == set()
        assert found_in(between, tmp_path, ROOM.secret) == set()

    # And all of it is in what it kept, for whoever has the key.
    log = SqliteLog(tmp_path / "log.sqlite", deliver=None)
    assert_equal(amy, member(BOB, ROOM, reducer=room_reducer, log=log))
    log.close()


def test_the_search_would_find_what_a_member_reads(tmp_path: Path) -> None:
    amy, bob = (
        member(who, ROOM, reducer=room_reducer, name=f"{CANARY}, a name") for who in (AMY, BOB)
    )
    room = f"key:{ROOM.secret.hex()}"
    with RelayProcess(tmp_path / "log.sqlite", room, amy.dispatcher, bob.dispatcher) as between:
        draw_and_talk(amy, bob, between)

        assert any(p.startswith("memory") for p in found_in(between, tmp_path, CANARY.encode()))
        assert any(p.startswith("memory") for p in found_in(between, tmp_path, ROOM.secret))
