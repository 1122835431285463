"""The lines of `scuttlebutt peer`, without a process."""

import asyncio
import io
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, BinaryIO

import pytest

from redux_scuttlebutt.app.options import Options
from redux_scuttlebutt.app.peer import LineReader, PeerProgram, run_peer
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.sync.trust.identity import fingerprint
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]
Event = dict[str, Any]

ADD = {"type": "counter/incremented"}


class Peer:
    """One program, with what it said."""

    def __init__(self, replica: Replica) -> None:
        self.replica = replica
        self.said: list[Event] = []
        self.program = PeerProgram(replica, self.said.append)

    def take(self, **command: Any) -> None:
        self.program.take(json.dumps(command))

    async def ask(self, **command: Any) -> Event:
        """The next event after `command`."""
        before = len(self.said)
        self.take(**command)
        await until(lambda: len(self.said) > before)
        return self.said[before]

    def of(self, event: str) -> list[Event]:
        return [said for said in self.said if said["event"] == event]


@pytest.fixture
async def peer(open_replica: Open) -> Peer:
    return Peer(await open_replica("Ana"))


async def test_ready_says_who_and_where_we_are(peer: Peer) -> None:
    peer.program.ready()

    dispatcher = peer.replica.dispatcher
    assert peer.said == [
        {
            "event": "ready",
            "source": dispatcher.source.hex(),
            "name": "Ana",
            "fingerprint": fingerprint(dispatcher.source),
            "room": dispatcher.room.hex(),
            "invite": peer.replica.invite,
            "listen": peer.replica.network.addresses,
            "updates": 0,
        }
    ]


async def test_dispatched_is_said_once_it_is_on_disk_and_in_the_order_of_the_lines(
    peer: Peer,
) -> None:
    for number in range(50):
        peer.take(do="dispatch", action=ADD, id=number)
    assert peer.said == []

    await until(lambda: len(peer.said) == 50)

    assert [said["event"] for said in peer.said] == ["dispatched"] * 50
    assert [said["id"] for said in peer.said] == list(range(50))
    assert [said["sequence"] for said in peer.said] == list(range(1, 51))
    assert peer.said[0].keys() == {
        "event", "source", "incarnation", "sequence", "timestamp", "id",
    }  # fmt: skip
    stamps = [said["timestamp"] for said in peer.said]
    assert stamps == sorted(set(stamps))


async def test_state_holds_what_was_dispatched_before_it(peer: Peer) -> None:
    peer.take(do="dispatch", action={"type": "counter/set", "payload": 42})

    state = await peer.ask(do="state", id="増える")

    assert (state["event"], state["id"]) == ("state", "増える")
    assert (state["updates"], state["parked"]) == (1, 0)
    assert state["state"]["counter"] == 42
    assert len(bytes.fromhex(state["hash"])) == 32


