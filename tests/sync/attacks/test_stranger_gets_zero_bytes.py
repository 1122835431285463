"""Whoever has not the room's key hears nothing, and costs next to nothing."""

import pytest

from redux_scuttlebutt.sync.gossip.session import Session, Stage
from redux_scuttlebutt.sync.network import Network
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from redux_scuttlebutt.sync.trust.handshake import FIRST_BYTES, Fresh
from redux_scuttlebutt.sync.trust.identity import Identity
from redux_scuttlebutt.sync.wire.messages import Bye, encode
from support.members import ANA, BO, CY, ELSEWHERE, admission, chance, member
from support.raw_tcp import Stranger
from support.replica import replica
from support.waiting import until


def knock_of_another_room() -> bytes:
    frame = admission(CY, ELSEWHERE).dial().next_frame()
    assert frame is not None
    return frame


def plain_hello() -> bytes:
    frame = Session(replica(CY.source).dispatcher, lambda: None).next_frame()
    assert frame is not None
    return frame


STRANGERS = {
    "nothing in it": b"",
    "one byte": b"\x01",
    "our length": bytes(FIRST_BYTES),
    "random": chance("anything")(FIRST_BYTES),
    "another room": knock_of_another_room(),
    "plain": plain_hello(),
    "goodbye": encode(Bye("hello", redial=True)),
    "64 KiB": bytes(64 * 1024),
    "a browser": b"GET / HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("said", STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_gets_zero_bytes(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def costly(*_: object) -> bytes:
        raise AssertionError("somebody paid for a stranger")

    session = Session(member(ANA).dispatcher, lambda: None)
    for name in ("crypto_scalarmult_base", "exchange"):
        monkeypatch.setattr(f"redux_scuttlebutt.sync.trust.handshake.{name}", costly)
    monkeypatch.setattr(Identity, "sign", costly)
    monkeypatch.setattr(Fresh, "draw", costly)
    assert session.next_frame() is None

    session.receive(said)

    assert session.stage is Stage.OVER
    assert session.next_frame() is None
    assert session.over
    assert not session.was_open
    session.receive(said)
    assert session.next_frame() is None


def test_whoever_waits_for_us_to_begin_waits_in_vain() -> None:
    ana = member(ANA)
    ana.type("secret")
    session = Session(ana.dispatcher, lambda: None)

    assert session.next_frame() is None
    session.end("no hello within 10 s")

    assert session.next_frame() is None


def test_a_call_given_up_before_it_began_says_nothing() -> None:
    session = Session(member(ANA).dispatcher, lambda: None, dialled=True)

    session.end("disconnected")

    assert session.next_frame() is None


def test_our_side_is_told_what_was_wrong() -> None:
    reasons: dict[str, str] = {}
    for name, said in STRANGERS.items():
        session = Session(member(ANA).dispatcher, lambda: None)
        session.receive(said)
        reasons[name] = session.over or ""

    assert "not the key of this room" in reasons["another room"]
    assert "older version, or its room has no key" in reasons["plain"]
    assert f"expected {FIRST_BYTES}" in reasons["one byte"]


@pytest.mark.parametrize("said", STRANGERS.values(), ids=STRANGERS)
async def test_over_a_socket_it_is_closed_without_a_frame(said: bytes) -> None:
    network = Network(member(ANA).dispatcher, WebSocketTransport())
    await network.listen("127.0.0.1:0")
    stranger = await Stranger.come(network.addresses[0])
    await stranger.shake_hands()

    if len(said) > 65_535:
        length = b"\xff" + len(said).to_bytes(8, "big")
    elif len(said) > 125:
        length = b"\xfe" + len(said).to_bytes(2, "big")
    else:
        length = bytes([0x80 | len(said)])
    stranger.writer.write(b"\x82" + length + bytes(4) + said)

    assert await stranger.rest() == b"", "not even a closing frame"
    await stranger.go()
    await network.close()


async def test_a_member_comes_in_by_the_same_door() -> None:
    """Or the tests above would pass with a listener that never answers."""
    ana, bo = member(ANA), member(BO)
    ana.type("a")
    ends = [Network(one.dispatcher, WebSocketTransport()) for one in (ana, bo)]
    await ends[0].listen("127.0.0.1:0")

    ends[1].connect(ends[0].addresses[0])
    await until(lambda: bo.state == "a")

    for end in ends:
        await end.close()
