import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.gossip.fetch import CHUNK_BYTES, blob_hash
from redux_scuttlebutt.sync.log.blobs import MAX_FETCHES
from redux_scuttlebutt.sync.log.log import MAX_BLOB_BYTES
from redux_scuttlebutt.sync.wire.messages import Chunk, Want
from support.blob_world import Link, Person, content, heard_by, stranger

DATA = content(0, 5 * CHUNK_BYTES + 7)
NAME = blob_hash(DATA)


def settle(links: list[Link]) -> int:
    """Let everybody speak until nobody has anything to say; returns how often somebody did."""
    said = sum(len(link.carried) for link in links)
    before = -1
    while before != (before := sum(len(link.carry().carried) for link in links)):
        pass
    return before - said


# Content here


def test_what_is_put_can_be_got_by_its_hash() -> None:
    ana = Person("Ana")

    name = ana.blobs.put(DATA)

    assert name == NAME
    assert ana.blobs.get(name) == DATA
    assert ana.arrived == [name]
    assert ana.blobs.get(blob_hash(b"other")) is None


def test_the_same_content_is_written_down_once() -> None:
    ana = Person("Ana")
    ana.disk.is_slow = True

    names = {ana.blobs.put(DATA), ana.blobs.put(DATA)}
    assert ana.blobs.get(NAME) == DATA, "it is here although it is not on disk yet"
    ana.disk.finish()
    names.add(ana.blobs.put(DATA))

    assert names == {NAME}
    assert not ana.disk.waiting


@pytest.mark.parametrize("size", [0, MAX_BLOB_BYTES + 1])
def test_a_blob_has_1_byte_to_8_mib(size: int) -> None:
    ana = Person("Ana")

    with pytest.raises(ValueError, match=f"{size} bytes"):
        ana.blobs.put(bytes(size))

    assert ana.blobs.get(ana.blobs.put(bytes(MAX_BLOB_BYTES))) == bytes(MAX_BLOB_BYTES)


def test_what_cannot_be_written_down_is_told() -> None:
    ana = Person("Ana")
    ana.disk.is_slow = True
    ana.blobs.put(DATA)

    ana.disk.finish(OSError("full"))

    assert (ana.failed, ana.arrived) == ([NAME], [])
    assert ana.blobs.get(NAME) is None


def test_a_name_is_32_bytes_long() -> None:
    with pytest.raises(ValueError, match="5 bytes, expected 32"):
        Person("Ana").blobs.want(b"short")


# From one to another


@pytest.mark.parametrize("size", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, len(DATA)])
def test_what_is_wanted_comes_from_who_has_it(size: int) -> None:
    ana, bo = Person("Ana"), Person("Bo")
    name = ana.blobs.put(DATA[:size])
    bo.blobs.want(name)

    Link(ana, bo).carry()

    assert bo.disk.kept == {name: DATA[:size]}
    assert bo.arrived == [name]
    assert (bo.blobs.wanted, bo.blobs.held_bytes) == ([], 0)


def test_the_longest_blob_comes_through() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    data = content(1, MAX_BLOB_BYTES)
    name = ana.blobs.put(data)
    loads = ana.disk.loads
    link = Link(ana, bo)

    bo.blobs.want(name)
    link.carry()

    assert bo.blobs.get(name) == data
    assert ana.disk.loads == loads + 1, "a blob is read once, not for each of its chunks"


def test_what_is_here_is_not_asked_for() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    name = ana.blobs.put(DATA)
    bo.blobs.put(DATA)
    link = Link(ana, bo)

    bo.blobs.want(name)

    assert link.carry().carried == []


def test_a_lost_link_is_taken_up_where_it_was_cut() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    bo.blobs.want(ana.blobs.put(DATA))
    first = Link(ana, bo)
    while bo.blobs.held_bytes < 2 * CHUNK_BYTES:
        first.carry_one(0)
        first.carry_one(1)
    first.cut()

    second = Link(ana, bo).carry()

    assert bo.blobs.get(NAME) == DATA
    assert second.carried[0] == Want(NAME, 2 * CHUNK_BYTES)


