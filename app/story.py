"""The demo's story without a screen: what late actions do, told in pictures.

Both draw; the line is cut; Ana adds while Bo multiplies, both draw on; the line is
joined again, and both histories rewind to the same one.
"""

import asyncio
import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ..store.canonical import state_hash
from ..store.documents import counter, whiteboard
from ..store.documents.selectors import top
from ..store.documents.zkeys import above
from ..ui.main_window import BOARD, COUNTER
from .demo import Stage, two_peers
from .replica import Replica, first_of

__all__ = ["run_story", "together"]

UNIT = 64
SUN = ["sun", *(f"ray-{number}" for number in range(6))]
SIZE = (1180, 760)
PAINT_SECONDS = 0.12


async def run_story(folder: Path) -> int:
    """Play the story and put its pictures into `folder`.

    Prints both state hashes; the exit code is 0 only if they are equal.

    Raises:
        OSError: the folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    async with two_peers() as stage:
        for window in stage.windows:
            window.resize(*SIZE)
            window.show()
        await together(stage)
        await _chapter_one(stage)
        await _shoot(stage, folder, "1-together")
        await stage.line.cut()
        await _chapter_two(stage)
        await _shoot(stage, folder, "2-apart")
        stage.line.join()
        stage.replicas[1].network.hurry()
        await together(stage)
        await _shoot(stage, folder, "3-joined")
        _shoot_side_by_side(stage, folder / "0-side-by-side.png")
        await _shoot_histories(stage, folder)
        hashes = [state_hash(replica.store.get_state()) for replica in stage.replicas]
        for replica, digest in zip(stage.replicas, hashes, strict=True):
            history = replica.dispatcher.history
            late = sum(len(rewind.late) for rewind in history.rewinds)
            rewinds = f"{history.rewind_count} rewind{'' if history.rewind_count == 1 else 's'}"
            print(
                f"{replica.dispatcher.name}: {digest}  {len(history)} updates,"
                f" {late} came late, {rewinds}"
            )
        for window in stage.windows:
            window.close()
    return 0 if hashes[0] == hashes[1] else 1


async def _chapter_one(stage: Stage) -> None:
    ana, bo = stage.replicas
    _draw(ana, _house())
    await together(stage)
    _draw(bo, _tree())
    ana.store.dispatch(counter.actions["incremented"](10))
    await together(stage)
    bo.store.dispatch(counter.actions["incremented"]())
    await together(stage)


async def _chapter_two(stage: Stage) -> None:
    """Nobody knows of the other now. Ana begins, so her actions come before Bo's."""
    ana, bo = stage.replicas
    ana.store.dispatch(counter.actions["incremented"]())
    _draw(ana, _sun())
    ana.undo()
    bo.store.dispatch(counter.actions["multiplied"](2))
    _draw(bo, _grass())
    ana.store.dispatch(whiteboard.actions["moved"]({"ids": SUN, "by": [40 * UNIT, 24 * UNIT]}))
    ana.store.dispatch(counter.actions["incremented"](10))
    bo.store.dispatch(counter.actions["decremented"]())
    for replica in stage.replicas:
        replica.dispatcher.flush()


def _draw(replica: Replica, strokes: Iterator[dict[str, Any]]) -> None:
    """Each in front of all that is there."""
    for stroke in strokes:
        z = above(top(replica.store.get_state()["whiteboard"]))
        replica.store.dispatch(whiteboard.actions["added"](stroke | {"z": z}))


async def together(stage: Stage) -> None:
    """Wait until both have everything, and both screens show it."""

    def are_equal() -> bool:
        a, b = (replica.dispatcher for replica in stage.replicas)
        linked = all(replica.network.sessions for replica in stage.replicas)
        folded = a.is_settled and b.is_settled and not a.unsaved and not b.unsaved
        return linked and folded and a.stored == b.stored

    changes: list[partial[Callable[[], None]]] = []
    for replica in stage.replicas:
        replica.dispatcher.flush()
        changes += [partial(replica.dispatcher.on, event) for event in ("stored", "action")]
        changes.append(partial(replica.network.on, "peer"))
    async with asyncio.timeout(60):
        while not are_equal():
            await first_of(*changes)
    await asyncio.sleep(PAINT_SECONDS)


