"""Two windows on real rooms, worked on by mouse and keys, while the line between them goes."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.app.demo import Stage, two_peers
from redux_scuttlebutt.app.story import together
from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.documents.whiteboard import Board
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.history.describe import touched_shapes
from redux_scuttlebutt.ui.history.scrubber import ARC_ROOM, NAMES
from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import stroke
from support.two_windows import SIZE, at_once, drag, pictures_of, press_key

Loop = asyncio.AbstractEventLoop
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
K = Qt.Key
Q = QPoint


@asynccontextmanager
async def two_windows() -> AsyncGenerator[Stage]:
    async with two_peers() as stage:
        for window in stage.windows:
            window.resize(*SIZE)
            window.show()
        await together(stage)
        try:
            yield stage
        finally:
            for window in stage.windows:
                window.close()


async def settled(window: MainWindow) -> None:
    while not window.canvas.is_settled:
        await asyncio.sleep(0)


async def rejoin(stage: Stage) -> None:
    stage.line.join()
    stage.replicas[1].network.hurry()
    await together(stage)


def board(stage: Stage, who: int) -> Board:
    return stage.replicas[who].store.get_state()["whiteboard"]


def strokes(window: MainWindow, number: int, at: QPoint) -> Iterator[None]:
    for n in range(number):
        start = at + Q(20 * n, 0)
        yield from drag(window, start, start + Q(10, 40), start + Q(4, 90))


def test_twenty_strokes_from_offline_interrupt_no_pen_and_end_in_one_picture(loop: Loop) -> None:
    async def story() -> None:
        async with two_windows() as stage:
            ana, bo = stage.windows
            await stage.line.cut()
            await at_once(strokes(bo, 20, Q(60, 60)), strokes(ana, 5, Q(80, 220)))
            assert (len(board(stage, 0).shapes), len(board(stage, 1).shapes)) == (5, 20)
            way = [Q(60 + 10 * n, 380 if n % 2 else 350) for n in range(60)]

            def long_stroke() -> Iterator[None]:
                canvas = ana.canvas
                QTest.mousePress(canvas, LEFT, NONE, way[0])
                begun = canvas.hand.gesture
                for place in way[1:20]:
                    QTest.mouseMove(canvas, place)
                    yield
                stage.line.join()
                stage.replicas[1].network.hurry()
                while len(canvas.board.shapes) < 25:  # it does come while the pen is down
                    assert canvas.hand.gesture is begun is not None
                    yield
                for place in way[20:]:
                    QTest.mouseMove(canvas, place)
                    yield
                assert canvas.hand.gesture is begun
                QTest.mouseRelease(canvas, LEFT, NONE, way[-1])

            before = set(board(stage, 0).shapes)
            level = inked(ana)
            await at_once(long_stroke())
            await together(stage)

            assert len(board(stage, 1).shapes) == 26
            theirs = set(board(stage, 1).shapes)
            mine = [
                shape
                for shape_id, shape in board(stage, 0).shapes.items()
                if shape_id not in before and len(shape.points) > 60
            ]
            assert theirs == set(board(stage, 0).shapes)
            [whole] = mine
            view = ana.canvas.view
            places = list(zip(whole.points[::2], whole.points[1::2], strict=True))
            drawn = [view.to_screen(x + whole.x, y + whole.y) for x, y in places]
            for place in (way[0], way[-1]):
                assert min(abs(x - place.x()) + abs(y - place.y()) for x, y in drawn) < 2
            gaps = [b[0] - a[0] for a, b in pairwise(drawn)]
            assert max(gaps) < 30, "nothing is missing in between"

            assert inked(ana) > level + 20, "there are arcs now"
            for window, replica in zip(stage.windows, stage.replicas, strict=True):
                history = replica.dispatcher.history
                late = [r for r in history.rewinds if r.cause == "late"]
                assert late, "each had drawn before the other's came"
                assert window.status.rewinds.text() == f"↶ {len(late)}"
                assert window.history_panel.rewinds.model.rowCount() == len(history.rewinds)
                model = window.history_panel.model
                badges = [model.row(n).late for n in range(model.rowCount())]
                assert sum(b.startswith("↶") for b in badges) >= 5
            found = [
                await pictures_of(window, replica)
                for window, replica in zip(stage.windows, stage.replicas, strict=True)
            ]
            assert found[0] == found[1]
            assert found[0][1], "what grew is shown as what is painted anew"

    loop.run_until_complete(story())


def inked(window: MainWindow) -> int:
    """How much there is to see where the scrubber has its arcs."""
    picture = window.history_panel.scrubber.grab().toImage()
    paper = theme.current().paper.rgb()
    rows, columns = range(8, 6 + ARC_ROOM - 1), range(NAMES + 4, picture.width())
    return sum(picture.pixel(x, y) != paper for y in rows for x in columns)


class Somebody:
    """Draws, moves, undoes and redoes at random, and looks at what each undo does."""

    def __init__(self, stage: Stage, who: int, chance: Random, made: dict[str, int]) -> None:
        self._stage, self._who, self._chance, self._made = stage, who, chance, made
        self._window = stage.windows[who]
        self._window.canvas.action_made.connect(self._note)
        self.undone = 0

    def step(self) -> Iterator[None]:
        chance, canvas = self._chance, self._window.canvas
        do = chance.choice(["draw", "draw", "edit", "undo", "undo", "redo"])
        if do == "draw":
            canvas.hand.take("pen")
            start = Q(chance.randrange(40, 600), chance.randrange(40, 300))
            yield from drag(self._window, start, start + Q(30, 10), start + Q(40, 60))
        elif do == "edit":
            canvas.hand.take("select")
            for _ in range(chance.randint(1, 4)):
                yield from press_key(self._window, K.Key_N)
            edit = chance.choice([K.Key_Left, K.Key_Down, K.Key_C, K.Key_4, K.Key_Delete])
            yield from press_key(self._window, edit)
            yield from press_key(self._window, K.Key_Escape)
        elif do == "undo":
            yield from self._undo()
        else:
            yield from press_key(self._window, K.Key_Z, CTRL | SHIFT)

    def _undo(self) -> Iterator[None]:
        while not self._window.isActiveWindow():
            self._window.activateWindow()
            yield
        history = self._stage.replicas[self._who].dispatcher.history
        before = board(self._stage, self._who).shapes
        was_undone = {update.name for update in history.updates if history.is_undone(update)}
        QTest.keyClick(self._window.canvas, K.Key_Z, CTRL)
        after = board(self._stage, self._who).shapes
        taken = [u for u in history.updates if history.is_undone(u) and u.name not in was_undone]
        self.undone += len(taken)

        assert {u.source for u in taken} <= {self._stage.replicas[self._who].dispatcher.source}
        touched: set[str] = set()
        for update in taken:
            touched |= set(touched_shapes(update.action))
        for shape_id, shape in before.items():
            if self._made[shape_id] != self._who:
                assert shape_id in after, "the work of somebody else is gone"
            if shape_id not in touched:
                assert after[shape_id] == shape, "what was not undone has changed"

    def _note(self, action: Mapping[str, Any]) -> None:
        if action["type"] == "whiteboard/added":
            self._made[action["payload"]["id"]] = self._who


@pytest.mark.parametrize("seed", range(3))
def test_an_undo_never_removes_the_work_of_somebody_else(loop: Loop, seed: int) -> None:
    async def story() -> None:
        chance = Random(seed)
        async with two_windows() as stage:
            made: dict[str, int] = {}
            people = [Somebody(stage, who, Random(f"{seed} {who}"), made) for who in (0, 1)]
            for _ in range(40):
                if chance.random() < 0.15:
                    await (rejoin(stage) if stage.line.is_cut else stage.line.cut())
                await at_once(*(somebody.step() for somebody in people))
            await rejoin(stage)

            assert min(somebody.undone for somebody in people) > 4
            hashes = {state_hash(replica.store.get_state()) for replica in stage.replicas}
            assert len(hashes) == 1

    loop.run_until_complete(story())


def test_who_looks_back_while_a_hundred_arrive_sees_the_same_moment(loop: Loop) -> None:
    async def story() -> None:
        async with two_windows() as stage:
            ana, _ = stage.windows
            await at_once(strokes(ana, 8, Q(80, 100)))
            await together(stage)
            await stage.line.cut()
            panel = ana.history_panel
            for _ in range(4):
                QTest.keyClick(panel.table, K.Key_Left)
            assert ana.looking_back
            seen, place = panel.looking.update, panel.looking.place
            assert seen is not None
            await settled(ana)
            picture = ana.canvas.grab().toImage()

            for n in range(100):
                stage.replicas[1].store.dispatch(stroke(f"bo-{n}", at=(7 * n, 5 * n)))
            await rejoin(stage)

            assert len(board(stage, 0).shapes) == 108
            assert ana.looking_back
            assert (panel.looking.update, panel.looking.place) == (seen, place)
            assert "100 newer" in ana.past_banner.label.text()
            assert "changed" not in ana.past_banner.label.text()
            assert len(ana.canvas.board.shapes) == place
            await settled(ana)
            assert ana.canvas.grab().toImage() == picture

            await at_once(press_key(ana, K.Key_Escape))
            assert not ana.looking_back
            assert len(ana.canvas.board.shapes) == 108

    loop.run_until_complete(story())
