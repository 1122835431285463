from hypothesis import assume, given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.gossip.offset import AGREE, DAY, DRIFT, TOLERANCE, Offsets

NOON = 1_790_000_000_000_000
SECOND = 1_000_000
HOUR = 3600 * SECOND

ANA, BO, CY, DEE = (SourceId(bytes([n]) * 32) for n in (1, 2, 3, 4))

offsets_of_clocks = st.integers(-2 * DAY, 2 * DAY)
delays = st.tuples(*[st.integers(0, 2 * SECOND)] * 3)


def ask(
    offsets: Offsets,
    peer: SourceId,
    offset: int,
    *,
    now: int = NOON,
    there: int = 0,
    thinking: int = 0,
    back: int = 0,
) -> None:
    """One exchange with a peer whose clock is `offset` ahead of ours."""
    received = now + there + offset
    offsets.sample(peer, now, received, received + thinking, now + there + thinking + back)


def told(*said: int) -> Offsets:
    """What is known once as many peers say how far their clocks are ahead of ours."""
    offsets = Offsets()
    for number, offset in enumerate(said):
        ask(offsets, SourceId(bytes([number]) * 32), offset)
    return offsets


@given(offsets_of_clocks, delays)
def test_an_offset_is_known_to_half_the_round_trip(
    offset: int, delay: tuple[int, int, int]
) -> None:
    offsets = Offsets()
    there, thinking, back = delay

    ask(offsets, ANA, offset, there=there, thinking=thinking, back=back)

    measured = offsets.offset_to(ANA)
    assert measured is not None
    assert abs(measured - offset) <= (there + back + 1) // 2


@given(offsets_of_clocks, st.lists(delays, min_size=1, max_size=8))
def test_the_quickest_of_the_last_eight_exchanges_counts(
    offset: int, exchanges: list[tuple[int, int, int]]
) -> None:
    offsets = Offsets()

    for there, thinking, back in exchanges:
        ask(offsets, ANA, offset, there=there, thinking=thinking, back=back)

    quickest = min(there + back for there, _, back in exchanges)
    measured = offsets.offset_to(ANA)
    assert measured is not None
    assert abs(measured - offset) <= (quickest + 1) // 2


def test_a_quick_exchange_is_forgotten_after_eight_slower_ones() -> None:
    offsets = Offsets()
    ask(offsets, ANA, 0)

    for _ in range(7):
        ask(offsets, ANA, 0, there=20_000)
    assert offsets.offset_to(ANA) == 0

    ask(offsets, ANA, 0, there=20_000)
    assert offsets.offset_to(ANA) == 10_000


def test_once_a_clock_is_set_only_what_was_measured_since_counts() -> None:
    offsets = Offsets()
    ask(offsets, ANA, -HOUR)

    ask(offsets, ANA, 0, there=SECOND, back=SECOND)

    assert offsets.offset_to(ANA) == 0
    assert offsets.correction == 0


def test_what_no_clocks_could_have_shown_is_ignored() -> None:
    offsets = Offsets()

    offsets.sample(ANA, NOON, NOON, NOON, NOON - 1)
    offsets.sample(ANA, NOON, NOON, NOON - 1, NOON)
    offsets.sample(ANA, NOON, NOON, NOON + 11 * SECOND, NOON + SECOND - 1)

    assert offsets.offset_to(ANA) is None
    assert offsets.median is None


@given(offsets_of_clocks, delays, st.integers(-2 * TOLERANCE, 2 * TOLERANCE))
def test_an_offset_is_known_to_half_of_what_our_clock_lost_or_won_meanwhile(
    offset: int, delay: tuple[int, int, int], won: int
) -> None:
    offsets = Offsets()
    there, thinking, back = delay
    got = NOON + there + thinking + back + won
    assume(got >= NOON and abs(there + back + won) <= 2 * TOLERANCE)

    offsets.sample(ANA, NOON, NOON + there + offset, NOON + there + offset + thinking, got)

    measured = offsets.offset_to(ANA)
    assert measured is not None
    assert abs(measured - offset) <= (there + back + abs(won) + 1) // 2


def test_that_a_peer_set_its_clock_right_is_noticed_while_ours_runs_slow() -> None:
    offsets, thinking = Offsets(), 5 * SECOND
    ask(offsets, ANA, -HOUR)
    assert offsets.correction == -HOUR

    # Ours loses more, 200 us in 5 s, than the link takes, so no round trip is above 0.
    for beat in range(8):
        now = NOON + (beat + 1) * thinking
        got = now + thinking - 200
        offsets.sample(ANA, now, now, now + thinking, got)

        assert offsets.offset_to(ANA) == 100
        assert offsets.correction == 0


