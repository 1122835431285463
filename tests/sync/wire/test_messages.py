from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.wire.messages import (
    MAX_ENTRIES,
    MAX_FRAME_BYTES,
    MAX_VALUE_BYTES,
    Beat,
    Bye,
    Delta,
    Digest,
    Entry,
    Facts,
    FactsDigest,
    Hello,
    Message,
    Newest,
    SentFact,
    decode,
    encode,
)

keys = st.binary(min_size=32, max_size=32)
short = st.text(max_size=200)
u32 = st.integers(0, 2**32 - 1)
u53 = st.integers(0, 2**53 - 1)
entries = st.builds(Entry, keys, u32, u53, st.binary(min_size=8, max_size=8))
rates = st.floats(0, 1e9)
facts = st.builds(
    SentFact,
    keys,
    st.text(min_size=1, max_size=32),
    st.integers(1, 2**53 - 1),
    st.binary(max_size=200),
    st.binary(min_size=64, max_size=64),
)
messages = st.one_of(
    st.builds(
        Hello, u32, keys, keys, short, keys, short, u32, short, u53, st.lists(short, max_size=3)
    ),
    st.builds(Digest, st.lists(entries, max_size=20), st.booleans(), st.booleans()),
    st.builds(FactsDigest, st.lists(st.builds(Newest, keys, u53), max_size=20), st.booleans()),
    st.builds(Facts, st.lists(facts, max_size=5)),
    st.builds(Beat, u53, u53, u53, rates, rates, st.binary(min_size=8, max_size=8)),
    st.builds(Delta, st.lists(st.binary(max_size=200), max_size=10)),
    st.builds(Bye, short, st.booleans()),
)

ENTRY = Entry(bytes(32), 2**32 - 1, 2**53 - 1, bytes(8))
HELLO = Hello(1, bytes(32), bytes(32), "増える", bytes(32), "hybrid", 1, "tests", 0)


@given(messages)
def test_what_is_said_is_understood(message: Message) -> None:
    assert decode(encode(message)) == message


@given(messages, st.data())
def test_a_cut_or_altered_frame_is_a_message_or_a_protocol_error(
    message: Message, data: st.DataObject
) -> None:
    frame = bytearray(encode(message))
    at = data.draw(st.integers(0, len(frame) - 1))
    if data.draw(st.booleans()):
        del frame[at:]
    else:
        frame[at] = data.draw(st.integers(0, 127))

    with suppress(ProtocolError):
        decode(bytes(frame))


def test_a_reason_that_is_no_text_is_a_protocol_error() -> None:
    frame = encode(Bye("abc", redial=True)).replace(b"abc", b"\xff\xfe\xfd")

    with pytest.raises(ProtocolError):
        decode(frame)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\xc0",
        b"hello",
        b"\x90",
        b"\x91\xa5hello",
        b"\x93\xa5gnarl\x01\x02",
        b"\x92\xa5delta\xdd\xff\xff\xff\xff",
        b"\x92\xa5delta\x91\xa3run",
        b"\x91" * 1000,
        b"\x91" * MAX_FRAME_BYTES,
        b'["bye","reason",true]',
        encode(HELLO) + b"x",
    ],
    ids=lambda frame: repr(frame[:20]),
)
def test_what_is_no_message_is_a_protocol_error(frame: bytes) -> None:
    with pytest.raises(ProtocolError, match="no message"):
        decode(frame)


@pytest.mark.parametrize(
    "message",
    [
        Hello(1, bytes(31), bytes(32), "", bytes(32), "", 1, "", 0),
        Hello(1, bytes(32), bytes(33), "", bytes(32), "", 1, "", 0),
        Hello(1, bytes(32), bytes(32), "n" * 201, bytes(32), "", 1, "", 0),
        Hello(-1, bytes(32), bytes(32), "", bytes(32), "", 1, "", 0),
        Hello(1, bytes(32), bytes(32), "", bytes(32), "", 1, "", 2**53),
        Digest([Entry(bytes(32), 2**32, 1, bytes(8))], whole=True),
        Digest([Entry(bytes(32), 0, 2**53, bytes(8))], whole=True),
        Digest([Entry(bytes(32), 0, -1, bytes(8))], whole=True),
        Digest([Entry(bytes(32), 0, 1, bytes(7))], whole=True),
        Bye("r" * 201, redial=True),
        Hello(1, bytes(32), bytes(32), "", bytes(32), "", 1, "", 0, ["a"] * 33),
        FactsDigest([Newest(bytes(31), 1)]),
        FactsDigest([Newest(bytes(32), -1)]),
        FactsDigest([Newest(bytes(32), 1)] * (MAX_ENTRIES + 1)),
        Facts([SentFact(bytes(32), "", 1, b"", bytes(64))]),
        Facts([SentFact(bytes(32), "k" * 33, 1, b"", bytes(64))]),
        Facts([SentFact(bytes(32), "k", 0, b"", bytes(64))]),
        Facts([SentFact(bytes(32), "k", 2**53, b"", bytes(64))]),
        Facts([SentFact(bytes(32), "k", 1, bytes(MAX_VALUE_BYTES + 1), bytes(64))]),
        Facts([SentFact(bytes(32), "k", 1, b"", bytes(63))]),
        Beat(-1, 0, 0, 0.0, 0.0, bytes(8)),
        Beat(0, 2**53, 0, 0.0, 0.0, bytes(8)),
        Beat(0, 0, 0, -1.0, 0.0, bytes(8)),
        Beat(0, 0, 0, 0.0, 2e9, bytes(8)),
        Beat(0, 0, 0, float("inf"), 0.0, bytes(8)),
        Beat(0, 0, 0, 0.0, 0.0, bytes(9)),
    ],
    ids=lambda message: repr(message)[:60],
)
def test_a_field_beyond_its_bounds_is_a_protocol_error(message: Message) -> None:
    with pytest.raises(ProtocolError):
        decode(encode(message))


@pytest.mark.parametrize("value", [True, 1.0, "1", None], ids=repr)
def test_a_field_of_another_type_is_a_protocol_error(value: Any) -> None:
    frame = encode(Digest([Entry(bytes(32), value, 1, bytes(8))], whole=True))

    with pytest.raises(ProtocolError):
        decode(frame)


def test_a_frame_that_fits_no_transport_once_sealed_is_not_even_read() -> None:
    frame = encode(Delta([bytes(MAX_FRAME_BYTES)]))

    with pytest.raises(ProtocolError, match="at most 65519"):
        decode(frame)


def test_a_full_digest_fits_into_a_frame() -> None:
    frame = encode(Digest([ENTRY] * MAX_ENTRIES, whole=False))

    assert len(frame) <= MAX_FRAME_BYTES
    assert decode(frame) == Digest([ENTRY] * MAX_ENTRIES, whole=False)
    with pytest.raises(ProtocolError):
        decode(encode(Digest([ENTRY] * (MAX_ENTRIES + 1), whole=False)))


def test_a_full_digest_of_facts_fits_into_a_frame() -> None:
    full = FactsDigest([Newest(bytes(32), 2**53 - 1)] * MAX_ENTRIES)

    assert len(encode(full)) <= MAX_FRAME_BYTES
    assert decode(encode(full)) == full