def test_what_one_does_not_have_comes_from_another() -> None:
    ana, bo, cy = Person("Ana"), Person("Bo"), Person("Cy")
    bo.blobs.want(cy.blobs.put(DATA))

    Link(bo, ana).carry()
    assert bo.blobs.get(NAME) is None
    Link(bo, cy).carry()

    assert bo.blobs.get(NAME) == DATA


def test_content_goes_on_through_those_between() -> None:
    ana, bo, cy = Person("Ana"), Person("Bo"), Person("Cy")
    near, far = Link(ana, bo), Link(bo, cy)
    cy.blobs.want(NAME)
    far.carry()
    assert far.carried == [Want(NAME, 0), Chunk(NAME, 0, 0, b"")]

    ana.blobs.put(DATA)
    bo.blobs.want(NAME)
    near.carry()
    far.carry()

    assert cy.blobs.get(NAME) == DATA


def test_two_blobs_come_from_two_peers_at_once() -> None:
    ana, bo, cy = Person("Ana"), Person("Bo"), Person("Cy")
    names = [
        n for k in (1, 2) if (n := ana.blobs.put(content(k, 99))) and cy.blobs.put(content(k, 99))
    ]
    links = [Link(bo, ana), Link(bo, cy)]
    for name in names:
        bo.blobs.want(name)

    asked = [heard_by(link.exchanges[0]) for link in links]

    assert asked == [[Want(names[0], 0)], [Want(names[1], 0)]]


def test_a_peer_that_does_not_answer_is_passed_over() -> None:
    bo, cy = Person("Bo"), Person("Cy")
    deaf = stranger(bo)
    bo.blobs.want(cy.blobs.put(DATA))
    assert heard_by(deaf) == [Want(NAME, 0)]
    link = Link(bo, cy).carry()
    assert link.carried == []

    bo.blobs.tick()
    bo.blobs.tick()
    link.carry()

    assert bo.blobs.get(NAME) == DATA
    deaf.receive(Chunk(NAME, 0, len(DATA), DATA[:CHUNK_BYTES]))  # at last, and needless


def test_the_only_one_who_has_it_may_take_its_time() -> None:
    bo = Person("Bo")
    slow = stranger(bo)
    bo.blobs.want(NAME)
    for at in range(0, len(DATA), CHUNK_BYTES):
        heard_by(slow)
        for _ in range(5):
            bo.blobs.tick()
        slow.receive(Chunk(NAME, at, len(DATA), DATA[at : at + CHUNK_BYTES]))

    assert bo.blobs.get(NAME) == DATA


def test_what_is_wanted_and_then_put_here_is_not_fetched_on() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    bo.blobs.want(ana.blobs.put(DATA))
    link = Link(ana, bo)
    for _ in range(3):
        link.carry_one(0)
        link.carry_one(1)

    bo.blobs.put(DATA)
    link.carry()

    assert link.over is None
    assert bo.arrived == [NAME]
    assert bo.blobs.wanted == []


def test_a_full_disk_ends_the_fetch_and_says_so() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    bo.disk.is_slow = True
    bo.blobs.want(ana.blobs.put(DATA))
    link = Link(ana, bo).carry()

    bo.disk.finish(OSError("full"))
    assert (bo.failed, bo.blobs.wanted) == ([NAME], [])

    bo.blobs.want(NAME)
    link.carry()
    bo.disk.finish()
    assert bo.blobs.get(NAME) == DATA


