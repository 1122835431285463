from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Name
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.wire.codec import MAX_DEPTH, encode
from redux_scuttlebutt.sync.wire.run import (
    GENESIS,
    MAX_BODY_BYTES,
    MAX_UPDATES,
    Head,
    Run,
    read_body,
    write_body,
)
from support.runs import ANA, make_runs
from support.wire import forge, seal

SAID = encode({"type": "said", "payload": "増える"})[0]
HEADER_BYTES = 167


def deep(levels: int) -> bytes:
    return b"\x92\x90\x91\x81\xa4type" + b"\x91" * levels


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=MAX_UPDATES),
    st.integers(0, 2**32),
)
def test_updates_come_back_as_they_were_put_in(steps: list[int], earlier: int) -> None:
    timestamps = list(accumulate(steps))
    actions = [{"type": "said", "payload": n} for n in timestamps]
    after = Head(sequence=earlier, timestamp=0)

    run = forge(ANA, *actions, after=after, timestamps=timestamps)
    updates = read_body(run.header, run.body)

    assert [update.timestamp for update in updates] == timestamps
    assert [update.action for update in updates] == actions
    assert [update.name for update in updates] == [
        Name(ANA.source, ANA.incarnation, type(updates[0].sequence)(earlier + 1 + n))
        for n in range(len(actions))
    ]


def test_a_run_is_the_same_after_being_read() -> None:
    [run] = make_runs(ANA, 1)

    again = Run(run.raw)

    assert again.header == run.header
    assert (again.hash, again.head, again.chain) == (run.hash, run.head, ANA)
    assert again.raw == run.raw


def test_the_header_takes_167_bytes_and_the_signature_64() -> None:
    [run] = make_runs(ANA, 1)

    assert len(run.packed_header) == HEADER_BYTES
    assert len(run.raw) == HEADER_BYTES + 64 + len(run.body)


def test_the_first_run_follows_on_nothing_and_the_next_on_its_hash() -> None:
    first, second = make_runs(ANA, 2)

    assert first.header.previous == GENESIS
    assert second.header.previous == first.hash
    assert first.head == Head(2, first.hash, first.header.last_timestamp)


def test_the_context_of_encryption_is_the_header_up_to_the_body() -> None:
    [run] = make_runs(ANA, 1)

    assert run.packed_header.startswith(run.header.context())
    assert len(run.header.context()) == HEADER_BYTES - 36


def test_the_name_of_a_run_does_not_depend_on_its_signature() -> None:
    [run] = make_runs(ANA, 1)

    signed = Run.build(run.header, run.body, b"s" * 64)

    assert signed.hash == run.hash
    assert signed.signature == b"s" * 64


@pytest.mark.parametrize("length", [0, 1, 166, 167, 230])
def test_a_run_cut_short_is_refused(length: int) -> None:
    [run] = make_runs(ANA, 1)

    with pytest.raises(BadRun, match="cut short"):
        Run(run.raw[:length])


@pytest.mark.parametrize("at", range(-40, 0, 7))
def test_a_changed_body_is_refused(at: int) -> None:
    raw = bytearray(make_runs(ANA, 1)[0].raw)
    raw[at] ^= 1

    with pytest.raises(BadRun, match="not the one"):
        Run(bytes(raw))


def test_a_body_of_another_length_is_refused() -> None:
    [run] = make_runs(ANA, 1)

    for raw in (run.raw[:-1], run.raw + b"x"):
        with pytest.raises(BadRun, match="the header says"):
            Run(raw)


def test_a_newer_version_is_refused_in_words() -> None:
    with pytest.raises(BadRun, match="version 2"):
        seal(ANA, write_body([1], [SAID]), [1], version=2)


@pytest.mark.parametrize("updates", [0, 65, 2**16 - 1])
def test_a_run_holds_1_to_64_updates(updates: int) -> None:
    with pytest.raises(BadRun, match="updates"):
        seal(ANA, write_body([1], [SAID]), [1], updates=updates)


def test_sequences_begin_at_1() -> None:
    with pytest.raises(BadRun, match="from 0"):
        seal(ANA, write_body([1], [SAID]), [1], first=0)


def test_a_body_is_at_most_56_kib_long() -> None:
    seal(ANA, bytes(MAX_BODY_BYTES), [1])
    with pytest.raises(BadRun, match="57345 bytes"):
        seal(ANA, bytes(MAX_BODY_BYTES + 1), [1])


