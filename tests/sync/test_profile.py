import pytest

from redux_scuttlebutt.sync.profile import Profile, decode_profile, encode_profile


def test_a_profile_comes_back_as_it_was() -> None:
    profile = Profile("増える", "#ff8800", "star")

    assert decode_profile(encode_profile(profile)) == profile


def test_a_name_longer_than_others_read_is_cut() -> None:
    decoded = decode_profile(encode_profile(Profile("x" * 300)))

    assert decoded == Profile("x" * 200)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xc1",
        b"\x80",
        b"\x91\x01",
        b"\x91\xa1\xff",
        b"\x93\xa0\xa0\xd9\x21" + b"x" * 33,
        b"\x94\xa0\xa0\xa0" + b"\x91" * 8000 + b"\xc0",  # deeper than anybody can look
    ],
)
def test_nobody_s_window_fails_over_a_profile_that_is_none(value: bytes) -> None:
    assert decode_profile(value) is None
