import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings

from redux_scuttlebutt.sync.transport import MAX_FRAME_BYTES as MAX_SENT_BYTES
from redux_scuttlebutt.sync.trust.channel import OVERHEAD_BYTES, BrokenChannel, Channel
from redux_scuttlebutt.sync.wire.messages import MAX_FRAME_BYTES
from support.members import Shake

SHAKE = Shake()


def channels() -> tuple[Channel, Channel]:
    here, there = SHAKE.ends
    return Channel(here), Channel(there)


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=300)), max_size=20))
def test_what_is_sealed_opens_at_the_other_end_in_its_order(said: list[tuple[bool, bytes]]) -> None:
    ana, bo = channels()
    sealed = [(by_ana, (ana if by_ana else bo).seal(plain)) for by_ana, plain in said]

    opened = [(by_ana, (bo if by_ana else ana).open(frame)) for by_ana, frame in sealed]

    assert opened == said


def test_the_longest_message_fits_into_the_longest_frame() -> None:
    ana, bo = channels()

    frame = ana.seal(bytes(MAX_FRAME_BYTES))

    assert len(frame) == MAX_FRAME_BYTES + OVERHEAD_BYTES == MAX_SENT_BYTES
    assert bo.open(frame) == bytes(MAX_FRAME_BYTES)


def test_it_is_libsodiums_stream() -> None:
    ana, _ = channels()
    stream = SHAKE.ends[0].sending
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, stream.header, stream.key)

    for plain, last in ((b"one", False), (b"", False), (b"end", True)):
        frame = ana.seal(plain, last=last)
        opened = bindings.crypto_secretstream_xchacha20poly1305_pull(state, frame)
        assert opened == (plain, 3 if last else 0)


def test_the_goodbye_is_told_from_a_cut() -> None:
    ana, bo = channels()
    assert bo.open(ana.seal(b"on")) == b"on"
    assert not bo.is_ended

    assert bo.open(ana.seal(b"bye", last=True)) == b"bye"

    assert bo.is_ended


def test_nothing_comes_behind_the_goodbye() -> None:
    ana, bo = channels()
    bo.open(ana.seal(b"bye", last=True))

    with pytest.raises(BrokenChannel):
        bo.open(b"")
    with pytest.raises(RuntimeError, match="behind the last one"):
        ana.seal(b"and another thing")


@pytest.mark.parametrize("size", [0, 1, 40])
def test_each_bit_of_a_frame_counts(size: int) -> None:
    ana, _ = channels()
    frame = ana.seal(bytes(size))

    for bit in range(8 * len(frame)):
        altered = bytearray(frame)
        altered[bit // 8] ^= 1 << bit % 8
        _, bo = channels()
        with pytest.raises(BrokenChannel, match="altered"):
            bo.open(bytes(altered))
        with pytest.raises(BrokenChannel):
            bo.open(frame)  # it is too late then


def test_a_frame_cut_short_or_longer_does_not_open() -> None:
    ana, _ = channels()
    frame = ana.seal(b"whole")

    for altered in (*(frame[:size] for size in range(len(frame))), frame[1:], frame + b"\0"):
        _, bo = channels()
        with pytest.raises(BrokenChannel):
            bo.open(altered)


@pytest.mark.parametrize(
    "order", [[1], [2], [0, 2], [0, 0], [0, 1, 1], [0, 1, 0]], ids=lambda order: f"{order}"
)
def test_a_frame_left_out_repeated_or_moved_ends_it(order: list[int]) -> None:
    ana, bo = channels()
    frames = [ana.seal(b"%d" % number) for number in range(3)]
    *good, bad = order

    assert [bo.open(frames[number]) for number in good] == [b"%d" % number for number in good]
    with pytest.raises(BrokenChannel):
        bo.open(frames[bad])


def test_our_own_words_handed_back_do_not_open() -> None:
    ana, bo = channels()

    with pytest.raises(BrokenChannel):
        ana.open(ana.seal(b"echo"))
    with pytest.raises(BrokenChannel):
        bo.open(bo.seal(b"echo"))
