import msgspec
import pytest

from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.gossip.blob_exchange import MAX_AHEAD, MAX_UNANSWERED
from redux_scuttlebutt.sync.gossip.fetch import CHUNK_BYTES, blob_hash
from redux_scuttlebutt.sync.log.log import MAX_BLOB_BYTES
from redux_scuttlebutt.sync.wire.messages import MAX_FRAME_BYTES, Chunk, Want
from support.blob_world import Link, Person, content, heard_by, stranger

DATA = content(0, 5 * CHUNK_BYTES + 7)
NAME = blob_hash(DATA)


def test_only_a_few_chunks_are_asked_for_ahead() -> None:
    bo = Person("Bo")
    exchange = stranger(bo)
    bo.blobs.want(NAME)

    assert heard_by(exchange) == [Want(NAME, 0)]
    exchange.receive(Chunk(NAME, 0, len(DATA), DATA[:CHUNK_BYTES]))

    assert heard_by(exchange) == [Want(NAME, n * CHUNK_BYTES) for n in range(1, 1 + MAX_AHEAD)]


def test_a_chunk_fits_into_a_frame_with_room_to_spare() -> None:
    chunk = Chunk(NAME, MAX_BLOB_BYTES - CHUNK_BYTES, MAX_BLOB_BYTES, bytes(CHUNK_BYTES))

    assert len(msgspec.msgpack.encode(chunk)) < MAX_FRAME_BYTES - 30_000


def test_a_peer_that_asks_for_much_gets_one_chunk_per_turn() -> None:
    ana = Person("Ana")
    ana.blobs.put(DATA)
    exchange = stranger(ana)
    for _ in range(MAX_UNANSWERED):
        exchange.receive(Want(NAME, 0))

    ana.blobs.want(blob_hash(b"what we want"))

    assert exchange.next_message() == Want(blob_hash(b"what we want"), 0)
    assert exchange.next_message() == Chunk(NAME, 0, len(DATA), DATA[:CHUNK_BYTES])
    assert len(heard_by(exchange)) == MAX_UNANSWERED - 1


def test_a_peer_that_asks_for_too_much_is_told_to_end() -> None:
    exchange = stranger(Person("Ana"))
    for _ in range(MAX_UNANSWERED):
        exchange.receive(Want(NAME, 0))

    with pytest.raises(ProtocolError, match="more than 16"):
        exchange.receive(Want(NAME, 0))

    assert exchange.next_message() is None


def test_who_asks_beyond_the_end_hears_how_long_it_is() -> None:
    ana = Person("Ana")
    ana.blobs.put(b"short")
    exchange = stranger(ana)

    exchange.receive(Want(blob_hash(b"short"), CHUNK_BYTES))

    assert heard_by(exchange) == [Chunk(blob_hash(b"short"), CHUNK_BYTES, 5, b"")]


@pytest.mark.parametrize(
    "chunk",
    [
        Chunk(NAME, 0, 5, b"xxxxx"),
        Chunk(NAME, 0, 5, b"xxxx"),
        Chunk(NAME, 0, 5, b"xxxxxx"),
        Chunk(NAME, 0, 0, b"xxxxx"),
        Chunk(NAME, 0, 5, b""),
        Chunk(NAME, 0, MAX_BLOB_BYTES + 1, DATA[:CHUNK_BYTES]),
        Chunk(NAME, CHUNK_BYTES, len(DATA), DATA[CHUNK_BYTES : 2 * CHUNK_BYTES]),
        Chunk(blob_hash(b"other"), 0, 5, b"other"),
        Chunk(blob_hash(b"other"), 0, 0, b""),
        Chunk(blob_hash(b"other"), 0, 5, b""),
    ],
    ids=lambda chunk: f"{chunk.hash == NAME}-{chunk.offset}-{chunk.total}-{len(chunk.data)}",
)
def test_what_was_not_asked_for_like_that_ends_the_exchange(chunk: Chunk) -> None:
    bo, cy = Person("Bo"), Person("Cy")
    liar = stranger(bo)
    bo.blobs.want(cy.blobs.put(DATA))
    assert heard_by(liar) == [Want(NAME, 0)]

    with pytest.raises(ProtocolError):
        liar.receive(chunk)

    assert (liar.next_message(), bo.disk.kept, bo.blobs.held_bytes) == (None, {}, 0)
    liar.receive(chunk)  # too late to matter
    Link(bo, cy).carry()
    assert bo.disk.kept == {NAME: DATA}


def test_a_total_over_8_mib_does_not_even_decode() -> None:
    raw = msgspec.msgpack.encode(Chunk(NAME, 0, MAX_BLOB_BYTES + 1, b"x"))

    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(raw, type=Chunk)
