import pytest

from redux_scuttlebutt.ui.addresses import addresses_in, is_of_this_computer_only


def test_a_link_names_its_addresses() -> None:
    link = "scuttlebutt://join/?at=192.0.2.7:7531&x=1&at=%5B2001:db8::1%5D:7531#at=secret"

    assert addresses_in(link) == ("192.0.2.7:7531", "[2001:db8::1]:7531")


@pytest.mark.parametrize("text", ["", "nonsense", "study-pc:7531", "//[", "ws://192.0.2.7:7531"])
def test_what_is_no_link_names_none(text: str) -> None:
    assert addresses_in(text) == ()
    assert not is_of_this_computer_only(text)


@pytest.mark.parametrize(
    "at", ["127.0.0.1:7531", "127.0.3.4", "localhost:7531", "[::1]:7531", "wss://localhost:1/x"]
)
def test_some_addresses_are_of_this_computer(at: str) -> None:
    assert is_of_this_computer_only(f"scuttlebutt://join/?at={at}#secret")


@pytest.mark.parametrize("at", ["192.0.2.7:7531", "study-pc:7531", "0.0.0.0:7531", "["])
def test_others_are_not(at: str) -> None:
    assert not is_of_this_computer_only(f"scuttlebutt://join/?at=127.0.0.1:7531&at={at}#secret")
