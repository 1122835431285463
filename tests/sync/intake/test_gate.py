from collections.abc import Sequence

import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.errors import BadRun, ProtocolError, SyncError
from redux_scuttlebutt.sync.intake import gate
from redux_scuttlebutt.sync.intake.gate import JOB_RUNS, LANE_BYTES, SMALL_RUNS, Gate, Lane
from redux_scuttlebutt.sync.intake.inbox import Delivery, place
from redux_scuttlebutt.sync.intake.opening import Opening
from redux_scuttlebutt.sync.stats import Stats
from redux_scuttlebutt.sync.trust.strategies import NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run
from support.replica import ANA, BO, CY, typed
from support.wire import forge
from support.worker import Worker


class Careful(NullSigner):
    """Believes all but the signature of sevens."""

    verified = 0

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:  # noqa: ARG002
        self.verified += 1
        return signature != SEVENS


SEVENS = b"7" * 64


class Session:
    """What a session does at the gate."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.errors: list[SyncError] = []
        self.lane = Lane(self.deliveries.append, self.errors.append)

    @property
    def runs(self) -> list[bytes]:
        return [run.raw for delivery in self.deliveries for run in delivery.runs]


class World:
    """A gate, and what is behind it."""

    def __init__(self) -> None:
        self.time = Worker()
        self.known: dict[Chain, Head] = {}
        self.taken: list[Run] = []
        self.placings = 0
        self.signer = Careful()
        self.stats = Stats()
        self.fail: Exception | None = None
        self.gate = Gate(self.time, self._start, self._is_known, self._place, self.stats)

    def _start(self, raw: bytes) -> Opening:
        return Opening(raw, OPEN_ROOM, self.signer, NullCipher())

    def _is_known(self, run: Run) -> bool:
        return run.last <= self.known.get(run.chain, Head()).sequence

    def _place(self, openings: Sequence[Opening]) -> Delivery:
        self.placings += 1
        if self.fail is not None:
            raise self.fail
        delivery = place(openings, self.known, is_ours=lambda run: True)
        self.known |= delivery.heads
        self.taken += delivery.runs
        return delivery


@pytest.fixture
def world() -> World:
    return World()


def chain_of(source: SourceId, runs: int, signature: bytes = bytes(64)) -> list[bytes]:
    chain, head, made = Chain(source, Incarnation(0)), Head(), list[bytes]()
    for _ in range(runs):
        run = forge(chain, typed("a"), after=head)
        run = Run.build(run.header, run.body, signature)
        head = run.head
        made.append(run.raw)
    return made


MANY = 3 * JOB_RUNS


def test_what_a_lone_action_brings_is_placed_before_the_call_returns(world: World) -> None:
    ana = Session()

    world.gate.take(ana.lane, chain_of(ANA, SMALL_RUNS))

    assert len(ana.runs) == SMALL_RUNS
    assert not world.time.jobs
    assert world.gate.is_idle


def test_bulk_is_opened_by_the_worker_and_placed_in_our_turn(world: World) -> None:
    ana, runs = Session(), chain_of(ANA, MANY)

    world.gate.take(ana.lane, runs)

    assert (ana.runs, world.signer.verified, world.gate.is_idle) == ([], 0, False)
    world.time.jobs.popleft()()
    assert (ana.runs, world.signer.verified) == ([], JOB_RUNS)
    world.time.do_all()
    assert ana.runs == runs
    assert world.signer.verified == MANY
    assert world.gate.is_idle


def test_what_was_opened_is_placed_together(world: World) -> None:
    ana = Session()

    world.gate.take(ana.lane, chain_of(ANA, MANY))
    world.time.do_all()

    assert world.placings == 1


def test_much_is_placed_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = chain_of(ANA, MANY)
    monkeypatch.setattr(gate, "PLACE_BYTES", sum(map(len, runs[:JOB_RUNS])))
    ana = Session()

    world.gate.take(ana.lane, runs)
    world.time.do_one()

    assert ana.runs == runs[:JOB_RUNS]


def test_a_small_batch_waits_behind_what_waits_of_the_same_source(world: World) -> None:
    ana, runs = Session(), chain_of(ANA, MANY)

    world.gate.take(ana.lane, runs[:-1])
    world.gate.take(ana.lane, runs[-1:])
    world.time.do_all()

    assert ana.runs == runs
    assert not any(delivery.gaps for delivery in ana.deliveries)


def test_whoever_brought_most_lately_is_next_last(world: World) -> None:
    ana, bo = Session(), Session()
    flood, quiet = chain_of(ANA, 6 * JOB_RUNS), chain_of(BO, 2)
    world.gate.take(ana.lane, flood[: 2 * JOB_RUNS])
    world.time.do_all()

    world.gate.take(ana.lane, flood[2 * JOB_RUNS :])
    world.gate.take(bo.lane, quiet)
    world.time.do_all()

    order = [run.header.source for run in world.taken[2 * JOB_RUNS :]]
    under_way = 2 * JOB_RUNS
    assert order.index(BO) == under_way, "only what the worker had already came first"
    assert ana.runs == flood
    assert world.stats["held_back"] == 1


def test_a_quiet_source_is_not_kept_waiting_by_a_loud_one_of_the_same_session(
    world: World,
) -> None:
    ana = Session()
    flood = chain_of(ANA, 6 * JOB_RUNS)
    world.gate.take(ana.lane, flood[: 2 * JOB_RUNS])
    world.time.do_all()

    world.gate.take(ana.lane, [*flood[2 * JOB_RUNS :], *chain_of(BO, 1)])
    world.time.do_all()

    order = [run.header.source for run in world.taken[2 * JOB_RUNS :]]
    assert order.index(BO) == 0


def test_who_was_loud_long_ago_is_as_quiet_as_anybody(world: World) -> None:
    ana, bo = Session(), Session()
    anas, bos = chain_of(ANA, 2 * MANY), chain_of(BO, MANY)
    world.gate.take(ana.lane, anas[:MANY])
    world.time.do_all()
    world.time.pass_time(1000)
    world.gate.take(bo.lane, bos[:JOB_RUNS])
    world.time.do_all()
    before = len(world.taken)

    world.gate.take(bo.lane, bos[JOB_RUNS:])
    world.gate.take(ana.lane, anas[MANY:])
    world.time.do_all()

    order = [run.header.source for run in world.taken[before:]]
    assert order[2 * JOB_RUNS :] == [ANA] * MANY
    assert len(order) == 2 * JOB_RUNS + MANY


def test_nobody_looks_loud_by_what_others_forge(world: World) -> None:
    liar, ana, cy = Session(), Session(), Session()
    with pytest.raises(BadRun):
        world.gate.take(liar.lane, chain_of(ANA, SMALL_RUNS, SEVENS))
    world.gate.take(liar.lane, chain_of(ANA, MANY, SEVENS))
    world.time.do_all()
    cys = chain_of(CY, MANY + SMALL_RUNS)
    world.gate.take(cy.lane, cys[:SMALL_RUNS])

    world.gate.take(cy.lane, cys[SMALL_RUNS:])
    world.gate.take(ana.lane, chain_of(ANA, 1))
    world.time.do_all()

    order = [run.header.source for run in world.taken[SMALL_RUNS:]]
    assert order.index(ANA) <= 2 * JOB_RUNS


def test_a_bad_run_ends_the_session_that_brought_it_and_no_other(world: World) -> None:
    bad, good = Session(), Session()
    runs = chain_of(ANA, MANY)
    half = MANY // 2
    spoilt = [*runs[:half], _resigned(runs[half]), *runs[half + 1 :]]

    world.gate.take(bad.lane, spoilt)
    world.gate.take(good.lane, chain_of(BO, MANY))
    world.time.do_all()

    assert [str(error) for error in bad.errors] == ["a run whose signature is not its source's"]
    assert world.known.get(Chain(ANA, Incarnation(0)), Head()).sequence <= MANY // 2
    assert (len(good.runs), good.errors) == (MANY, [])
    assert world.gate.is_idle


def _resigned(raw: bytes) -> bytes:
    run = Run(raw)
    return Run.build(run.header, run.body, SEVENS).raw


def test_what_is_no_run_ends_the_session_too(world: World) -> None:
    bad, good = Session(), Session()

    world.gate.take(bad.lane, [*chain_of(ANA, MANY), b"no run", b""])
    world.gate.take(good.lane, chain_of(BO, MANY))
    world.time.do_all()

    assert [type(error) for error in bad.errors] == [BadRun]
    assert len(good.runs) == MANY
    assert world.gate.is_idle


def test_copies_from_two_neighbours_are_verified_once(world: World) -> None:
    ana, bo, runs = Session(), Session(), chain_of(CY, MANY)

    world.gate.take(ana.lane, runs)
    world.gate.take(bo.lane, runs)
    world.time.do_all()

    assert world.signer.verified == MANY
    assert len(world.taken) == MANY
    for session in (ana, bo):
        assert max(d.seen[Chain(CY, Incarnation(0))] for d in session.deliveries) == MANY


def test_a_forged_copy_does_not_keep_the_good_one_out(world: World) -> None:
    liar, ana, runs = Session(), Session(), chain_of(CY, MANY)

    world.gate.take(liar.lane, [_resigned(raw) for raw in runs])
    world.gate.take(ana.lane, runs)
    world.time.do_all()

    assert len(liar.errors) == 1
    assert ana.runs == runs


def test_a_session_that_sends_on_without_waiting_ends(world: World) -> None:
    ana, body = Session(), typed("a" * 45_000)
    chain, head = Chain(ANA, Incarnation(0)), Head()

    with pytest.raises(ProtocolError, match="not acknowledged") as error:
        for _ in range(LANE_BYTES // 45_000 + 1):
            run = forge(chain, body, after=head)
            head = run.head
            world.gate.take(ana.lane, [run.raw])

    assert error.value.limit == "window"
    assert ana.lane.waiting <= LANE_BYTES


def test_what_an_ended_session_brought_is_still_taken_over(world: World) -> None:
    ana = Session()
    world.gate.take(ana.lane, chain_of(ANA, MANY))

    world.gate.leave(ana.lane)
    world.time.do_all()

    assert len(world.taken) == MANY
    assert ana.deliveries == []


def test_ended_sessions_together_leave_no_more_behind_than_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = chain_of(ANA, MANY)
    monkeypatch.setattr(gate, "LANE_BYTES", sum(map(len, runs)))
    for source in (ANA, BO, CY):
        session = Session()
        world.gate.take(session.lane, chain_of(source, MANY))
        world.gate.leave(session.lane)

    world.time.do_all()

    assert world.stats["left_behind"] == 2 * MANY
    assert len(world.taken) == MANY


def test_our_own_mistake_ends_a_session_and_keeps_nobody_waiting(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    ana, bo = Session(), Session()
    world.fail = RuntimeError("a disk on fire")
    world.gate.take(ana.lane, chain_of(ANA, MANY))
    world.time.do_all()
    world.fail = None

    world.gate.take(bo.lane, chain_of(BO, MANY))
    world.time.do_all()

    assert [str(error) for error in ana.errors] == ["our mistake: RuntimeError"]
    assert "a disk on fire" in caplog.text
    assert len(bo.runs) == MANY


def test_nothing_is_delivered_after_the_end(world: World) -> None:
    ana = Session()
    world.gate.take(ana.lane, chain_of(ANA, MANY))

    world.gate.close()
    world.time.do_all()
    world.gate.take(ana.lane, chain_of(ANA, 1))

    assert (ana.deliveries, world.taken) == ([], [])