async def test_history_gives_the_places_asked_for(peer: Peer) -> None:
    for number in range(5):
        peer.take(do="dispatch", action={"type": "said", "payload": number})

    def payloads(answer: Event) -> list[int]:
        return [update["action"]["payload"] for update in answer["updates"]]

    await until(lambda: len(peer.said) == 5)
    assert payloads(await peer.ask(do="history", first=1, last=3)) == [1, 2]
    assert payloads(await peer.ask(do="history", first=3)) == [3, 4]
    assert payloads(await peer.ask(do="history", first=5, last=9)) == []
    everything = await peer.ask(do="history")
    assert payloads(everything) == [0, 1, 2, 3, 4]
    assert everything["updates"][0].keys() == {
        "timestamp", "source", "incarnation", "sequence", "action", "refused", "undone",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", "Expecting value"),
        ("[1]", "a command is a JSON object"),
        ("{}", "do is None, expected dispatch"),
        ('{"do": "fly"}', "do is 'fly', expected dispatch"),
        ('{"do": ["state"]}', "do is ['state']"),
        ('{"do": "dispatch"}', "an action is an object"),
        ('{"do": "dispatch", "action": [1]}', "an action is an object"),
        ('{"do": "dispatch", "action": {"type": 7}}', "a string 'type', this one has 7"),
        ('{"do": "dispatch", "action": {"type": "@@INIT"}}', "stay on one machine"),
        ('{"do": "dispatch", "action": {"type": "a", "x": NaN}}', "NaN is no JSON"),
        ('{"do": "dispatch", "action": {"type": "a", "x": 1e999}}', "inf cannot be sent"),
        ('{"do": "dispatch", "action": {"type": "a", "x": 9007199254740992}}', "2**53"),
        (f'{{"do": "dispatch", "action": {{"type": "a", "x": {"9" * 5000}}}}}', "5000 digits"),
        ('{"do": "dispatch", "action": {"type": "\\ud800"}}', "lone surrogate"),
        (f'{{"do": "dispatch", "action": {{"type": "a", "x": {"[" * 17 + "]" * 17}}}}}', "16 deep"),
        (f'{{"do": "dispatch", "action": {{"type": "a", "x": {"[" * 100_000}', "recursion"),
        (f'{{"do": "dispatch", "action": {{"type": "{"a" * 50_000}"}}}}', "at most 49152"),
        ('{"do": "dispatch", "action": {"type": "counter/set", "payload": "x"}}', "whole number"),
        ('{"do": "dispatch", "action": {"type": "history/undone"}}', "an undo needs a payload"),
        ('{"do": "history", "first": true}', "whole numbers"),
        ('{"do": "history", "first": 0, "last": 1.5}', "whole numbers"),
        ('{"do": "history", "first": -1}', "no places from -1"),
        ('{"do": "history", "first": 3, "last": 2}', "no places from 3 to 2"),
        ('{"do": "connect"}', "url is None"),
        ('{"do": "connect", "url": "nonsense"}', "expected host:port"),
        ('{"do": "connect", "url": "scuttlebutt://join/#x"}', "cut short or mistyped"),
    ],
)
async def test_a_bad_line_is_answered_with_an_error_and_changes_nothing(
    peer: Peer, line: str, why: str
) -> None:
    before = await peer.ask(do="state")

    peer.program.take(line)

    [_, error] = peer.said
    assert error["event"] == "error"
    assert why in error["message"]
    assert await peer.ask(do="state") == before
    assert not peer.program.quitting.is_set()


async def test_the_error_of_a_line_carries_its_id(peer: Peer) -> None:
    assert await peer.ask(do="fly", id=[1, None]) == {
        "event": "error",
        "message": peer.said[0]["message"],
        "id": [1, None],
    }


async def test_an_id_that_is_null_comes_back_too(peer: Peer) -> None:
    assert (await peer.ask(do="state", id=None))["id"] is None


async def test_an_action_on_which_the_reducer_raises_at_present_is_not_logged(peer: Peer) -> None:
    peer.replica.store.replace_reducer(fragile)

    error = await peer.ask(do="dispatch", action={"type": "fail"}, id=1)

    assert error == {"event": "error", "message": "'missing'", "id": 1}
    assert (await peer.ask(do="state"))["updates"] == 0


async def test_a_late_action_on_which_the_reducer_raises_keeps_its_place(
    peer: Peer, open_replica: Open
) -> None:
    other = await open_replica("Bo", listen=None, join=peer.replica.invite)
    await until(lambda: other.network.sessions)
    other.store.replace_reducer(fragile)
    peer.replica.store.replace_reducer(fragile)
    other.network.disconnect()
    other.store.dispatch({"type": "fail", "payload": "not here"})
    peer.take(do="dispatch", action={"type": "break"})
    other.store.dispatch(ADD)

    other.connect(peer.replica.network.addresses[0])
    await until(lambda: len(other.dispatcher.history) == 3)
    await until(lambda: len(peer.replica.dispatcher.history) == 3)

    late, _, after = (await peer.ask(do="history"))["updates"]
    assert late["refused"] is None
    assert after["refused"] is None
    assert (await peer.ask(do="state"))["state"]["counter"] == 1


