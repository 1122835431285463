import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from redux_scuttlebutt.app.at_rest import RoomAtRest
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.enhancer import scuttlebutt
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.home.folder import LAST_ROOM, DataFolder, RoomFolder, find_room
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.trust.sealing import strategies_of
from support.room import stroke
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]


def room_in(path: Path) -> RoomFolder:
    return find_room(path, LAST_ROOM)


async def test_it_is_what_everybody_sees_while_the_program_runs(
    pair: tuple[Replica, Replica], tmp_path: Path
) -> None:
    ana, bo = pair
    ana.store.dispatch(stroke("a"))
    await until(lambda: "a" in bo.store.get_state()["whiteboard"].shapes)
    bo.store.dispatch({"type": "whiteboard/moved", "payload": {"ids": ["a"], "by": [5, 6]}})
    bo.store.dispatch(stroke("b"))
    ana.store.dispatch({"type": "counter/incremented"})
    assert ana.undo() is not None
    await until(lambda: "b" in ana.store.get_state()["whiteboard"].shapes)
    await until(lambda: not ana.dispatcher.unsaved and not bo.dispatcher.unsaved)
    await until(lambda: ana.dispatcher.stored == bo.dispatcher.stored)
    await until(lambda: state_hash(ana.store.get_state()) == state_hash(bo.store.get_state()))

    for name, replica in (("Ana", ana), ("Bo", bo)):
        with RoomAtRest(room_in(tmp_path / name)) as there:
            assert state_hash(there.state) == state_hash(replica.store.get_state())
            assert there.state["whiteboard"].shapes["a"].x == 5


async def test_the_file_is_left_as_it_is(open_replica: Open, tmp_path: Path) -> None:
    replica = await open_replica("Ana")
    replica.store.dispatch(stroke("a"))
    await replica.close()
    room = room_in(tmp_path / "Ana")
    before = room.log_path.read_bytes()

    with RoomAtRest(room):
        pass

    assert room.log_path.read_bytes() == before


async def test_images_are_read_by_their_names(open_replica: Open, tmp_path: Path) -> None:
    replica = await open_replica("Ana")
    name = replica.dispatcher.blobs.put(b"a picture").hex()
    await until(lambda: (tmp_path / "Ana").exists() and _kept(replica, name))

    with RoomAtRest(room_in(tmp_path / "Ana")) as there:
        assert there.blob(name) == b"a picture"
        assert there.blob("0" * 64) is None


async def test_an_image_that_was_changed_on_disk_is_none(
    open_replica: Open, tmp_path: Path
) -> None:
    replica = await open_replica("Ana")
    name = replica.dispatcher.blobs.put(b"a picture").hex()
    await replica.close()
    room = room_in(tmp_path / "Ana")
    writer = open_writer(room.log_path, None)
    writer.execute("UPDATE blobs SET data = x'00112233'")
    writer.close()

    with RoomAtRest(room) as there:
        assert there.blob(name) is None


async def test_a_room_of_a_newer_program_is_not_shown_wrongly(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path / "Ana")
    room = folder.open_room()
    log = SqliteLog(room.log_path, deliver=asyncio.get_running_loop().call_soon_threadsafe)
    strategies = strategies_of(folder.identity(), room.room)
    newer = Dispatcher(**strategies, log=log, reducer_version=7)
    create_store(room_reducer, None, scuttlebutt(newer)).dispatch(stroke("a"))
    await until(lambda: not newer.unsaved)
    newer.close()
    log.close()
    folder.close()

    with pytest.raises(LogFailed, match="newer version of the program"):
        RoomAtRest(room_in(tmp_path / "Ana"))


async def test_a_log_that_is_none_says_so(open_replica: Open, tmp_path: Path) -> None:
    replica = await open_replica("Ana")
    await replica.close()
    room = room_in(tmp_path / "Ana")
    room.log_path.write_bytes(b"no database at all" * 100)

    with pytest.raises(LogFailed, match="could not be read"):
        RoomAtRest(room)

    room.log_path.unlink()
    with pytest.raises(LogFailed, match="nothing was done in this room yet"):
        RoomAtRest(room)


def _kept(replica: Replica, name: str) -> bool:
    return bytes.fromhex(name) in replica._log.blob_hashes()  # pyright: ignore[reportPrivateUsage]