@given(st.permutations([-7, -3, 4]))
def test_the_exchange_nearest_to_no_round_trip_counts(round_trips: list[int]) -> None:
    offsets = Offsets()

    for taken in round_trips:
        offsets.sample(ANA, NOON, NOON, NOON + SECOND, NOON + SECOND + taken * 1000)

    assert offsets.offset_to(ANA) == 1500


def test_an_answer_that_a_sleeping_machine_reads_hours_later_is_ignored() -> None:
    offsets = Offsets()

    ask(offsets, ANA, 0, back=2 * HOUR)

    assert offsets.correction == 0


def test_with_nobody_there_is_nothing_to_correct_by() -> None:
    offsets = Offsets()

    offsets.forget(ANA)

    assert (offsets.median, offsets.correction) == (None, 0)


@given(st.integers(-TOLERANCE, 10 * DAY))
def test_a_clock_that_is_behind_or_little_ahead_is_left_alone(offset: int) -> None:
    assert told(offset, offset, offset).correction == 0


@given(st.integers(-10 * DAY, -TOLERANCE - 1))
def test_a_clock_ahead_of_three_peers_goes_by_theirs(offset: int) -> None:
    assert told(offset, offset, offset).correction == offset


@given(st.integers(-10 * DAY, -TOLERANCE - 1))
def test_one_peer_is_believed_up_to_a_day(offset: int) -> None:
    assert told(offset).correction == (offset if offset >= -DAY else 0)


@given(st.integers(-10 * DAY, 10 * DAY), st.integers(-TOLERANCE, TOLERANCE))
def test_one_of_two_peers_cannot_push_us_back(lie: int, truth: int) -> None:
    assert told(truth, lie).correction == 0
    assert told(lie, truth).correction == 0


@given(
    st.lists(st.integers(-DAY, DAY), min_size=2, max_size=9),
    st.lists(st.integers(-(2**53), 2**53), max_size=8),
)
def test_fewer_liars_than_honest_peers_cannot_push_us_further_than_an_honest_one_says(
    honest: list[int], lies: list[int]
) -> None:
    lies = lies[: len(honest) - 1]

    offsets = told(*lies, *honest)

    assert offsets.correction >= min(0, *honest)
    assert offsets.median is not None
    assert min(honest) <= offsets.median <= max(honest)


@given(st.lists(st.integers(-TOLERANCE, -AGREE - 1), min_size=1, max_size=30))
def test_between_three_and_five_seconds_nothing_changes(said: list[int]) -> None:
    right, wrong = Offsets(), Offsets()
    ask(right, ANA, 0)
    ask(wrong, ANA, -TOLERANCE - 1)

    for offset in said:
        ask(right, ANA, offset)
        ask(wrong, ANA, offset)

        assert right.correction == 0
        assert wrong.correction < 0


def test_a_clock_that_was_set_right_is_corrected_no_longer() -> None:
    offsets = told(-HOUR)

    ask(offsets, SourceId(bytes(32)), -AGREE)

    assert offsets.correction == 0


def test_a_clock_stays_corrected_when_the_others_leave() -> None:
    offsets = Offsets()
    for peer in (ANA, BO):
        ask(offsets, peer, -HOUR)

    offsets.forget(ANA)
    offsets.forget(BO)

    assert offsets.offset_to(ANA) is None
    assert offsets.median is None
    assert offsets.correction == -HOUR


def test_whoever_comes_next_has_the_last_word() -> None:
    offsets = told(-HOUR)
    offsets.forget(SourceId(bytes(32)))

    ask(offsets, DEE, 0)

    assert offsets.correction == 0


def test_a_peer_that_leaves_no_longer_counts() -> None:
    offsets = Offsets()
    ask(offsets, ANA, -HOUR)
    ask(offsets, BO, 0)
    ask(offsets, CY, -HOUR)
    assert offsets.correction == -HOUR

    offsets.forget(CY)

    assert offsets.correction == 0


def test_a_small_drift_is_not_taken_for_a_set_clock() -> None:
    offsets = Offsets()
    ask(offsets, ANA, 0)

    ask(offsets, ANA, DRIFT, there=2, back=2)

    assert offsets.offset_to(ANA) == 0
