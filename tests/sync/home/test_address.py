import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.errors import BadInvite
from redux_scuttlebutt.sync.home.address import parse_address


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("192.168.1.7:7531", "ws://192.168.1.7:7531"),
        (" Ana-Laptop.local:7531\n", "ws://ana-laptop.local:7531"),
        ("ws://host:7531", "ws://host:7531"),
        ("WS://Host:7531/", "ws://host:7531"),
        ("wss://relay.example", "wss://relay.example"),
        ("wss://relay.example/Room/増?x=1", "wss://relay.example/Room/%E5%A2%97?x=1"),
        ("[::1]:7000", "ws://[::1]:7000"),
        ("[FE80:0::1]:7000", "ws://[fe80::1]:7000"),
        ("ws://[fe80::1%eth0]:7000", "ws://[fe80::1%eth0]:7000"),
        ("127.0.0.1:0", "ws://127.0.0.1:0"),
        ("増える.example:7531", "ws://xn--r8j6gw69i.example:7531"),
        ("my_host:1", "ws://my_host:1"),
    ],
)
def test_what_people_write_becomes_one_url(text: str, url: str) -> None:
    assert parse_address(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "host",
        "host:",
        "host:port",
        "host:70000",
        ":7531",
        "::1:7000",
        "[::1]",
        "[::1:7000",
        "[not:ipv6]:1",
        "http://host:80",
        "ws://",
        "ws://user:password@host:1",
        "ws://host:1#fragment",
        "ho st:1",
        "host:1\n2",
        "\udcff:1",
        "a..b:1",
        "-:1",
        "%41:1",
        "x" * 64 + ":1",
    ],
)
def test_what_is_no_address_is_told_so(text: str) -> None:
    with pytest.raises(BadInvite, match=r"address|needs a port"):
        parse_address(text)


def test_the_secret_of_a_link_does_not_show_in_the_error() -> None:
    with pytest.raises(BadInvite) as caught:
        parse_address("scuttlebutt://join/#canary")

    assert "canary" not in str(caught.value)


@given(st.text())
@example("ws://[::%増]:1")
@example("ws://a:1/ %/'\"")
@example("ws://a:1?'")
def test_any_text_is_refused_or_becomes_plain_ascii_that_stays_the_same(text: str) -> None:
    for address in (text, f"{text}:1", f"ws://{text}", f"ws://a:1/{text}", f"ws://a:1?{text}"):
        try:
            url = parse_address(address)
        except BadInvite:
            continue
        assert url.isascii()
        assert parse_address(url) == url
