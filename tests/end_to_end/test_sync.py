"""Peers as programs of their own, over real sockets: what one does, all have."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.peer_process import Event, PeerProcess, until_equal

Start = Callable[..., PeerProcess]

ADD = {"type": "counter/incremented"}
DOUBLE = {"type": "counter/multiplied", "payload": 2}


def mixed(seed: int, number: int, name: str) -> list[Event]:
    """Actions of all kinds whose order matters, most of them possible at any place."""
    chance = random.Random(seed)
    there: list[str] = []

    def one(n: int) -> Event:
        kind = chance.randrange(5)
        if kind == 0:
            return {"type": "counter/multiplied", "payload": chance.choice([-1, 0, 1, 2])}
        if kind == 1:
            return {"type": "counter/incremented", "payload": chance.randrange(100)}
        if kind == 2 and there:
            ids = [chance.choice(there)]
            by = [chance.randrange(-640, 640), chance.randrange(-640, 640)]
            return {"type": "whiteboard/moved", "payload": {"ids": ids, "by": by}}
        if kind == 3 and there:
            gone = there.pop(len(there) // 2)
            return {"type": "whiteboard/removed", "payload": {"ids": [gone]}}
        points = [chance.randrange(64_000) for _ in range(16)]
        there.append(f"{name}-{n}")
        return {
            "type": "whiteboard/added",
            "payload": {
                "id": there[-1],
                "kind": "stroke",
                "z": chance.choice(["a0", "a1", "Zz"]),
                "points": points,
                "color": "#00aa7f",
                "width": 64,
            },
        }

    return [one(n) for n in range(number)]


def dispatched(answers: list[Event]) -> list[Event]:
    return [answer for answer in answers if answer["event"] == "dispatched"]


def names(updates: list[Event]) -> list[tuple[str, int, int]]:
    return [(u["source"], u["incarnation"], u["sequence"]) for u in updates]


def test_a_thousand_actions_on_each_while_disconnected_meet_in_one_history(start: Start) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", source=ana.source, status="connected")
    bo.disconnect(ana)
    done = [dispatched(peer.dispatch_all(mixed(n, 1000, peer.ready["name"])))
            for n, peer in enumerate((ana, bo))]  # fmt: skip
    number = sum(map(len, done))
    assert number > 1900
    assert (ana.state()["updates"], bo.state()["updates"]) == (len(done[0]), len(done[1]))
    assert ana.state()["hash"] != bo.state()["hash"]

    began = time.perf_counter()
    bo.connect(ana)
    until_equal(ana, bo, updates=number)
    print(f"{number} actions met within {time.perf_counter() - began:.2f} s")

    history = ana.history()
    assert history == bo.history()
    assert set(names(history)) == set(names(done[0] + done[1]))
    assert bo.wait("rewind")["late"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_what_was_reported_survives_a_kill_in_the_middle_of_a_burst(
    start: Start, seed: int
) -> None:
    chance = random.Random(seed)
    ana = start("Ana")
    reported: set[tuple[str, int, int]] = set()
    for life in range(3):
        bo = start("Bo", "--join", ana.invite)
        bo.wait("peer", source=ana.source, status="connected")
        for action in mixed(100 * seed + life, 400, f"Bo-{life}"):
            bo.send(do="dispatch", action=action)
            if chance.random() < 0.02:
                ana.send(do="dispatch", action=DOUBLE)
        for _ in range(chance.randrange(1, 300)):
            bo.wait_until(lambda said: said["event"] in ("dispatched", "error"), "any answer")

        bo.kill()

        reported |= set(names([e for e in bo.said if e["event"] == "dispatched"]))

    bo = start("Bo", listen=None)
    assert reported <= set(names(bo.history()))
    assert reported

    bo.send(do="connect", url=ana.url)
    bo.wait("peer", source=ana.source, status="connected")
    last = bo.dispatch(ADD)
    assert last["event"] == "dispatched"
    ana.dispatch(ADD)
    everything = until_same(ana, bo)
    assert reported <= everything
    assert names([last])[0] in everything
    assert ana.state()["hash"] == bo.state()["hash"]
    assert ana.history() == bo.history()


def test_what_was_saved_is_there_after_a_restart_and_syncs_at_the_next_link(start: Start) -> None:
    ana = start("Ana")
    before = start("Bo", "--join", ana.invite.replace("at=", "of="))
    before.dispatch_all([ADD, ADD, DOUBLE])
    history = before.history()
    assert before.quit() == 0
    assert before.errors == ""

    after = start("Bo")

    assert after.ready["updates"] == 3
    assert after.source == before.source
    assert after.history() == history
    assert after.state()["state"]["counter"] == 4

    after.connect(ana)
    until_equal(ana, after, updates=3)
    assert ana.history() == history


def test_actions_pass_through_a_peer_in_the_middle_while_their_author_is_away(
    start: Start,
) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", source=ana.source, status="connected")
    ana.dispatch_all(mixed(7, 100, "Ana"))
    number = ana.state()["updates"]
    bo.until_it_has(number)
    history = ana.history()
    assert ana.quit() == 0

    cy = start("Cy", "--join", bo.invite)
    until_equal(bo, cy, updates=number)
    assert cy.history() == history

    cy.dispatch(ADD)
    bo.until_it_has(number + 1)
    assert cy.quit() == 0

    ana = start("Ana")
    bo.connect(ana)
    until_equal(ana, bo, updates=number + 1)


def test_a_link_that_breaks_is_dialled_again_by_itself(start: Start) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", status="connected")
    ana.kill()
    bo.wait("peer", status="lost")
    bo.dispatch(ADD)

    again = start("Ana", listen=ana.url.removeprefix("ws://"))

    bo.wait("peer", source=again.source, status="connected")
    until_equal(again, bo, updates=1)


@pytest.mark.parametrize("who", ["the one who dialled", "the one who was dialled"])
def test_after_a_disconnect_both_are_quiet_until_somebody_asks(start: Start, who: str) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", status="connected")
    ana.wait("peer", status="connected")
    leaving, left = (bo, ana) if who == "the one who dialled" else (ana, bo)

    leaving.disconnect(left)

    if left is bo:
        assert "disconnected" in bo.wait("error")["message"]
    ana.dispatch(ADD)
    bo.dispatch(DOUBLE)
    assert_quiet(ana, bo)

    bo.connect(ana)
    until_equal(ana, bo, updates=2)


@pytest.mark.parametrize("leaves", ["Ana", "Bo"])
def test_after_a_disconnect_of_two_that_had_dialled_each_other_both_are_quiet(
    start: Start, leaves: str
) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", status="connected")
    ana.wait("peer", status="connected")
    ana.send(do="connect", url=bo.url)
    until_one_link_is_left(ana, bo)

    leaving, left = (ana, bo) if leaves == "Ana" else (bo, ana)
    leaving.disconnect(left)

    assert_quiet(ana, bo)


def test_an_own_room_is_left_alone_by_joining_another(start: Start, tmp_path: Path) -> None:
    ana = start("Ana")
    bo = start("Bo")
    own = bo.invite
    bo.dispatch(ADD)
    assert bo.quit() == 0

    joined = start("Bo", "--join", "-", first_line=ana.invite)
    assert joined.ready["room"] == ana.ready["room"]
    joined.wait("peer", source=ana.source, status="connected")
    joined.dispatch(DOUBLE)
    ana.until_it_has(1)
    assert joined.state()["updates"] == 1
    assert joined.quit() == 0

    assert {room.name for room in (tmp_path / "Bo" / "rooms").iterdir()} == {
        bo.ready["room"],
        ana.ready["room"],
    }
    back = start("Bo", "--join", own)
    assert back.ready["room"] == bo.ready["room"]
    assert back.source == bo.source
    assert [update["action"] for update in back.history()] == [ADD]


def test_peers_of_different_rooms_are_told_so_and_nothing_is_merged(start: Start) -> None:
    ana, bo = start("Ana"), start("Bo")
    ana.dispatch(ADD)

    bo.send(do="connect", url=ana.url)

    assert "another room" in bo.wait("error")["message"]
    assert bo.state()["updates"] == 0
    assert_quiet(ana, bo)


def test_whoever_dials_themselves_is_told_so(start: Start) -> None:
    ana = start("Ana")

    ana.send(do="connect", url=ana.url)

    assert "the same device" in ana.wait("error")["message"]
    assert_quiet(ana)


def test_undo_takes_out_the_own_action_on_every_peer_and_nobody_elses(start: Start) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite)
    bo.wait("peer", status="connected")
    [mine] = ana.dispatch_all([{"type": "counter/set", "payload": 20}])
    bo.until_it_has(1)
    bo.dispatch(DOUBLE)
    ana.until_it_has(2)

    refused = bo.dispatch(control("undone", mine))
    assert refused["event"] == "error"
    assert "only whoever made an action can undo it" in refused["message"]
    assert bo.state()["updates"] == 2

    assert ana.dispatch(control("undone", mine))["event"] == "dispatched"
    until_equal(ana, bo, updates=3)
    assert bo.state()["state"]["counter"] == 0
    assert [update["undone"] for update in bo.history()] == [True, False, False]

    assert ana.dispatch(control("redone", mine))["event"] == "dispatched"
    until_equal(ana, bo, updates=4)
    assert bo.state()["state"]["counter"] == 40
    assert not any(update["undone"] for update in bo.history())


def test_an_action_that_came_too_late_to_be_possible_keeps_its_place(start: Start) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite.replace("at=", "of="))
    ana.dispatch({"type": "rules/set", "payload": {"counter_minimum": 0}})
    bo.dispatch({"type": "counter/decremented"})
    bo.dispatch({"type": "counter/incremented", "payload": 5})

    bo.connect(ana)

    until_equal(ana, bo, updates=3)
    assert ana.history() == bo.history()
    reasons = [update["refused"] for update in ana.history()]
    assert reasons == [None, "the rule says: never below 0", None]
    assert ana.state()["state"]["counter"] == 5


def test_state_is_answered_when_everything_received_is_folded(start: Start) -> None:
    ana = start("Ana")
    bo = start("Bo", "--join", ana.invite.replace("at=", "of="))
    ana.dispatch_all([ADD] * 20_000)
    bo.dispatch(DOUBLE)
    bo.send(do="connect", url=ana.url)
    bo.wait("peer", status="connected")

    counts = [0]
    while counts[-1] < 20_001:
        state = bo.state()
        # The one doubling is the newest, so it comes after whatever has arrived.
        assert state["state"]["counter"] == 2 * (state["updates"] - 1)
        counts.append(state["updates"])

    assert counts == sorted(counts)
    assert ana.state()["updates"] in (20_000, 20_001)


def control(kind: str, target: Event) -> Event:
    return {
        "type": f"history/{kind}",
        "payload": {
            "source": target["source"],
            "incarnation": target["incarnation"],
            "first": target["sequence"],
            "last": target["sequence"],
        },
    }


def until_same(ana: PeerProcess, bo: PeerProcess) -> set[tuple[str, int, int]]:
    """Wait until both have the same updates; returns their names."""
    number = 0
    while True:
        number = max(number, ana.state()["updates"], bo.state()["updates"])
        for peer in (ana, bo):
            peer.until_it_has(number)
        first, second = set(names(ana.history())), set(names(bo.history()))
        if first == second:
            return first


def until_one_link_is_left(ana: PeerProcess, bo: PeerProcess) -> None:
    """What one does still reaches the other, both ways."""
    number = ana.state()["updates"]
    ana.dispatch(ADD)
    bo.until_it_has(number + 1)
    bo.dispatch(ADD)
    ana.until_it_has(number + 2)


def assert_quiet(*peers: PeerProcess) -> None:
    """Nobody dials: the first pause before dialling again is a quarter of a second at most."""
    for peer in peers:
        peer.unclaimed = [said for said in peer.unclaimed if said["event"] != "peer"]
    end = time.monotonic() + 0.75
    while time.monotonic() < end:
        for peer in peers:
            peer.listen_for(0.1)
    assert [said for peer in peers for said in peer.unclaimed if said["event"] == "peer"] == []
