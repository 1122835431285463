from redux_scuttlebutt.ui.board.layers.stage import Stage
from redux_scuttlebutt.ui.board.navigator import Navigator
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.theme import LIGHT


def navigated() -> tuple[Stage, Navigator]:
    stage = Stage(LIGHT)
    stage.resize(800, 600, 1.0)
    return stage, Navigator(stage, lambda: None)


def seen(stage: Stage) -> Box:
    return stage.view.window(800, 600)


def test_what_is_in_view_already_moves_nothing() -> None:
    stage, navigator = navigated()

    navigator.bring(Box(640, 640, 1280, 1280))

    assert (stage.view.left, stage.view.top) == (0, 0)


def test_what_is_beside_the_window_is_brought_into_it_at_the_same_zoom() -> None:
    for box in (Box(-900, 640, -300, 1280), Box(90000, 80000, 91000, 81000)):
        stage, navigator = navigated()

        navigator.bring(box)

        assert seen(stage).holds(box)
        assert stage.view.zoom == 1.0


def test_what_is_larger_than_the_window_is_shown_whole() -> None:
    stage, navigator = navigated()

    navigator.bring(Box(0, 0, 200_000, 10))

    assert seen(stage).holds(Box(0, 0, 200_000, 10))


def test_what_is_out_of_view_is_revealed_in_the_middle_and_what_is_in_part_in_view_stays() -> None:
    stage, navigator = navigated()

    navigator.reveal(Box(-10, -10, 10, 10))
    assert (stage.view.left, stage.view.top) == (0, 0)
    navigator.reveal(Box(90_000, 80_000, 91_000, 81_000))

    left, top, right, bottom = seen(stage)
    assert abs((left + right) / 2 - 90_500) < 64
    assert abs((top + bottom) / 2 - 80_500) < 64
