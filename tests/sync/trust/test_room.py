from base64 import urlsafe_b64encode
from hashlib import blake2b
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey, VerifyKey

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import BadInvite
from redux_scuttlebutt.sync.trust.room import Invite, Relay, RoomKey, without_secrets

KEY = RoomKey(bytes(range(32)))
LINK = "scuttlebutt://join/?at=192.0.2.7:7531#AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAT-uYg"

ROOM_ID = "cae5c7e3a7dd8eceeef2381e3cbf72200fbbe8bc20ac2a4a64c52d4808030fbd"

RELAY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"
RELAYS_KEY = SourceId(bytes(range(32, 64)))

keys = st.binary(min_size=32, max_size=32).map(RoomKey)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
ports = st.integers(1, 65535)
hosts = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda ip: f"[{ip}]"),
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,5})?", fullmatch=True),
)
addresses = st.one_of(
    st.builds("{}:{}".format, hosts, ports),
    st.builds("{}://{}:{}/{}".format, st.sampled_from(["ws", "wss"]), hosts, ports, names),
    st.builds("wss://{}/?{}".format, hosts, names),
)
relay_keys = st.binary(min_size=32, max_size=32).map(
    lambda key: urlsafe_b64encode(key).decode().rstrip("=")
)
relays = st.builds("{}@{}".format, relay_keys, addresses).map(Relay.parse)


def test_every_room_has_its_own_key() -> None:
    assert len({RoomKey.generate().id for _ in range(100)}) == 100


def test_the_id_is_the_public_key_of_what_is_derived_for_it() -> None:
    assert KEY.id == bytes(SigningKey(KEY.derive("room id")).verify_key)
    assert KEY.id.hex() == ROOM_ID


def test_each_use_has_a_key_of_its_own() -> None:
    labels = ["", "room id", "body", "増える", "body "]

    derived = {key.derive(label) for key in (KEY, RoomKey(bytes(32))) for label in labels}

    assert len(derived) == 2 * len(labels)
    assert {len(key) for key in derived} == {32}
    assert KEY.secret not in derived


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        RoomKey(bytes(length))


def test_the_link_is_short_and_its_secret_stands_behind_the_hash() -> None:
    assert Invite(KEY, ("192.0.2.7:7531",)).to_link() == LINK


@given(keys, st.lists(addresses, max_size=4), st.lists(relays, max_size=2))
def test_an_invite_comes_back_from_its_link(
    key: RoomKey, at: list[str], through: list[Relay]
) -> None:
    invite = Invite(key, tuple(at), tuple(through))

    link = invite.to_link()

    assert Invite.parse(link) == invite
    assert Invite.parse(link).room_key.secret == key.secret
    assert set(link) <= set(printable) - set(' "<>\\^`{|}\n\r\t\v\f')


@given(keys, st.lists(addresses, max_size=3))
def test_nothing_before_the_hash_depends_on_the_secret(key: RoomKey, at: list[str]) -> None:
    mine, other = Invite(key, tuple(at)).to_link(), Invite(KEY, tuple(at)).to_link()

    assert mine.partition("#")[0] == other.partition("#")[0]


def test_a_relay_stands_in_the_link_with_its_key() -> None:
    relay = Relay(RELAYS_KEY, "wss://relay.example:443")
    link = LINK.replace("#", f"&relay={RELAY}@wss://relay.example:443#")

    assert Invite.parse(link).relays == (relay,)
    assert Invite.parse(link).addresses == ("ws://192.0.2.7:7531",)
    assert Invite(KEY, ("192.0.2.7:7531",), (relay, relay)).to_link() == link
    assert Invite.parse(link) != Invite.parse(LINK)
    assert "relay.example" in repr(Invite.parse(link))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("relay.example:443", "wss://relay.example:443"),
        ("192.0.2.7:7531", "wss://192.0.2.7:7531"),
        ("wss://relay.example/room", "wss://relay.example/room"),
        ("ws://192.0.2.7:7531", "ws://192.0.2.7:7531"),
        ("localhost:7531", "ws://localhost:7531"),
        ("127.0.0.1:7531", "ws://127.0.0.1:7531"),
        ("[::1]:7531", "ws://[::1]:7531"),
    ],
)
def test_a_relay_elsewhere_is_reached_by_tls(written: str, meant: str) -> None:
    assert Relay.parse(f"{RELAY}@{written}") == Relay(RELAYS_KEY, meant)


