"""Fingers on the board."""

from redux_scuttlebutt.ui.board.input.touch import Fingers
from redux_scuttlebutt.ui.board.shapes.geometry import Place


class Board:
    """Writes down what is done to it."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.fingers = Fingers(self)

    def press(self, at: Place) -> None:
        self.told.append(("press", at))

    def move(self, at: Place) -> None:
        self.told.append(("move", at))

    def release(self, at: Place) -> None:
        self.told.append(("release", at))

    def give_up(self) -> None:
        self.told.append(("give up",))

    def pan(self, dx: float, dy: float) -> None:
        self.told.append(("pan", dx, dy))

    def zoom_by(self, factor: float, at: Place) -> None:
        self.told.append(("zoom", factor, at))


def test_one_finger_works_the_tool() -> None:
    board = Board()

    for fingers in ([(10, 10)], [(20, 15)], []):
        board.fingers.follow(fingers)

    assert board.told == [("press", (10, 10)), ("move", (20, 15)), ("release", (20, 15))]


def test_two_fingers_move_and_scale_around_their_middle() -> None:
    board = Board()

    board.fingers.follow([(100, 100), (200, 100)])
    board.fingers.follow([(110, 120), (210, 120)])
    board.fingers.follow([(60, 120), (260, 120)])
    board.fingers.lift()

    assert board.told == [
        ("pan", 10, 20),
        ("pan", 0, 0),
        ("zoom", 2.0, (160, 120)),
    ]


def test_a_second_finger_takes_back_what_the_first_began_and_nothing_is_drawn_after_it() -> None:
    board = Board()

    board.fingers.follow([(10, 10)])
    board.fingers.follow([(10, 10), (50, 10)])
    board.fingers.follow([(12, 12)])
    board.fingers.follow([(90, 90)])
    board.fingers.lift()

    assert board.told == [("press", (10, 10)), ("give up",)]


def test_fingers_on_one_spot_do_not_scale_without_end() -> None:
    board = Board()

    board.fingers.follow([(10, 10), (10, 10)])
    board.fingers.follow([(10, 10), (20, 10)])

    assert board.told[-1] == ("zoom", 10.0, (15, 10))


def test_what_the_system_takes_over_draws_nothing() -> None:
    board = Board()

    board.fingers.follow([(10, 10)])
    board.fingers.cancel()
    board.fingers.follow([(30, 30)])

    assert board.told == [("press", (10, 10)), ("give up",), ("press", (30, 30))]