async def test_an_update_that_raises_where_it_belongs_is_refused_with_the_reason(
    peer: Peer, open_replica: Open
) -> None:
    """Ana breaks the thing first; Bo's action, made without knowing, comes after it."""
    other = await open_replica("Bo", listen=None, join=peer.replica.invite.replace("at=", "of="))
    for replica in (peer.replica, other):
        replica.store.replace_reducer(fragile)
    await peer.ask(do="dispatch", action={"type": "break"})
    other.store.dispatch({"type": "fail if broken"})
    other.store.dispatch(ADD)

    other.connect(peer.replica.network.addresses[0])
    await until(lambda: len(peer.replica.dispatcher.history) == 3)

    _, failed, after = (await peer.ask(do="history"))["updates"]
    assert failed["refused"] == "the reducer raised ZeroDivisionError: it is broken"
    assert after["refused"] is None
    await until(lambda: len(other.dispatcher.history) == 3)
    assert other.store.get_state() == peer.replica.store.get_state()


async def test_standing_says_what_all_have_and_who_lacks_what(
    peer: Peer, open_replica: Open
) -> None:
    other = await open_replica("Bo", listen=None, join=peer.replica.invite)
    await until(lambda: other.network.sessions)
    alone = await peer.ask(do="standing", id=1)
    update = peer.replica.dispatcher.local_update(ADD)

    async def standing() -> Event:
        return await peer.ask(do="standing")

    while (now := await standing())["stored_by_all"] < update.timestamp:
        await until(lambda: peer.replica.dispatcher.agreement.stored_by_all >= update.timestamp)

    assert alone["id"] == 1
    assert now["final"] >= update.timestamp
    [bo] = now["others"]
    assert bo == {
        "source": other.dispatcher.source.hex(),
        "name": "Bo",
        "fingerprint": fingerprint(other.dispatcher.source),
        "verified": False,
        "namesake": None,
        "connected": True,
        "member": True,
        "lacks": 0,
        "owes": 0,
    }


async def test_what_people_should_know_of_their_data_is_a_notice(
    peer: Peer, open_replica: Open
) -> None:
    await open_replica("Bo", listen=None)
    peer.replica.notices.tell("This data was restored or copied.")

    peer.program.ready()

    assert peer.said[-1] == {"event": "notice", "message": "This data was restored or copied."}


async def test_a_rewind_and_the_comings_and_goings_are_told(peer: Peer, open_replica: Open) -> None:
    other = await open_replica("Bo", listen=None, join=peer.replica.invite.replace("at=", "of="))
    other.store.dispatch(ADD)
    await peer.ask(do="dispatch", action={"type": "counter/multiplied", "payload": 2})

    other.connect(peer.replica.network.addresses[0])
    await until(lambda: peer.of("rewind"))
    other.network.disconnect()
    await until(lambda: len(peer.of("peer")) == 2)

    [rewind] = peer.of("rewind")
    assert (rewind["late"], rewind["depth"], rewind["replayed"]) == (1, 1, 2)
    assert rewind["ms"] >= 0
    source = other.dispatcher.source.hex()
    assert peer.of("peer") == [
        {"event": "peer", "source": source, "name": "Bo", "status": status}
        for status in ("connected", "lost")
    ]


async def test_state_is_answered_after_an_undo_that_takes_several_turns(peer: Peer) -> None:
    peer.replica.dispatcher.scheduler.slice_seconds = 0.0
    for _ in range(500):
        peer.take(do="dispatch", action=ADD)
    await until(lambda: len(peer.said) == 500)
    first = peer.said[0]

    peer.take(do="dispatch", action=undo_of(first))
    peer.take(do="state", id="after")
    await until(lambda: peer.replica.dispatcher.is_settled)
    await until(lambda: len(peer.of("dispatched")) == 501)

    [state] = peer.of("state")
    assert state["state"]["counter"] == 499