async def _shoot(stage: Stage, folder: Path, chapter: str) -> None:
    for name, window in zip(("ana", "bo"), stage.windows, strict=True):
        for tab, view in ((BOARD, "board"), (COUNTER, "counter")):
            window.show_page(tab)
            window.canvas.fit_all()
            await asyncio.sleep(PAINT_SECONDS)
            _save(window, folder / f"{chapter}-{name}-{view}.png")
        window.show_page(BOARD)


def _shoot_side_by_side(stage: Stage, path: Path) -> None:
    pictures = [window.grab() for window in stage.windows]
    gap = 24
    width = sum(picture.width() for picture in pictures) + gap
    both = QPixmap(width, max(picture.height() for picture in pictures))
    both.fill(Qt.GlobalColor.transparent)
    painter = QPainter(both)
    x = 0
    for picture in pictures:
        painter.drawPixmap(x, 0, picture)
        x += picture.width() + gap
    painter.end()
    _write(both, path)


async def _shoot_histories(stage: Stage, folder: Path) -> None:
    for name, window in zip(("ana", "bo"), stage.windows, strict=True):
        window.resize(SIZE[0], SIZE[1] + 200)
        await asyncio.sleep(PAINT_SECONDS)
        _save(window.history_panel, folder / f"4-history-{name}.png")
        window.show_rewinds()
        await asyncio.sleep(PAINT_SECONDS)
        _save(window.history_panel, folder / f"5-rewinds-{name}.png")
    window = stage.windows[1]
    window.history_panel.go_to(len(stage.replicas[1].dispatcher.history) // 2)
    await asyncio.sleep(PAINT_SECONDS)
    _save(window, folder / "6-looking-back-bo.png")


def _save(widget: QWidget, path: Path) -> None:
    _write(widget.grab(), path)


def _write(picture: QPixmap, path: Path) -> None:
    if not picture.save(str(path)):
        raise OSError(f"the picture {path} cannot be written")


def _stroke(name: str, points: list[tuple[float, float]], color: str, width: int) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "stroke",
        "points": [round(c * UNIT) for point in points for c in point],
        "color": color,
        "width": width * UNIT,
    }


def _along(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """A hand's way along `corners`: straight, but not as with a ruler."""
    way: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in pairwise(corners):
        for step in range(12):
            share = step / 12
            sway = math.sin(share * math.pi) * math.sin(ax + by) * 3
            way.append((ax + (bx - ax) * share + sway, ay + (by - ay) * share - sway))
    return [*way, corners[-1]]


def _circle(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    turns = [n / 40 * 2.05 * math.pi for n in range(41)]
    return [(x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns]


def _house() -> Iterator[dict[str, Any]]:
    yield _stroke(
        "wall", _along((120, 380), (120, 220), (300, 220), (300, 380), (120, 380)), "ink", 4
    )
    yield _stroke("roof", _along((100, 226), (210, 120), (320, 226)), "red", 6)
    yield _stroke("door", _along((190, 380), (190, 300), (235, 300), (235, 380)), "blue", 4)
    yield _stroke(
        "window", _along((140, 250), (175, 250), (175, 285), (140, 285), (140, 250)), "violet", 3
    )


def _tree() -> Iterator[dict[str, Any]]:
    yield _stroke("trunk", _along((470, 385), (474, 290)), "orange", 9)
    yield _stroke("crown", _circle(474, 235, 62), "green", 7)
    yield _stroke("apple", _circle(452, 230, 8), "red", 5)


def _sun() -> Iterator[dict[str, Any]]:
    yield _stroke("sun", _circle(560, 70, 34), "yellow", 7)
    for ray in range(6):
        angle = ray * math.pi / 3
        x, y = math.cos(angle), math.sin(angle)
        way = _along((560 + 46 * x, 70 + 46 * y), (560 + 66 * x, 70 + 66 * y))
        yield _stroke(f"ray-{ray}", way, "yellow", 5)
    yield _stroke("slip", _along((20, 420), (660, 60)), "grey", 4)


def _grass() -> Iterator[dict[str, Any]]:
    for blade in range(9):
        x = 60 + blade * 64.0
        way = _along((x, 392), (x + 12, 372), (x + 20, 392), (x + 34, 368), (x + 44, 392))
        yield _stroke(f"grass-{blade}", way, "green", 3)
