from redux_scuttlebutt.sync.transport.backoff import Backoff


def test_pauses_double_up_to_half_a_minute_and_never_end() -> None:
    backoff = Backoff(lambda: 1.0)

    pauses = [backoff.next() for _ in range(10_000)]

    assert pauses[:8] == [0.25, 0.5, 1, 2, 4, 8, 16, 30]
    assert set(pauses[8:]) == {30}


def test_a_pause_is_anything_up_to_its_limit() -> None:
    chances = iter([0.0, 0.5, 0.999])
    backoff = Backoff(lambda: next(chances))

    assert [backoff.next() for _ in range(3)] == [0.0, 0.25, 0.999]


def test_after_a_success_pauses_are_short_again() -> None:
    backoff = Backoff(lambda: 1.0)
    for _ in range(9):
        backoff.next()

    backoff.reset()

    assert backoff.next() == 0.25


def test_two_peers_do_not_come_back_at_once() -> None:
    one, other = Backoff(), Backoff()

    assert any(one.next() != other.next() for _ in range(10))