@pytest.mark.parametrize(
    ("relay", "sentence"),
    [
        ("relay.example:443", "an @ and its address"),
        ("@relay.example:443", "no relay's key: expected 32 bytes"),
        (f"{RELAY[:-1]}@relay.example:443", "no relay's key"),
        (f"{RELAY[:-2]}@relay.example:443", "no relay's key"),
        (f"{RELAY}A@relay.example:443", "no relay's key"),
        (f"{RELAY}=@relay.example:443", "no relay's key"),
        (f"増{RELAY[1:]}@relay.example:443", "no relay's key"),
        (f"{RELAY}@", "is no address|needs a port"),
        (f"{RELAY}@relay.example", "needs a port"),
        (f"{RELAY}@https://relay.example", "is no address"),
        (f"{RELAY}@somebody@relay.example:1", "is no address"),
    ],
)
def test_what_is_wrong_with_a_relay_is_told(relay: str, sentence: str) -> None:
    for link in (f"&relay={relay}#", f"&relay={relay}%23{LINK.partition('#')[2]}#"):
        with pytest.raises(BadInvite, match=sentence) as caught:
            Invite.parse(LINK.replace("#", link))

        assert "AQAB" not in str(caught.value)


def test_who_knows_the_room_s_id_can_check_what_a_member_signs() -> None:
    VerifyKey(KEY.id).verify(b"said", KEY.sign(b"said"))


@pytest.mark.parametrize("around", [" {} ", "<{}>", '"{}"', "\n{}\r\n", "{}\t"])
def test_a_pasted_link_is_read_whatever_is_around_it(around: str) -> None:
    assert Invite.parse(around.format(LINK)) == Invite(KEY, ("192.0.2.7:7531",))


def test_what_a_later_version_adds_is_passed_over() -> None:
    link = LINK.replace("?", "?name=%E5%A2%97&").replace("scuttlebutt", "Scuttlebutt")

    assert Invite.parse(link) == Invite.parse(LINK)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "one begins with scuttlebutt://join"),
        ("127.0.0.1:7531", "one begins with scuttlebutt://join"),
        (LINK.replace("scuttlebutt", "https"), "one begins with"),
        (LINK.replace("join/", "join/elsewhere/"), "one begins with"),
        ("scuttlebutt://[join/#x", "one begins with"),
        (LINK.partition("#")[0], "cut short"),
        (LINK[:-1], "copy it in full"),
        (LINK + "A", "copy it in full"),
        (LINK.replace("#AQ", "#AQ "), "copy it in full"),
        (LINK.replace("#AQ", "#AQ!!!!"), "copy it in full"),
        (LINK[:-1] + "h", "copy it in full"),  # which stands for the same bytes
        (LINK.replace("#", "#増"), "copy it in full"),
        (LINK.replace("192.0.2.7", "a b"), "is no address"),
    ],
)
def test_what_is_wrong_with_a_link_is_told(text: str, sentence: str) -> None:
    with pytest.raises(BadInvite, match=sentence) as caught:
        Invite.parse(text)

    assert "AQAB" not in str(caught.value)


@given(st.integers(0, 49), st.sampled_from("ABCDabcd0123-_"))
def test_a_mistyped_secret_is_noticed(place: int, character: str) -> None:
    start, _, secret = LINK.partition("#")
    typed = f"{start}#{secret[:place]}{character}{secret[place + 1 :]}"

    if typed != LINK:
        with pytest.raises(BadInvite):
            Invite.parse(typed)


def test_a_link_of_a_newer_version_asks_to_update() -> None:
    versioned = b"\x02" + bytes(40)
    checksum = blake2b(versioned, digest_size=4, person=b"scuttlebutt-link").digest()
    secret = urlsafe_b64encode(versioned + checksum).decode().rstrip("=")

    with pytest.raises(BadInvite, match=r"newer version \(format 2.*Update"):
        Invite.parse(f"scuttlebutt://join/#{secret}")


@given(st.text())
def test_any_text_is_an_invite_or_told_not_to_be_one(text: str) -> None:
    secret = LINK.partition("#")[2]
    for link in (
        text,
        f"scuttlebutt://join/{text}",
        f"scuttlebutt://join/?at={text}#{secret}",
        f"scuttlebutt://join/?relay={text}#{secret}",
        f"scuttlebutt://join/?relay={RELAY}@{text}#{secret}",
    ):
        try:
            invite = Invite.parse(link)
        except BadInvite:
            continue
        assert Invite.parse(invite.to_link()) == invite


def test_the_secret_shows_in_no_text() -> None:
    canary = RoomKey(b"canary-canary-canary-canary-1234")
    invite = Invite(canary, ("127.0.0.1:1",))

    texts = f"{canary} {canary!r} {invite} {invite!r}"

    assert "canary" not in texts
    assert canary.secret.hex() not in texts


def test_a_text_that_repeats_an_invite_goes_without_its_secret() -> None:
    secret = LINK.partition("#")[2]

    for said in (f"{LINK!r} is no address", f"no {secret}.", f"{LINK[:-9]}", f'["{LINK}"]'):
        shown = without_secrets(said)
        assert secret[:16] not in shown, shown
        assert "…" in shown
    for harmless in ("the colour #00ff00", f"rooms/{'0' * 64}/log.sqlite", "増える"):
        assert without_secrets(harmless) == harmless
