import asyncio
import os
import shutil
import stat
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from nacl.signing import VerifyKey

from redux_scuttlebutt.app.replica import Replica, account_name
from redux_scuttlebutt.store.documents import counter, whiteboard
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.update import Incarnation, Timestamp
from redux_scuttlebutt.sync.dispatcher import Dispatcher
from redux_scuttlebutt.sync.errors import BadInvite, FolderInUse, LogFailed, SyncError
from redux_scuttlebutt.sync.gossip.session import Session
from redux_scuttlebutt.sync.log.sqlite_file import open_writer
from redux_scuttlebutt.sync.log.sqlite_log import SqliteLog
from redux_scuttlebutt.sync.own.author import Author
from redux_scuttlebutt.sync.transport import ConnectionLost
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.trust.room import Invite
from redux_scuttlebutt.sync.trust.sealing import IdentitySigner, RoomCipher
from redux_scuttlebutt.sync.wire.codec import encode
from redux_scuttlebutt.sync.wire.run import SEALED, Chain, Head
from redux_scuttlebutt.ui.board.tools.parts import in_parts
from support.shapes import described
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]
Pair = tuple[Replica, Replica]

add = counter.actions["incremented"]
double = counter.actions["multiplied"]


def count(replica: Replica) -> int:
    return replica.store.get_state()["counter"]


async def test_two_replicas_in_one_room_show_the_same(pair: Pair) -> None:
    ana, bo = pair

    ana.store.dispatch(add(20))
    bo.store.dispatch(add(1))

    await until(lambda: count(ana) == count(bo) == 21)


async def test_what_was_done_is_there_after_a_restart(open_replica: Open) -> None:
    before = await open_replica("Ana")
    before.store.dispatch(add(20))
    before.store.dispatch(double(2))
    await before.close()

    after = await open_replica("Ana")

    assert count(after) == 40
    assert after.dispatcher.source == before.dispatcher.source
    assert after.dispatcher.room == before.dispatcher.room


async def test_closing_waits_for_the_disk(open_replica: Open) -> None:
    replica = await open_replica("Ana")
    replica.store.dispatch(add())
    assert replica.dispatcher.unsaved == 1

    await replica.close()

    chain = Chain(replica.dispatcher.source, replica.dispatcher.chain.incarnation)
    assert replica.dispatcher.stored[chain].sequence == 1


async def test_closing_twice_does_no_harm(open_replica: Open) -> None:
    replica = await open_replica("Ana")

    await replica.close()
    await replica.close()


async def test_a_room_joined_stays_open_and_the_own_room_is_left_alone(
    open_replica: Open,
) -> None:
    ana = await open_replica("Ana")
    bo = await open_replica("Bo")
    own_room = bo.invite
    bo.store.dispatch(add(7))
    await bo.close()

    joined = await open_replica("Bo", join=ana.invite)
    assert (joined.dispatcher.room, count(joined)) == (ana.dispatcher.room, 0)
    await joined.close()

    again = await open_replica("Bo")
    assert again.dispatcher.room == ana.dispatcher.room
    await again.close()

    back = await open_replica("Bo", join=own_room)
    assert count(back) == 7


async def test_an_invite_carries_the_addresses_of_now(open_replica: Open) -> None:
    ana = await open_replica("Ana", listen=None)
    assert "at=" not in ana.invite

    await ana.open("127.0.0.1:0", ())

    [address] = ana.network.addresses
    assert f"at={address.removeprefix('ws://')}" in ana.invite