def test_over_a_link_that_answers_at_once_nothing_comes_twice() -> None:
    ana, bo, cy = Person("Ana"), Person("Bo"), Person("Cy")
    links = [Link(ana, bo, is_eager=True), Link(bo, cy, is_eager=True)]
    names = [blob_hash(content(seed, 3 * CHUNK_BYTES)) for seed in range(10)]
    for name in names:
        cy.blobs.want(name)
        bo.blobs.want(name)

    for seed in range(10):
        ana.blobs.put(content(seed, 3 * CHUNK_BYTES))

    assert [link.over for link in links] == [None, None]
    assert bo.arrived == cy.arrived == names
    assert sum(isinstance(m, Chunk) and len(m.data) > 0 for m in links[0].carried) == 30


# Limits


def test_no_more_than_four_blobs_are_fetched_at_once() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    bo.disk.is_slow = True
    for seed in range(10):
        bo.blobs.want(ana.blobs.put(content(seed, 2 * CHUNK_BYTES)))
    links = [Link(ana, bo), Link(ana, bo)]

    for arrived in range(0, 10, 2):
        for link in links:
            link.carry()
        assert len(bo.disk.waiting) == min(MAX_FETCHES, 10 - arrived)
        assert bo.blobs.held_bytes == 0, "what is being written is held once"
        bo.disk.finish()
        bo.disk.finish()

    assert len(bo.arrived) == 10


