from redux_scuttlebutt.store.update import SourceId, Update
from redux_scuttlebutt.sync.intake.backlog import quiet_first
from support.replica import ANA, BO, CY
from support.updates import typed


def test_what_fits_comes_in_as_it_came() -> None:
    updates = [typed(2, "b", BO), typed(1, "a", ANA)]

    assert quiet_first(updates, 2) == (updates, [])


def test_whoever_has_fewest_waiting_comes_first() -> None:
    flood = [typed(n, "f", BO) for n in range(1, 101)]
    quiet = [typed(200 + n, "q", ANA) for n in range(3)]

    now, rest = quiet_first([*flood, *quiet], 10)

    assert now == [*flood[:7], *quiet]
    assert rest == flood[7:]


def test_those_of_one_source_keep_their_order_and_none_is_lost() -> None:
    crowd: list[SourceId] = [ANA, BO, CY]
    left = [typed(n, "x", crowd[n % 3]) for n in range(1, 50)]
    everything = left
    taken: list[Update] = []

    while left:
        now, left = quiet_first(left, 7)
        taken += now
        assert len(now) <= 7

    for source in crowd:
        assert [u for u in taken if u.source == source] == [
            u for u in everything if u.source == source
        ]
    assert len(taken) == len(everything)
