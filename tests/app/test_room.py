"""A replica as its window sees it: who is here, and in which words."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from redux_scuttlebutt.app import room as room_module
from redux_scuttlebutt.app.aside import TWO_HISTORIES
from redux_scuttlebutt.app.line import Line, LineTransport
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.app.room import ReplicaRoom, standing_of
from redux_scuttlebutt.store.documents import counter
from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import LogFailed
from redux_scuttlebutt.sync.facts.agreement import Agreement
from redux_scuttlebutt.sync.facts.people import Acquaintance
from redux_scuttlebutt.sync.intake.quarantine import Quarantines
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from redux_scuttlebutt.sync.trust.identity import fingerprint
from redux_scuttlebutt.ui.ports import Person, Standing, Waiting
from support.copies import copied, count
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]
Pair = tuple[Replica, Replica]
SlowPair = tuple[Replica, Line]

AN_HOUR = 3600.0

add = counter.actions["incremented"]


@pytest.fixture
async def slow_pair(open_replica: Open) -> AsyncGenerator[SlowPair]:
    """Ana, and the line over which Bo is linked to her."""
    line = Line()
    ana = await open_replica("Ana")
    await open_replica(
        "Bo", listen=None, join=ana.invite, transport=LineTransport(WebSocketTransport(), line)
    )
    await until(lambda: ana.network.sessions)
    yield ana, line
    await line.cut()


def somebody(
    name: str = "Bo", *, is_connected: bool = True, lacks: int = 0, owes: int = 0
) -> Acquaintance:
    return Acquaintance(SourceId(name.encode() * 16), name, is_connected, lacks, owes)


AWAY = somebody("Cy", is_connected=False, lacks=9)


@pytest.mark.parametrize(
    ("others", "kind", "text"),
    [
        ([], "alone", "Only on this device"),
        ([somebody()], "in_step", "In step with 1"),
        ([somebody(), somebody("Di"), AWAY], "in_step", "In step with 2"),
        ([somebody(lacks=5)], "behind", "Bo lacks 5"),
        ([somebody(lacks=5), somebody("Di", lacks=7)], "behind", "Di lacks 7"),
        ([somebody(owes=3)], "behind", "Receiving 3"),
        ([somebody(lacks=5, owes=3), somebody("Di", owes=1)], "behind", "Receiving 3"),
        ([AWAY], "offline", "Offline · 9 kept here"),
        ([somebody(is_connected=False)], "offline", "Offline"),
    ],
)
def test_the_pill_says_in_words_how_we_stand(
    others: list[Acquaintance], kind: str, text: str
) -> None:
    assert standing_of(others) == Standing(kind, text)  # type: ignore[arg-type]


async def test_alone_until_somebody_came_and_offline_once_everybody_left(
    open_replica: Open,
) -> None:
    ana = await open_replica("Ana")
    room = ReplicaRoom(ana, "Sketch")
    assert room.standing == Standing("alone", "Only on this device")

    bo = await open_replica("Bo", listen=None, join=room.invite)
    await until(lambda: room.standing == Standing("in_step", "In step with 1"))

    await bo.close()
    await until(lambda: room.standing == Standing("offline", "Offline"))

    room.dispatch(add())
    await until(lambda: room.standing == Standing("offline", "Offline · 1 kept here"))


async def test_we_come_first_among_the_people(pair: Pair) -> None:
    ana, bo = pair
    room = ReplicaRoom(ana, "Sketch")

    await until(lambda: len(room.people) == 2)

    assert room.people == [
        Person(
            ana.dispatcher.source,
            "Ana",
            is_me=True,
            is_connected=True,
            fingerprint=fingerprint(ana.dispatcher.source),
        ),
        Person(
            bo.dispatcher.source,
            "Bo",
            is_connected=True,
            fingerprint=fingerprint(bo.dispatcher.source),
        ),
    ]
    assert (room.name, room.me) == ("Sketch", ana.dispatcher.source)


async def test_who_left_stays_in_the_list_as_not_connected(pair: Pair) -> None:
    ana, bo = pair
    room = ReplicaRoom(ana, "Sketch")

    await bo.close()

    await until(lambda: not room.people[1].is_connected)
    assert room.people[1].name == "Bo"


async def test_whose_words_were_compared_is_remembered_on_this_disk(
    pair: Pair, open_replica: Open
) -> None:
    ana, bo = pair
    room = ReplicaRoom(ana, "Sketch")
    await until(lambda: len(room.people) == 2)
    heard: list[int] = []
    room.subscribe(lambda: heard.append(1))

    room.verify(bo.dispatcher.source, True)

    assert room.people[1].is_verified
    assert heard
    await bo.close()
    await ana.close()
    again = ReplicaRoom(await open_replica("Ana"), "Sketch")
    assert again.people[1].is_verified

    again.verify(bo.dispatcher.source, False)
    assert not again.people[1].is_verified


async def test_somebody_under_a_known_name_is_told_from_whom_we_know(
    pair: Pair, open_replica: Open
) -> None:
    ana, bo = pair
    room = ReplicaRoom(ana, "Sketch")
    await until(lambda: len(room.people) == 2)
    false = await open_replica("elsewhere", join=ana.invite, called="B\u043e\u200b")
    mine = await open_replica("third", join=ana.invite, called=" ANA")

    await until(lambda: len(room.people) == 4)

    warnings = {person.source: person.warning for person in room.people}
    assert warnings[bo.dispatcher.source] == ""
    assert warnings[false.dispatcher.source] == "calls itself Bo but is not the Bo you know"
    assert warnings[mine.dispatcher.source] == "calls itself Ana, which is your name"
    notices = sorted(room.take_notices())
    assert notices == [
        "Somebody who calls themselves Ana uses your name. Their words are:"
        f" {fingerprint(mine.dispatcher.source)}.",
        "Somebody who calls themselves Bo is not the Bo you know. Their words are:"
        f" {fingerprint(false.dispatcher.source)}.",
    ]


async def test_a_room_with_a_key_is_protected(pair: Pair) -> None:
    room = ReplicaRoom(pair[0], "Sketch")

    assert room.is_protected
    assert room.quarantined == ()


async def test_what_two_copies_of_one_folder_did_apart_is_set_aside_and_shown(
    open_replica: Open, tmp_path: Path
) -> None:
    copies = await copied(open_replica, tmp_path)
    replicas = (copies.ana, copies.copy, copies.bo, copies.cy)
    rooms = [ReplicaRoom(replica, "Sketch") for replica in replicas]
    seen = [[len(room.quarantined)] for room in rooms]
    for room, lengths in zip(rooms, seen, strict=True):
        room.subscribe(partial(_note_quarantined, room, lengths))

    copies.meet()

    await until(lambda: all(count(replica) == 1 for replica in replicas))
    await until(lambda: all(lengths[-1] == 1 for lengths in seen))
    for room, amount in zip(rooms, (10, 20, 10, 20), strict=True):
        [found] = room.quarantined
        assert found.source == copies.ana.dispatcher.source
        assert [update.action for update in found.updates] == [add(amount)]
        assert found.first <= found.updates[0].timestamp
        assert found.reason == TWO_HISTORIES
    told = [" ".join(room.take_notices()) for room in rooms]
    assert all("Another copy of your data" in text for text in told[:2])
    assert all("Ana told different people" in text for text in told[2:])

    mine, others = rooms[0], rooms[2]
    assert (mine.waiting, others.waiting) == (Waiting(1, None), None)
    mine.do_waiting()
    assert mine.waiting is None
    await until(lambda: all(count(replica) == 11 for replica in replicas))
    rooms[1].do_waiting()
    await until(lambda: all(count(replica) == 31 for replica in replicas))
    assert [len(room.quarantined) for room in rooms] == [1, 1, 1, 1]


def _note_quarantined(room: ReplicaRoom, lengths: list[int]) -> None:
    lengths.append(len(room.quarantined))


async def test_what_is_set_aside_is_shown_also_where_it_cannot_be_read(
    open_replica: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = await copied(open_replica, tmp_path)
    room = ReplicaRoom(copies.ana, "Sketch")

    def fail(*_details: object, **_how: object) -> None:
        raise LogFailed("disk I/O error")

    monkeypatch.setattr(Quarantines, "__getitem__", fail)
    copies.meet()
    await until(lambda: room.quarantined)

    assert [found.updates for found in room.quarantined] == [()]
    assert room.waiting is None


async def test_how_far_an_action_has_come_follows_what_others_say(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, _ = pair
    room, kinds = ReplicaRoom(ana, "Sketch"), list[str]()
    room.dispatch(add())
    await until(lambda: len(ana.dispatcher.agreement.members) == 2)
    room.dispatch(add())
    [_, update] = room.history.updates

    def note() -> None:
        reach = room.reach_of(update)
        assert reach is not None
        kinds.append(reach.kind)

    note()
    room.subscribe(note)

    await until(lambda: kinds[-1] == "held")
    assert kinds[0] == "here"
    assert kinds[0] == "here"
    assert "some" in kinds
    gathered: list[int] = []
    members = Agreement.members.fget
    assert members is not None
    monkeypatch.setattr(
        Agreement, "members", property(lambda self: gathered.append(1) or members(self))
    )
    for _ in range(50):
        room.reach_of(update)
    assert gathered == [], "many rows are painted a frame"


async def test_listeners_hear_of_actions_of_people_and_of_what_is_saved(pair: Pair) -> None:
    ana, bo = pair
    room, heard = ReplicaRoom(ana, "Sketch"), 0

    def listener() -> None:
        nonlocal heard
        heard += 1

    end = room.subscribe(listener)

    room.dispatch(add(20))
    assert (heard, room.unsaved, room.get_state()["counter"]) == (1, 1, 20)
    await until(lambda: heard > 1 and room.unsaved == 0)

    before = heard
    bo.store.dispatch(add(1))
    await until(lambda: heard > before and room.get_state()["counter"] == 21)

    end()
    end()
    before = heard
    room.dispatch(add(1))
    assert heard == before


async def test_a_listener_may_leave_while_it_is_told(open_replica: Open) -> None:
    room, heard = ReplicaRoom(await open_replica("Ana"), "Sketch"), list[str]()
    ends: list[Callable[[], None]] = []

    def first() -> None:
        heard.append("first")
        for end in ends:
            end()

    ends += [room.subscribe(first), room.subscribe(lambda: heard.append("second"))]
    room.dispatch(add())
    room.dispatch(add())

    assert heard == ["first", "second"]


async def test_undo_and_redo_are_those_of_the_replica(open_replica: Open) -> None:
    room = ReplicaRoom(await open_replica("Ana"), "Sketch")
    room.dispatch(add(20))

    undone = room.undo()
    assert undone is not None
    assert undone.action == add(20)
    assert room.get_state()["counter"] == 0
    assert room.undo() is None

    assert room.redo() is not None
    assert room.get_state()["counter"] == 20


async def test_a_log_that_cannot_be_written_is_said_before_anything_else(pair: Pair) -> None:
    ana, _ = pair
    room = ReplicaRoom(ana, "Sketch")

    ana.problem = "disk full"
    assert room.standing == Standing("problem", "NOT SAVED: disk full")

    ana.problem = None
    assert room.standing.kind == "in_step"


async def test_connecting_takes_an_address_and_names_what_is_none(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    bo = await open_replica("Bo", listen=None, join=ana.invite.replace("at=", "of="))
    room = ReplicaRoom(bo, "Sketch")

    with pytest.raises(ValueError, match="expected host:port"):
        room.connect("nonsense")
    room.connect(ana.network.addresses[0])

    await until(lambda: room.standing == Standing("in_step", "In step with 1"))


async def test_disconnecting_holds_until_somebody_asks(pair: Pair) -> None:
    ana, bo = pair
    room = ReplicaRoom(bo, "Sketch")

    room.disconnect()
    await until(lambda: not ana.network.sessions and not bo.network.sessions)
    assert bo.network.dialling == []

    room.connect(ana.network.addresses[0])
    await until(lambda: room.standing.kind == "in_step")


async def test_a_peer_that_left_on_purpose_is_no_problem(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    bo = await open_replica("Bo", listen=None, join=ana.invite)
    room = ReplicaRoom(bo, "Sketch")
    refused: list[str] = []

    def note(_address: str, reason: str) -> None:
        refused.append(reason)

    bo.network.on("refused", note)
    await until(lambda: bo.network.sessions and ana.network.sessions)

    ana.network.disconnect()

    await until(lambda: refused)
    assert refused == ["disconnected"]
    assert room.standing == Standing("offline", "Offline")


async def test_a_peer_of_another_room_is_said_to_refuse_us(open_replica: Open) -> None:
    ana, bo = await open_replica("Ana"), await open_replica("Bo")
    room = ReplicaRoom(bo, "Sketch")

    room.connect(ana.network.addresses[0])

    await until(lambda: room.standing.kind == "problem")
    assert "another room" in room.standing.text
    assert bo.network.dialling == ana.network.addresses, "it may be somebody else next time"


async def test_a_refusal_does_not_hide_for_good_that_we_are_in_step_with_others(
    pair: Pair, open_replica: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "REFUSAL_SECONDS", 0.05)
    elsewhere = await open_replica("elsewhere")
    room = ReplicaRoom(pair[0], "Sketch")
    seen: list[str] = []
    room.subscribe(lambda: seen.append(room.standing.kind))

    room.connect(elsewhere.network.addresses[0])

    await until(lambda: "problem" in seen)
    await until(lambda: seen[-1] == "in_step")


async def test_a_debt_is_worth_a_word_only_when_it_lasts(
    slow_pair: SlowPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "PATIENCE_SECONDS", 0.03)
    ana, line = slow_pair
    room = ReplicaRoom(ana, "Sketch")
    seen = [room.standing.text]
    room.subscribe(lambda: seen.append(room.standing.text))

    line.lag = AN_HOUR
    room.dispatch(add())

    await until(lambda: seen[-1] == "Bo lacks 1")
    assert set(seen) == {"In step with 1", "Bo lacks 1"}


async def test_a_debt_is_told_also_when_the_timer_rings_early(
    slow_pair: SlowPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, line = slow_pair
    loop = asyncio.get_running_loop()
    later = loop.call_later
    patience: list[float] = []

    def early(delay: float, callback: Callable[..., object], *details: object) -> object:
        if not patience and 0.3 < delay <= room_module.PATIENCE_SECONDS:
            patience.append(delay)
            delay *= 0.95
        return later(delay, callback, *details)

    monkeypatch.setattr(room_module, "PATIENCE_SECONDS", 0.4)
    monkeypatch.setattr(loop, "call_later", early)
    room = ReplicaRoom(ana, "Sketch")
    seen = [room.standing.text]
    room.subscribe(lambda: seen.append(room.standing.text))

    line.lag = AN_HOUR
    room.dispatch(add())
    await until(lambda: patience)

    await until(lambda: seen[-1] == "Bo lacks 1")
