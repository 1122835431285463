from redux_scuttlebutt.ui.board.tools.trail import FADES_SECONDS, Trail


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_trail_fades_and_is_gone_after_two_seconds() -> None:
    clock = Clock()
    trail = Trail(clock)
    trail.begin()
    trail.add((0, 0))
    clock.now += 1
    trail.add((10, 0))

    assert trail.segments == [((0, 0), (0, 0), 0.5), ((0, 0), (10, 0), 1.0)]
    clock.now += FADES_SECONDS - 1
    assert trail.fade()
    assert [end for _, end, _ in trail.segments] == [(10, 0)]
    clock.now += 1
    assert not trail.fade()
    assert trail.box is None


def test_no_line_leads_from_one_trail_to_the_next() -> None:
    trail = Trail(Clock())
    for x in (0, 100):
        trail.begin()
        trail.add((x, 0))
        trail.add((x + 1, 0))

    assert [(a, b) for a, b, _ in trail.segments if a != b] == [
        ((0, 0), (1, 0)),
        ((100, 0), (101, 0)),
    ]
    assert (trail.number, trail.line, trail.start) == (2, [(100, 0), (101, 0)], 0)


def test_of_a_line_it_is_known_how_much_is_gone() -> None:
    clock = Clock()
    trail = Trail(clock)
    trail.begin()
    for x in range(5):
        trail.add((x, 0))
        clock.now += 0.5
    trail.fade()

    assert (trail.start, trail.line) == (2, [(2, 0), (3, 0), (4, 0)])


def test_a_laser_that_stands_still_stays_bright() -> None:
    clock = Clock()
    trail = Trail(clock)
    trail.begin()
    for _ in range(10):
        trail.add((5, 5))
        clock.now += 1

    assert trail.fade()
    assert len(trail.line) == 1