async def test_the_relays_of_an_invite_are_dialled_and_passed_on(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    relay = "relay=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8@127.0.0.1:1"
    link = ana.invite.replace("?", f"?{relay}&")

    bo = await open_replica("Bo", listen=None, join=link)

    assert set(bo.network.dialling) == {*ana.network.addresses, "ws://127.0.0.1:1"}
    assert len(Invite.parse(bo.invite).relays) == 1
    ana.connect(link)
    assert Invite.parse(ana.invite).relays == Invite.parse(link).relays


async def test_whoever_is_not_in_the_room_is_told_nothing(open_replica: Open) -> None:
    """Not even by a peer that asks for no proof, in the same room."""
    ana = await open_replica("Ana")
    ana.store.dispatch(add(20))
    plain = Session(Dispatcher(room=ana.dispatcher.room), lambda: None)
    hello = plain.next_frame()
    assert hello is not None
    connection = await WebSocketTransport().connect(ana.network.addresses[0])

    await connection.send(hello)

    with pytest.raises(ConnectionLost):
        await connection.receive()
    assert ana.network.sessions == []


async def test_an_address_and_an_invite_to_this_room_are_dialled(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    bo = await open_replica("Bo", listen=None, join=ana.invite.replace("at=", "of="))
    assert bo.network.dialling == []

    bo.connect(f" {ana.network.addresses[0].removeprefix('ws://')} ")
    bo.connect(ana.invite)

    assert bo.network.dialling == ana.network.addresses
    await until(lambda: ana.network.sessions and bo.network.sessions)


async def test_an_invite_to_another_room_is_not_dialled(open_replica: Open) -> None:
    ana, bo = await open_replica("Ana"), await open_replica("Bo")

    with pytest.raises(BadInvite, match="for another room"):
        bo.connect(ana.invite)
    with pytest.raises(BadInvite, match="expected host:port"):
        bo.connect("nonsense")

    assert bo.network.dialling == []


async def test_a_link_is_taken_with_the_quotes_of_the_mail_it_came_in(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    bo = await open_replica("Bo", listen=None, join=f"<{ana.invite}>")

    bo.connect(f"<{ana.invite}>")

    assert bo.network.dialling == ana.network.addresses


async def test_undo_takes_out_our_own_newest_and_redo_brings_it_back(pair: Pair) -> None:
    ana, bo = pair
    bo.store.dispatch(add(1))
    await until(lambda: count(ana) == 1)
    ana.store.dispatch(add(20))
    await until(lambda: count(bo) == 21)

    assert bo.undo() is not None
    await until(lambda: count(ana) == count(bo) == 20)
    assert bo.undo() is None

    assert bo.redo() is not None
    await until(lambda: count(ana) == count(bo) == 21)
    assert bo.redo() is None


async def test_a_stroke_too_long_for_one_action_is_undone_and_redone_as_one(pair: Pair) -> None:
    ana, bo = pair
    points = [c for n in range(20_000) for c in (n, n % 100)]
    stroke = whiteboard.actions["added"](described("s", points=points))
    for part in in_parts(stroke, lambda: "g"):
        bo.store.dispatch(part)

    def drawn(replica: Replica) -> list[int]:
        shapes = replica.store.get_state()["whiteboard"].shapes
        return [len(shape.points) for shape in shapes.values()]

    await until(lambda: drawn(ana) == [40_000])
    undone = bo.undo()
    assert undone is not None and undone.action["type"] == "whiteboard/added"
    await until(lambda: drawn(ana) == drawn(bo) == [])
    assert bo.undo() is None

    redone = bo.redo()
    assert redone == undone
    await until(lambda: drawn(ana) == drawn(bo) == [40_000])


async def test_what_the_reducer_refuses_is_not_logged(open_replica: Open) -> None:
    ana = await open_replica("Ana")

    with pytest.raises(Refused, match="whole number"):
        ana.store.dispatch(add("x"))

    assert len(ana.dispatcher.history) == 0


async def test_names_of_others_are_known_after_a_restart(pair: Pair, open_replica: Open) -> None:
    ana, bo = pair
    await bo.close()
    await ana.close()

    again = await open_replica("Ana")

    assert again.people.name_of(bo.dispatcher.source) == "Bo"


async def test_namesakes_whose_names_were_not_written_down_are_told_of_at_the_start(
    open_replica: Open, tmp_path: Path
) -> None:
    """As when the power failed between what they say of themselves and their names."""
    ana = await open_replica("Ana")
    others = [
        await open_replica(folder, called="Bo", listen=None, join=ana.invite)
        for folder in ("Bo", "Cy")
    ]
    sources = [other.dispatcher.source for other in others]
    await until(lambda: [ana.people.name_of(source) for source in sources] == ["Bo", "Bo"])
    for replica in (*others, ana):
        await replica.close()
    [path] = (tmp_path / "Ana" / "rooms").rglob("log.sqlite")
    with closing(open_writer(path, None)) as writer:
        writer.execute("DELETE FROM people")

    again = await open_replica("Ana", listen=None)

    [notice] = again.notices.texts
    assert notice.startswith("Somebody who calls themselves Bo is not the Bo you know.")


async def test_a_replica_without_a_name_takes_that_of_the_account(tmp_path: Path) -> None:
    replica = Replica(tmp_path, None)

    assert replica.dispatcher.name == account_name()

    await replica.close()


def test_an_account_without_a_name_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    def getuser() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", getuser)

    assert account_name() == "somebody"


async def test_one_folder_is_open_once(open_replica: Open, tmp_path: Path) -> None:
    await open_replica("Ana")

    with pytest.raises(FolderInUse, match="is in use"):
        Replica(tmp_path / "Ana", "Ana")


async def test_a_bad_invite_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(BadInvite, match="mistyped"):
        Replica(tmp_path / "Ana", "Ana", join="scuttlebutt://join/#AA")

    assert not (tmp_path / "Ana").exists()


@pytest.mark.parametrize("mistake", [{"listen": "nonsense"}, {"connect": ("nonsense",)}])
async def test_an_address_that_is_none_is_told_before_anything_is_dialled(
    open_replica: Open, mistake: dict[str, object]
) -> None:
    with pytest.raises(SyncError, match="'nonsense'"):
        await open_replica("Ana", **mistake)


async def test_closing_before_the_log_is_folded_is_quiet(
    open_replica: Open, tmp_path: Path
) -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: complaints.append(about))
    replica = await open_replica("Ana")
    replica.store.dispatch(add())
    await replica.close()

    again = Replica(tmp_path / "Ana", "Ana")
    await again.close()
    await asyncio.sleep(0)

    assert complaints == []


async def test_a_disk_that_fails_is_a_problem_and_does_not_keep_the_program_from_ending(
    open_replica: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = await open_replica("Ana")

    def append(_log: object, _runs: object, done: Callable[[BaseException], object]) -> None:
        asyncio.get_running_loop().call_soon(done, OSError("disk full"))

    monkeypatch.setattr("redux_scuttlebutt.sync.log.sqlite_log.SqliteLog.append", append)

    replica.store.dispatch(add())
    await until(lambda: replica.problem)

    assert replica.problem == "disk full"
    assert count(replica) == 1
    await replica.close()
    assert replica.dispatcher.unsaved == 1


# Our own past


async def test_a_restored_backup_is_noticed_and_loses_nothing(
    pair: Pair, open_replica: Open, tmp_path: Path
) -> None:
    ana, bo = pair
    here = ana.network.addresses[0].removeprefix("ws://")
    ana.store.dispatch(add())
    await until(lambda: count(bo) == 1)
    await ana.close()
    shutil.copytree(tmp_path / "Ana", tmp_path / "backup")
    ana = await open_replica("Ana", listen=here)
    bo.network.hurry()
    ana.store.dispatch(add())
    await until(lambda: count(bo) == 2)
    await ana.close()
    shutil.rmtree(tmp_path / "Ana")
    shutil.copytree(tmp_path / "backup", tmp_path / "Ana")

    ana = await open_replica("Ana", listen=None)
    ana.store.dispatch(add())
    [notice] = ana.notices.texts
    await ana.network.listen(here)
    bo.network.hurry()
    await until(lambda: count(ana) == count(bo) == 3)

    assert notice.startswith("This data is older than it was: it lacks 1 of your last actions.")


async def test_an_ordinary_restart_is_no_notice(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    ana.store.dispatch(add())
    chain = ana.dispatcher.chain
    await ana.close()

    again = await open_replica("Ana")

    assert again.notices.texts == []
    assert again.dispatcher.chain == chain


async def test_everything_that_leaves_a_device_is_signed_and_encrypted(pair: Pair) -> None:
    ana, bo = pair
    ana.store.dispatch(add(20))
    await until(lambda: count(bo) == 20 and bo.dispatcher.is_saved)

    [run] = bo.dispatcher.runs_after(ana.dispatcher.chain, 0, max_bytes=10_000)

    assert run.header.version == SEALED
    assert run.header.room == bytes(ana.dispatcher.room)
    VerifyKey(ana.dispatcher.source).verify(run.packed_header, run.signature)
    assert b"counter" not in run.raw


async def test_a_log_from_before_there_were_keys_is_left_as_it_is(
    open_replica: Open, tmp_path: Path
) -> None:
    before = await open_replica("Ana")
    source, room = before.dispatcher.source, before.dispatcher.room
    await before.close()
    [path] = (tmp_path / "Ana" / "rooms").rglob("log.sqlite")
    path.unlink()
    log = SqliteLog(path, deliver=None)
    Dispatcher(source=source, room=room, log=log).local_update(add(20))
    log.close()
    kept = path.read_bytes()

    with pytest.raises(LogFailed, match=r"log\.sqlite cannot be used.*Move it away") as refused:
        await open_replica("Ana")

    assert str(path) in str(refused.value)
    assert path.read_bytes() == kept
    assert [file.name for file in path.parent.iterdir() if "wal" in file.name] == []
    path.rename(path.with_name("log-of-before.sqlite"))
    assert count(await open_replica("Ana")) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_only_their_owner_may_read_the_files(open_replica: Open, tmp_path: Path) -> None:
    """Databases and what SQLite has beside them, copies of damaged ones, keys and notes."""
    before = os.umask(0)
    try:
        replica = await open_replica("Ana", state=tmp_path / "state")
        replica.store.dispatch(add(20))
        await until(lambda: replica.dispatcher.is_saved)
        [path] = (tmp_path / "Ana" / "rooms").rglob("log.sqlite")
        assert path.with_name("log.sqlite-wal").exists()
        await replica.close()
        path.write_bytes(path.read_bytes()[:3000] + b"damaged" * 1000)
        again = await open_replica("Ana", state=tmp_path / "state")
        again.store.dispatch(add(1))
        await until(lambda: again.dispatcher.is_saved)
    finally:
        os.umask(before)

    found = {file: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.rglob("*")}

    files = {file.name: mode for file, mode in found.items() if file.is_file()}
    assert set(files) >= {
        "identity.key",
        "room.key",
        "rooms.json",
        "lock",
        "log.sqlite",
        "log.sqlite-wal",
        "log.sqlite-shm",
        "log.sqlite.damaged-1",
    }
    assert any(name.endswith(".json") and name != "rooms.json" for name in files), "the note"
    assert set(files.values()) == {0o600}
    assert {mode for file, mode in found.items() if file.is_dir()} == {0o700}


async def test_of_a_fork_people_are_told_in_words_and_can_do_their_part_again(
    open_replica: Open, tmp_path: Path
) -> None:
    ana = await open_replica("Ana")
    ana.store.dispatch(add())
    ana.dispatcher.flush()
    await until(lambda: not ana.dispatcher.unsaved)
    chain, key = ana.dispatcher.chain, Invite.parse(ana.invite).room_key
    assert ana.dispatcher.runs_after(chain, 0, max_bytes=1)  # so somebody was given it
    bo = Identity(b"B" * 32)
    for identity, one in (
        (bo, Chain(bo.source, Incarnation(0))),
        (Identity.load_or_create(tmp_path / "Ana" / "identity.key"), chain),
    ):
        for number in (7, 8):
            author = Author(key.id, one, Head(), IdentitySigner(identity), RoomCipher(key))
            author.add(Timestamp(1), encode(add(number))[0])
            ana.dispatcher.receive([author.close_run().raw])
    await until(lambda: count(ana) == 0)

    other, own = (
        next(n for n in ana.notices.texts if word in n) for word in ("different", "your data")
    )
    assert f"{bo.source.hex()[:8]} told different people different things" in other
    assert "Each copy can do its part again." in own
    assert len(ana.issue_quarantined_again()) == 1
    await until(lambda: count(ana) == 1)
    assert ana.issue_quarantined_again() == []
