import pytest

from redux_scuttlebutt.sync.log.chain_heads import Aside, ChainHeads, Step
from redux_scuttlebutt.sync.wire.run import Head, Run
from support.runs import ANA, BO, make_runs, stored

RUNS = make_runs(ANA, 6)


def steps(*runs: Run) -> list[Step]:
    return [Step(run.chain, run.header.first, run.head) for run in runs]


def aside(*runs: Run) -> list[Aside]:
    """`runs` as they are set aside, in rows numbered by their place in the chain."""
    return [Aside(RUNS.index(run), run.header.first, run.header.previous, run.head) for run in runs]


def test_what_is_begun_can_be_followed_before_it_is_settled() -> None:
    heads = ChainHeads({}, {})
    heads.begin(heads.plan(stored(*RUNS[:2])).steps)

    assert heads.plan(stored(RUNS[2])).steps == steps(RUNS[2])
    assert heads.saved == {}

    heads.settle(steps(*RUNS[:2]))
    assert heads.saved == {ANA: RUNS[1].head}


def test_planning_begins_nothing() -> None:
    heads = ChainHeads({}, {})
    heads.plan(stored(*RUNS))

    assert heads.plan(stored(*RUNS)).steps == steps(*RUNS)


def test_after_a_failure_it_goes_on_from_what_was_settled() -> None:
    heads = ChainHeads({ANA: RUNS[0].head}, {})
    heads.begin(steps(*RUNS[1:4]))
    heads.settle(steps(RUNS[1]))
    heads.fail()

    assert heads.plan(stored(RUNS[2])).steps == steps(RUNS[2])
    with pytest.raises(ValueError, match="a run from 9 does not follow on 4"):
        heads.plan(stored(RUNS[4]))


def test_what_is_set_aside_joins_on_behind_the_run_that_was_missing() -> None:
    heads = ChainHeads({ANA: RUNS[0].head}, {ANA: aside(*RUNS[2:4], RUNS[5])})

    plan = heads.plan(stored(*RUNS[1:5]))

    assert [run for run, _ in plan.new] == [RUNS[1], RUNS[4]]
    assert [place.row for place in plan.taken] == [2, 3, 5]
    assert plan.steps == steps(*RUNS[1:6])


def test_what_fails_can_take_back_again() -> None:
    heads = ChainHeads({ANA: RUNS[0].head}, {ANA: aside(RUNS[2])})
    first = heads.plan(stored(RUNS[1]))
    heads.begin(first.steps)
    heads.fail()

    assert heads.plan(stored(RUNS[1])) == first


def test_what_was_set_aside_and_forgotten_does_not_join_on() -> None:
    heads = ChainHeads({ANA: RUNS[0].head}, {ANA: aside(*RUNS[2:4])})
    heads.forget_aside(ANA, RUNS[2].header.first)

    assert heads.plan(stored(RUNS[1])).steps == steps(*RUNS[1:3])


def test_a_chain_cut_back_is_found_where_it_was_cut() -> None:
    heads = ChainHeads({}, {})
    heads.begin([*steps(*RUNS), *steps(RUNS[2])])

    assert heads.begun_at(ANA, 99) == steps(RUNS[2])[0]
    assert heads.begun_at(ANA, 3) == steps(RUNS[1])[0]
    assert heads.begun_at(ANA, 0) is None
    assert heads.begun_at(BO, 99) is None


def test_a_chain_cut_back_to_nothing_has_no_head() -> None:
    heads = ChainHeads({ANA: RUNS[0].head}, {})
    nothing = [Step(ANA, 0, Head())]
    heads.begin(nothing)
    heads.settle(nothing)

    assert heads.saved == {}
    assert heads.plan(stored(RUNS[0])).steps == steps(RUNS[0])
