"""How much is under way to one peer."""

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.sync.gossip.window import Window
from redux_scuttlebutt.sync.wire.run import Chain
from support.runs import ANA, BO


def test_it_is_full_once_as_much_is_under_way_as_fits() -> None:
    window = Window(100)
    window.sent(ANA, 1, 60)
    assert not window.is_full

    window.sent(BO, 1, 60)

    assert window.is_full
    assert window.in_flight == 120


def test_what_is_acknowledged_makes_room() -> None:
    window = Window(100)
    window.sent(ANA, 3, 60)
    window.sent(ANA, 5, 60)

    window.acknowledged(ANA, 4)

    assert (window.in_flight, window.is_full) == (60, False)


def test_what_was_never_sent_makes_no_room_when_it_is_acknowledged() -> None:
    window = Window(100)
    window.sent(ANA, 3, 60)

    window.acknowledged(BO, 9)
    window.acknowledged(ANA, 2)

    assert window.in_flight == 60


def test_whoever_says_anew_what_they_have_is_owed_everything_again() -> None:
    window = Window(100)
    window.sent(ANA, 3, 200)

    window.reopen()
    window.acknowledged(ANA, 3)

    assert window.in_flight == 0


chains = st.sampled_from([ANA, BO])


@given(st.lists(st.tuples(chains, st.integers(0, 9), st.booleans())))
def test_what_is_in_flight_is_what_was_sent_and_not_acknowledged(
    steps: list[tuple[Chain, int, bool]],
) -> None:
    window, last = Window(50), dict.fromkeys([ANA, BO], 0)
    under_way: list[tuple[Chain, int, int]] = []
    for chain, number, is_sending in steps:
        if is_sending and not window.is_full:
            last[chain] += 1 + number
            window.sent(chain, last[chain], number)
            under_way.append((chain, last[chain], number))
        elif not is_sending:
            window.acknowledged(chain, number)
            under_way = [one for one in under_way if one[0] != chain or one[1] > number]
        assert window.in_flight == sum(size for _, _, size in under_way) < 50 + 10
