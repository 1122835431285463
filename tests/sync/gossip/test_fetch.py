import pytest

from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.gossip.fetch import CHUNK_BYTES, MAX_LIARS, Fetch, blob_hash
from support.replica import ANA, BO

DATA = bytes(range(256)) * 300
PARTS = [DATA[at : at + CHUNK_BYTES] for at in range(0, len(DATA), CHUNK_BYTES)]


def offsets(fetch: Fetch) -> list[int]:
    found: list[int] = []
    while (offset := fetch.next_offset()) is not None:
        found.append(offset)
    return found


def test_the_first_chunk_tells_how_many_there_are() -> None:
    fetch = Fetch(blob_hash(DATA))
    fetch.begin_turn(ANA)

    assert offsets(fetch) == [0]
    assert not fetch.add(ANA, len(DATA), PARTS[0])
    assert offsets(fetch) == [CHUNK_BYTES, 2 * CHUNK_BYTES]
    assert [fetch.add(ANA, len(DATA), part) for part in PARTS[1:]] == [False, True]
    assert fetch.data == DATA


def test_another_peer_goes_on_where_one_stopped() -> None:
    fetch = Fetch(blob_hash(DATA))
    fetch.begin_turn(ANA)
    fetch.add(ANA, len(DATA), PARTS[0])
    turn = fetch.turn

    fetch.begin_turn(BO)

    assert fetch.turn is not turn
    assert offsets(fetch) == [CHUNK_BYTES, 2 * CHUNK_BYTES]
    assert [fetch.add(BO, len(DATA), part) for part in PARTS[1:]] == [False, True]


def test_who_alone_gave_what_does_not_fit_is_a_liar() -> None:
    fetch = Fetch(blob_hash(DATA))

    with pytest.raises(ProtocolError, match="content is not the one"):
        fetch.add(ANA, 5, b"wrong")

    assert list(fetch.liars) == [ANA]
    assert not fetch.data


def test_who_contradicts_itself_about_the_length_is_a_liar() -> None:
    fetch = Fetch(blob_hash(DATA))
    fetch.add(ANA, len(DATA), PARTS[0])

    with pytest.raises(ProtocolError, match="99 bytes long, and 76800 before"):
        fetch.add(ANA, 99, PARTS[1])


@pytest.mark.parametrize("last_says", [len(DATA), len(DATA) + 1])
def test_where_several_gave_nobody_is_blamed_and_each_is_tried_alone(last_says: int) -> None:
    fetch = Fetch(blob_hash(DATA))
    fetch.add(ANA, len(DATA), bytes(CHUNK_BYTES))
    fetch.begin_turn(BO)
    fetch.add(BO, len(DATA), PARTS[1])

    assert not fetch.add(BO, last_says, PARTS[2])
    assert fetch.is_alone
    assert not (fetch.data or fetch.givers or fetch.liars)

    fetch.add(ANA, len(DATA), bytes(CHUNK_BYTES))
    fetch.begin_turn(BO)
    assert not fetch.data
    assert [fetch.add(BO, len(DATA), part) for part in PARTS] == [False, False, True]


def test_one_who_is_tried_alone_goes_on_where_it_stopped() -> None:
    fetch = Fetch(blob_hash(DATA))
    fetch.is_alone = True
    fetch.add(ANA, len(DATA), PARTS[0])

    fetch.begin_turn(ANA)

    assert offsets(fetch) == [CHUNK_BYTES, 2 * CHUNK_BYTES]


def test_no_more_liars_are_remembered_than_a_hundred() -> None:
    fetch = Fetch(blob_hash(DATA))

    for number in range(MAX_LIARS + 5):
        with pytest.raises(ProtocolError):
            fetch.add(type(ANA)(b"%032d" % number), 1, b"x")

    assert len(fetch.liars) == MAX_LIARS