def test_timestamps_that_cannot_rise_are_refused() -> None:
    body = write_body([5, 6, 7], [SAID] * 3)

    for last in (4, 5, 6):
        with pytest.raises(BadRun, match="must rise"):
            seal(ANA, body, [5, 6, last])


@pytest.mark.parametrize("timestamp", [2**53, 2**63, 2**64 - 1])
def test_timestamps_stay_below_2_to_the_53(timestamp: int) -> None:
    seal(ANA, write_body([1], [SAID]), [2**53 - 1])
    with pytest.raises(BadRun, match="not below"):
        seal(ANA, write_body([1], [SAID]), [timestamp])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x90",
        b"\x92\x90\x90",  # no action where the header says one
        b"\x92\x90\x92\x80\x80",  # two
        b"\x92\x91\x01\x91" + SAID,  # a distance too many
        b"\x92\x90\x91" + SAID + b"x",
        b"\x92\xdd\xff\xff\xff\xff",  # says that it holds four billion
        b"\x92\x90\x91\x81\xa4type\xdf\xff\xff\xff\xff",
        b"\x92\x90\x91\x80",  # no type
        b"\x92\x90\x91\x81\xa4type\x07",
        b"\x92\x90\x91\x81\xa4type\xc0",
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\xc4\x01a",  # bytes
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\xd6\xff\0\0\0\0",  # a date
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\xd4\x05\x00",  # an extension
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\x81\x80\x01",  # an object as a key
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\x81\x01\x01",
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\xcb\x7f\xf8\0\0\0\0\0\0",  # NaN
        b"\x92\x90\x91\x82\xa4type\xa1x\xa1p\xcf" + b"\xff" * 8,
        b"\x92\x90\x91\xa1x",
        b"\x92\x90\x91\xc0",
    ],
    ids=repr,
)
def test_a_body_that_no_honest_peer_writes_is_refused(body: bytes) -> None:
    run = seal(ANA, body, [1])

    with pytest.raises(BadRun):
        read_body(run.header, run.body)


@pytest.mark.parametrize("text", [b"\xa1\xff", b"\xa3\xed\xa0\x80"], ids=["no text", "surrogate"])
def test_bytes_that_are_no_text_are_refused(text: bytes) -> None:
    run = seal(ANA, b"\x92\x90\x91\x81\xa4type" + text, [1])

    with pytest.raises(BadRun):
        read_body(run.header, run.body)


def test_a_body_nested_too_deep_to_read_is_refused() -> None:
    run = seal(ANA, deep(50_000), [1])

    with pytest.raises(BadRun):
        read_body(run.header, run.body)


@pytest.mark.parametrize("levels", range(1, MAX_DEPTH))
def test_what_may_be_sent_is_read_however_deep_it_is(levels: int) -> None:
    value: Any = 2**53 - 1
    for _ in range(levels):
        value = [value]
    action = {"type": "said", "payload": value}
    run = forge(ANA, {"type": "said"}, action, timestamps=[1, 2])

    assert [update.action for update in read_body(run.header, run.body)][1] == action


@pytest.mark.parametrize("levels", [0, 3, 9, MAX_DEPTH])
def test_what_may_not_be_sent_is_refused_however_deep_it_is(levels: int) -> None:
    whole = b"\xcf" + bytes([0, 0x20, 0, 0, 0, 0, 0, 0])  # 2**53
    action = b"\x82\xa4type\xa1x\xa1p" + b"\x91" * levels + whole
    run = seal(ANA, b"\x92\x90\x91" + action, [1])

    with pytest.raises(BadRun):
        read_body(run.header, run.body)


def test_an_action_that_stays_on_one_machine_is_refused() -> None:
    run = seal(ANA, b"\x92\x90\x91\x81\xa4type\xa3@@x", [1])

    with pytest.raises(BadRun):
        read_body(run.header, run.body)


@pytest.mark.parametrize("steps", [[0, 2], [-1, 3], [3, -1], [1, 2], [2**64 - 1, 1], [1]])
def test_distances_that_are_not_those_of_the_header_are_refused(steps: list[int]) -> None:
    written = [0, *accumulate(steps)]
    run = seal(ANA, write_body(written, [SAID] * 3), [10, 11, 12])

    with pytest.raises(BadRun):
        read_body(run.header, run.body)
