import asyncio
from collections.abc import AsyncIterator

import pytest

from redux_scuttlebutt.sync.gossip.session import Session, Stage
from redux_scuttlebutt.sync.talk import Talk
from redux_scuttlebutt.sync.transport import Connection, ConnectionLost, FrameTooLong
from redux_scuttlebutt.sync.transport.memory import MemoryNetwork
from redux_scuttlebutt.sync.wire.messages import Bye, Hello, decode
from support.replica import ANA, BO, Replica, assert_equal, replica

Ends = tuple[Connection, Connection]


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    """Both ends of one link."""
    network = MemoryNetwork()
    taken: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def serve(connection: Connection) -> None:
        taken.set_result(connection)
        await over.wait()

    listener = await network.transport("ana").listen("ana", serve)
    dialled = await network.transport("bo").connect("ana")
    yield await taken, dialled
    over.set()
    await listener.close()


def talk(one: Replica, connection: Connection) -> Talk:
    wake = asyncio.Event()
    session = Session(one.dispatcher, wake.set)
    return Talk(session, connection, wake, one.dispatcher.stats)


async def test_two_ends_talk_until_one_says_goodbye(ends: Ends) -> None:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="Bo")
    ana.type("a")
    here, there = ends
    anas, bos = talk(ana, here), talk(bo, there)
    running = [asyncio.ensure_future(one.run()) for one in (anas, bos)]
    shown = asyncio.Event()

    def show(_updates: object) -> None:
        shown.set()

    bo.dispatcher.on("action", show)

    await shown.wait()
    assert (anas.is_with(BO), bos.is_with(BO)) == (True, False)
    bos.session.end("enough")
    await asyncio.gather(*running)

    assert (anas.session.over, anas.is_with(BO)) == ("enough", False)
    assert_equal(ana, bo)


async def test_whoever_says_no_hello_is_shown_the_door(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redux_scuttlebutt.sync.talk.GREETING_SECONDS", 0.0)
    ana = replica(ANA, name="Ana")
    here, silent = ends

    await talk(ana, here).run()

    assert isinstance(decode(await silent.receive()), Hello)
    goodbye = decode(await silent.receive())
    assert isinstance(goodbye, Bye)
    assert goodbye.reason.startswith("no hello within")
    assert ana.dispatcher.stats["handshake_time"] == 1
    with pytest.raises(ConnectionLost):
        await silent.receive()


async def test_who_is_given_up_hears_nothing_more(ends: Ends) -> None:
    here, other = ends
    given_up = talk(replica(ANA), here)

    given_up.give_up("others want in")
    await given_up.run()

    assert given_up.session.over == "others want in"
    with pytest.raises(ConnectionLost):
        await other.receive()


async def test_a_cancelled_talk_is_lost_and_lets_go_of_its_connection(ends: Ends) -> None:
    here, other = ends
    cancelled = talk(replica(ANA), here)
    running = asyncio.ensure_future(cancelled.run())
    await other.receive()

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert cancelled.session.over == "cancelled"
    with pytest.raises(ConnectionLost):
        await other.receive()


async def test_a_frame_too_long_is_counted(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    async def receive() -> bytes:
        raise FrameTooLong("70000 bytes came")

    ana = replica(ANA)
    here, _ = ends
    monkeypatch.setattr(here, "receive", receive)
    one = talk(ana, here)

    await one.run()

    assert (one.session.over, ana.dispatcher.stats["frame"]) == ("70000 bytes came", 1)


async def test_our_own_mistake_ends_one_session_and_is_written_down(
    ends: Ends, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_frame: bytes) -> None:
        raise ZeroDivisionError("division by zero")

    here, other = ends
    one = talk(replica(ANA), here)
    monkeypatch.setattr(one.session, "receive", fail)
    await other.send(b"whatever")

    await one.run()

    assert one.session.stage is Stage.OVER
    assert one.session.over == "our mistake: ZeroDivisionError"
    assert "division by zero" in caplog.text
