"""What a source wants to be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.facts.profile import MAX_NAME, Profile, decode_profile, encode_profile


@given(st.builds(Profile, st.text(max_size=MAX_NAME), st.text(max_size=32), st.text(max_size=32)))
def test_a_profile_reads_back_as_it_was(profile: Profile) -> None:
    assert decode_profile(encode_profile(profile)) == profile


def test_a_long_name_is_cut() -> None:
    assert decode_profile(encode_profile(Profile("増" * 500))) == Profile("増" * MAX_NAME)


@given(st.binary())
def test_what_is_no_profile_is_none(value: bytes) -> None:
    profile = decode_profile(value)

    assert profile is None or isinstance(profile, Profile)


def test_a_name_that_is_no_text_is_told() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        encode_profile(Profile("\ud800"))