def test_half_fetched_blobs_that_nobody_has_make_room() -> None:
    ana, bo, cy = Person("Ana"), Person("Bo"), Person("Cy")
    link = Link(ana, bo)
    for seed in range(MAX_FETCHES):
        bo.blobs.want(ana.blobs.put(content(seed, 3 * CHUNK_BYTES)))
    while bo.blobs.held_bytes < MAX_FETCHES * CHUNK_BYTES:
        link.carry_one(0)
        link.carry_one(1)
    link.cut()

    bo.blobs.want(cy.blobs.put(DATA))
    assert bo.blobs.held_bytes == MAX_FETCHES * CHUNK_BYTES, "nothing is dropped for nobody"
    link = Link(bo, cy)
    held = [bo.blobs.held_bytes]
    while link.carry_one(0) | link.carry_one(1):
        held.append(bo.blobs.held_bytes)

    assert bo.blobs.get(NAME) == DATA
    assert max(held) == (MAX_FETCHES - 1 + len(DATA) // CHUNK_BYTES) * CHUNK_BYTES
    Link(ana, bo).carry()
    assert len(bo.arrived) == MAX_FETCHES + 1


def test_blobs_that_nobody_has_keep_no_other_waiting() -> None:
    ana, bo = Person("Ana"), Person("Bo")
    for seed in range(50):
        bo.blobs.want(blob_hash(b"%d" % seed))
    bo.blobs.want(ana.blobs.put(DATA))

    Link(ana, bo).carry()

    assert bo.blobs.get(NAME) == DATA
    assert len(bo.blobs.wanted) == 50


# Liars


def test_who_sent_wrong_content_is_not_asked_for_it_again() -> None:
    bo = Person("Bo")
    liar = stranger(bo)
    bo.blobs.want(NAME)
    heard_by(liar)
    with pytest.raises(ProtocolError, match="content is not the one"):
        liar.receive(Chunk(NAME, 0, 5, b"wrong"))

    assert heard_by(stranger(bo)) == []
    assert bo.blobs.wanted == [NAME]


def test_an_honest_peer_is_not_blamed_for_what_a_liar_began() -> None:
    bo, cy = Person("Bo"), Person("Cy")
    liar = stranger(bo)
    bo.blobs.want(cy.blobs.put(DATA))
    heard_by(liar)
    liar.receive(Chunk(NAME, 0, MAX_BLOB_BYTES, bytes(CHUNK_BYTES)))
    liar.close()

    # Bytes of two do not fit; then each is tried alone.
    link = Link(bo, cy).carry()

    assert link.over is None
    assert bo.blobs.get(NAME) == DATA


def lying(chance: random.Random, share: float):
    """A peer that cannot be trusted: it alters, leaves out, or denies."""

    def tamper(message: Want | Chunk) -> Want | Chunk | None:
        if chance.random() > share or isinstance(message, Want):
            return message
        data = message.data
        match chance.randrange(7):
            case 0:
                data = bytes(len(data))
            case 1:
                data = data[: len(data) // 2]
            case 2:
                return Chunk(message.hash, message.offset, 0, b"")
            case 3:
                return Chunk(message.hash, message.offset, chance.randrange(MAX_BLOB_BYTES), data)
            case 4:
                return Chunk(blob_hash(data), message.offset, message.total, data)
            case 5:
                return Want(message.hash, chance.randrange(MAX_BLOB_BYTES))
            case _:
                return None  # says nothing, ever
        return Chunk(message.hash, message.offset, message.total, data)

    return tamper


SIZES = st.integers(1, 4 * CHUNK_BYTES)


@given(st.lists(SIZES, min_size=1, max_size=6), st.integers(0, 2**32))
def test_cut_at_any_point_and_taken_up_again_everything_arrives(
    sizes: list[int], seed: int
) -> None:
    chance = random.Random(seed)
    ana, bo, cy = people = [Person(name) for name in ("Ana", "Bo", "Cy")]
    blobs = [bytes([n]) + content(n, size) for n, size in enumerate(sizes)]
    for data in blobs:
        chance.choice([ana, cy]).blobs.put(data)
        bo.blobs.want(blob_hash(data))
    links: list[Link] = []

    for _ in range(chance.randrange(300)):
        live = [link for link in links if link.over is None]
        assert bo.blobs.held_bytes <= MAX_FETCHES * 4 * CHUNK_BYTES
        if not live or (len(live) < 3 and chance.random() < 0.1):
            links.append(Link(*chance.sample(people, 2)))
            continue
        link = chance.choice(live)
        if chance.random() < 0.05:
            link.cut()
        elif chance.random() < 0.5:
            link.send(chance.randrange(2))
        else:
            link.deliver(chance.randrange(2))
    links += [Link(bo, ana), Link(bo, cy)]
    settle(links)

    assert all(link.over in (None, "cut") for link in links), "nobody lied"
    assert bo.disk.kept == {blob_hash(data): data for data in blobs}
    assert sorted(bo.arrived) == sorted(map(blob_hash, blobs)), "each arrives once"


@given(st.lists(SIZES, min_size=1, max_size=6), st.integers(0, 2**32), st.floats(0.05, 1.0))
def test_liars_keep_nobody_from_what_an_honest_peer_has(
    sizes: list[int], seed: int, share: float
) -> None:
    chance = random.Random(seed)
    liar = Person("Liar", lying(chance, share))
    bo, honest = Person("Bo"), Person("Cy")
    blobs = [bytes([n]) + content(n, size) for n, size in enumerate(sizes)]
    for data in blobs:
        liar.blobs.put(data)
        honest.blobs.put(data)
        bo.blobs.want(blob_hash(data))
    links = [Link(bo, liar), Link(bo, honest)]

    for _ in range(chance.randrange(200)):
        number = chance.randrange(2)
        if links[number].over is not None or chance.random() < 0.02:
            links[number].cut()
            links[number] = Link(bo, (liar, honest)[number])
        elif chance.random() < 0.5:
            links[number].send(chance.randrange(2))
        else:
            links[number].deliver(chance.randrange(2))
        # Whatever is believed for a while, what is kept is true.
        assert all(blob_hash(data) == name for name, data in bo.disk.kept.items())
        assert bo.blobs.held_bytes <= MAX_FETCHES * MAX_BLOB_BYTES
        assert links[1].over in (None, "cut"), "the honest one is never blamed"
    if links[1].over is not None:
        links[1] = Link(bo, honest)
    settle(links)
    while bo.blobs.wanted:
        bo.blobs.tick()
        bo.blobs.tick()
        assert settle(links), "it waits for a liar"

    assert links[1].over is None
    assert bo.disk.kept == {blob_hash(data): data for data in blobs}
