"""Others above the board: what is painted again is what has changed, and all of that."""

import random

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.presence.growth import PIECE
from redux_scuttlebutt.ui.presence.presence import (
    Drawing,
    GoingOn,
    Moving,
    Pointing,
    Presence,
    Typing,
)
from support.company import Scene

PEOPLE = [SourceId(bytes([number]) * 32) for number in range(4)]
BO = PEOPLE[1]


@pytest.fixture
def scene(qapp: QApplication) -> Scene:
    return Scene()


def some_presence(chance: random.Random, step: int) -> Presence | None:
    x, y = chance.randrange(-3200, 28_800), chance.randrange(-3200, 22_400)
    line = tuple(chance.randrange(25_000) for _ in range(2 * chance.randrange(1, 90)))
    doing: GoingOn | None = chance.choice(
        [
            None,
            Drawing(f"s{step // 5}", "stroke", "red", 300, line),
            Drawing("r", "rect", "blue", 128, (x, y, x + 3200, y + 6400)),
            Moving(x // 9, y // 9),
            Typing("t", x, y, 64 * 20, "ink", "Hello"),
            Pointing(step // 3, line),
        ]
    )
    selection = chance.choice([(), ("x",), ("x", "y")])
    presence = Presence("board", cursor=(x, y), selection=selection, going_on=doing)
    return chance.choice([presence] * 8 + [None, Presence("counter")])


@pytest.mark.parametrize("seed", range(4))
def test_what_is_painted_bit_by_bit_is_what_all_of_it_would_be(scene: Scene, seed: int) -> None:
    chance = random.Random(seed)
    scene.frames = {"x": Box(3200, 9600, 9600, 12800), "y": Box(12800, 3200, 16000, 6400)}

    for step in range(40):
        source = chance.choice(PEOPLE)
        scene.move(source, some_presence(chance, step))
        scene.pass_time(chance.choice([0.016, 0.05, 0.1, 1.0, 6.0]))
        assert scene.catch_up() == scene.painted(), step


def test_where_a_long_stroke_grows_little_is_painted(scene: Scene) -> None:
    points = tuple(n for number in range(4 * PIECE) for n in (number * 100, 6400))
    growing = Drawing("s", "stroke", "red", 192, points)
    scene.move(BO, Presence("board", going_on=growing), seconds=1.0)
    scene.stale.clear()

    longer = Drawing("s", "stroke", "red", 192, (*points, 4 * PIECE * 100, 6400))
    scene.move(BO, Presence("board", going_on=longer), seconds=1.0)

    assert scene.stale
    assert min(rect.left() for rect in scene.stale) > 3 * PIECE * 100 / 64 - 80


def test_who_has_not_moved_is_not_painted_again(scene: Scene) -> None:
    for number, source in enumerate(PEOPLE):
        scene.move(source, Presence("board", cursor=(6400 * (number % 2), 6400 * (number // 2))))
    scene.pass_time(1.0)
    scene.stale.clear()

    scene.move(BO, Presence("board", cursor=(6400, 0)))  # repeated

    assert scene.stale == []


def test_a_frame_is_painted_while_something_moves_and_none_afterwards(
    scene: Scene, qtbot: QtBot
) -> None:
    scene.overlay.hear(BO, Presence("board", cursor=(0, 0)))
    qtbot.waitUntil(lambda: bool(scene.stale))
    scene.stale.clear()
    scene.overlay.hear(BO, Presence("board", cursor=(6400, 6400)))

    def moved() -> None:
        scene.now += 0.016  # as real time does
        assert scene.company.changes_at(scene.now) != scene.now

    qtbot.waitUntil(moved)
    assert scene.stale
    scene.overlay.stop()