async def test_a_log_that_cannot_be_written_is_an_error(peer: Peer) -> None:
    peer.replica.dispatcher._parts.events.emit("problem", "disk full")  # pyright: ignore[reportPrivateUsage]
    peer.replica.dispatcher._parts.events.emit("problem", None)  # pyright: ignore[reportPrivateUsage]

    assert peer.said == [{"event": "error", "message": "not saved: disk full"}]


def undo_of(dispatched: Event) -> Event:
    return {
        "type": "history/undone",
        "payload": {
            "source": dispatched["source"],
            "incarnation": dispatched["incarnation"],
            "first": dispatched["sequence"],
            "last": dispatched["sequence"],
        },
    }


def fragile(state: Any, action: Any) -> Any:
    """The room's reducer, with mistakes in it; `broken` is a counter below 0."""
    match action["type"]:
        case "fail" if "payload" not in action:
            raise KeyError("missing")
        case "break":
            return {**state, "broken": True}
        case "fail if broken" if state.get("broken"):
            raise ZeroDivisionError("it is broken")
        case _:
            return room_reducer(state, action)


# The program's ends


class Pipe:
    """What is put in by `write` comes out at `stream`."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self.stream: BinaryIO = os.fdopen(reading, "rb")

    def write(self, data: bytes) -> None:
        os.write(self._writing, data)

    def end(self) -> None:
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    def close(self) -> None:
        self.end()
        self.stream.close()


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    pipe = Pipe()
    yield pipe
    pipe.close()


def test_lines_come_out_whole_however_they_go_in(pipe: Pipe) -> None:
    reader = LineReader(pipe.stream)
    pipe.write("増え".encode()[:4])
    pipe.write("増え".encode()[4:] + b"\r\nsecond\n\nlast without an end")
    pipe.end()

    assert [reader.next() for _ in range(5)] == [
        "増え",
        "second",
        "",
        "last without an end",
        "",
    ]


async def test_lines_are_brought_to_the_loop_and_empty_ones_are_not(pipe: Pipe) -> None:
    reader, ended = LineReader(pipe.stream), asyncio.Event()
    taken: list[str] = []
    pipe.write(b"one\n")
    assert reader.next() == "one"

    pipe.write(b"two\n  \n\nthree\nfour")
    reader.feed(asyncio.get_running_loop(), taken.append, ended.set)
    await until(lambda: taken == ["two", "three"])
    pipe.end()
    await ended.wait()

    assert taken == ["two", "three", "four"]


def test_bytes_that_are_no_text_do_not_come_out_as_other_text(pipe: Pipe) -> None:
    reader = LineReader(pipe.stream)
    pipe.write(b"\xff\n")

    assert "\N{REPLACEMENT CHARACTER}" not in reader.next()


async def test_a_line_cut_off_by_the_end_of_the_input_is_carried_out(
    tmp_path: Any, pipe: Pipe
) -> None:
    out = io.StringIO()
    pipe.write(b'{"do": "dispatch", "action": {"type": "counter/incremented"}, "id": 1}')
    pipe.end()

    code = await run_peer(Options("peer", data=tmp_path, name="Ana"), pipe.stream, out)

    assert code == 0
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["ready", "dispatched"]
    assert events[1]["id"] == 1


async def test_quit_ends_with_everything_saved(tmp_path: Any, pipe: Pipe) -> None:
    out = io.StringIO()
    pipe.write(b'{"do":"dispatch","action":{"type":"INCREMENT"}}\n{"do":"quit"}\n{"do":"state"}\n')

    code = await run_peer(Options("peer", data=tmp_path, name="Ana"), pipe.stream, out)

    assert code == 0
    assert '"dispatched"' in out.getvalue()


async def test_stats_count_what_was_refused(peer: Peer) -> None:
    dispatcher = peer.replica.dispatcher
    dispatcher.stats.count("gap", 2)

    told = await peer.ask(do="stats", id=1)

    assert (told["event"], told["id"]) == ("stats", 1)
    assert told["counts"] == dispatcher.stats.as_dict()
    assert (told["counts"]["gap"], told["counts"]["frame"]) == (2, 0)
