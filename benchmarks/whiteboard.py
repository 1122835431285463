"""What the whiteboard takes from the thread of the window: pen, pan, zoom, bursts, opening.

Times are the processor's, which on an idle machine are the wall's: everything happens in
one thread. Ratios compare with the least that Qt could do, measured in the same run.
"""

import gc
import sys
from collections.abc import Iterator
from math import cos, sin

from _canvas import HEIGHT, WIDTH, Bare, Screen, Turns, scattered
from _table import Figure, report
from immutables import Map

from redux_scuttlebutt.store.documents.whiteboard import Board, Shape
from redux_scuttlebutt.store.documents.zkeys import between
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.curve import thinned

DENSE, DENSE_SIDE = 10_000, 3_000
FRAME_MS = 16


def scribble(length: int) -> Iterator[tuple[float, float]]:
    """A pen that goes round and round over the whole window."""
    for n in range(length):
        t = n / 9
        yield (
            WIDTH / 2 + WIDTH * 0.3 * sin(t / 40) + 90 * cos(t),
            HEIGHT / 2 + HEIGHT * 0.3 * cos(t / 31) + 90 * sin(t),
        )


def drawing(dense: Screen) -> list[Figure]:
    empty = Screen({})
    figures: list[Figure] = []
    bare = Bare(list(scattered(50, 200).values()))
    least = min(bare.paint() for _ in range(9)) / 50
    for length in (300, 3_000):
        on_empty, end_on_empty = empty.draw(scribble(length))
        on_dense, end = dense.draw(scribble(length))
        name = f"pen, {length:,} points"
        figures += [
            Figure(f"{name}, 10,000 strokes below, p95", on_dense.p95(), "ms", 8),
            Figure(f"{name}, slowest event", on_dense.longest(), "ms"),
            Figure(
                f"{name}, median, to that on an empty board", ratio(on_dense, on_empty), "×", 1.2
            ),
            Figure(f"{name}, median, to a bare line", on_dense.median() / least, "×"),
            Figure(f"{name}, pen up, longest gap", end.longest(), "ms", 50),
            Figure(f"{name}, pen up, longest gap, empty board", end_on_empty.longest(), "ms", 50),
        ]
    return figures


def ratio(some: Turns, others: Turns) -> float:
    return some.median() / others.median()


def looking_about(dense: Screen, shapes: dict[str, Shape]) -> list[Figure]:
    canvas = dense.canvas
    bare = Bare([])
    pan, fresh = Turns(), Turns()
    navigator = canvas._navigator  # pyright: ignore[reportPrivateUsage]
    for dx, dy in ((7, 14), (-14, -28), (7, 14)):
        navigator.pan(dx, dy)
        dense.turn_until_settled()
    for n in range(200):
        step = 7 if n % 2 else -7
        dense.turn(pan, lambda by=step: navigator.pan(by, 2 * by))
    for _ in range(60):
        dense.turn(fresh, lambda: navigator.pan(-9, 0))
    dense.turn_until_settled()
    frames, exact, ratios = Turns(), list[Turns](), list[float]()
    for zoom in (0.8, 1.25, 1.0, 2.0, 0.5):
        dense.turn(frames, lambda to=zoom: canvas.set_zoom(to))
        exact.append(dense.turn_until_settled())
        least = Bare(seen(shapes, canvas.view), canvas.view)
        ratios.append(exact[-1].total() / min(least.paint() for _ in range(3)))
    return [
        Figure("pan, warm tiles, p95", pan.p95(), "ms", 4),
        Figure("pan, warm tiles, median, to a bare copy", pan.median() / bare.copy(), "×"),
        Figure("pan into what was not seen yet, p95", fresh.p95(), "ms"),
        Figure("zoom, the frame with the preview, longest", frames.longest(), "ms", FRAME_MS),
        Figure("zoom to 80 %, exact tiles", exact[0].total(), "ms", 300),
        Figure("zoom to 125 %, exact tiles", exact[1].total(), "ms", 300),
        Figure("zoom to 100 %, exact tiles", exact[2].total(), "ms", 300),
        Figure("zoom to 200 %, exact tiles", exact[3].total(), "ms", 300),
        Figure("zoom to 50 %, exact tiles", exact[4].total(), "ms"),
        Figure("zoom to 100 %, to bare lines", ratios[2], "×"),
        Figure("zoom to 100 %, exact tiles, by the wall", exact[2].total_wall(), "ms"),
        Figure("zoom, longest gap", max(turns.longest() for turns in exact), "ms", 50),
    ]


def seen(shapes: dict[str, Shape], view: View) -> list[Shape]:
    """The strokes that begin in the window."""
    places = [(shape, view.to_screen(*shape.points[:2])) for shape in shapes.values()]
    return [shape for shape, (x, y) in places if 0 <= x < WIDTH and 0 <= y < HEIGHT]


def others_drawing(dense: Screen) -> list[Figure]:
    more = scattered(5_000, DENSE_SIDE, start=DENSE + 100, name="burst")
    bare = Bare(more.values(), dense.canvas.view)
    least = min(bare.paint() for _ in range(3))
    board = dense.board
    burst = Turns()
    both = Board(board.shapes.update(more))
    dense.turn(burst, lambda: dense.show(both))
    dense.turn_until_settled(burst)
    late = Turns()
    [stroke] = scattered(1, 500, name="late").values()
    late_by = Turns()
    for n in range(30):
        below, above_it = sorted({shape.z for shape in both.shapes.values()})[-1000:-998]
        x, y = 300 + 25 * n, 200 + 17 * n
        shape = Shape("stroke", stroke.points, "red", 192, between(below, above_it), x * 64, y * 64)
        both = Board(both.shapes.set(f"late{n}", shape))
        one = Turns()
        dense.turn(one, lambda to=both: dense.show(to))
        dense.turn_until_settled(one)
        late.cpu.append(sum(one.cpu))
        late_by.cpu.append(max(one.cpu))
    return [
        Figure("burst of 5,000, longest gap", burst.longest(), "ms", 50),
        Figure("burst of 5,000, pixels", burst.total(), "ms", 1_500),
        Figure("burst of 5,000, pixels, by the wall", burst.total_wall(), "ms"),
        Figure("burst of 5,000, pixels, to bare lines", burst.total() / least, "×"),
        Figure("late stroke 1,000 back, pixels, median", late.median(), "ms", FRAME_MS),
    ]


def opening() -> list[Figure]:
    shapes = scattered(50_000, 20_000, points=20)
    board = Board(Map(shapes))
    screen = Screen()
    screen.app.processEvents()
    turns, first = Turns(), 0.0
    screen.turn(turns, lambda: screen.show(board))
    while not screen.canvas.is_settled:
        if not first and has_ink(screen):
            first = turns.total()
        screen.turn(turns)
    first = first or turns.total()
    screen.turn(turns)
    least = Bare(board.shapes.values(), screen.canvas.view).paint()
    return [
        Figure("opening 50,000, first paint", first, "ms", 1_500),
        Figure("opening 50,000, usable", turns.total(), "ms", 3_000),
        Figure("opening 50,000, usable, by the wall", turns.total_wall(), "ms"),
        Figure("opening 50,000, usable, to bare lines", turns.total() / least, "×"),
        Figure("opening 50,000, longest gap", turns.longest(), "ms"),
    ]


def has_ink(screen: Screen) -> bool:
    """Whether something is to be seen yet; a few looks, which are not in the times."""
    picture = screen.canvas.grab().toImage().scaled(40, 25)
    paper = picture.pixel(0, 0)
    return any(picture.pixel(x, y) != paper for x in range(40) for y in range(25))


def thinning() -> list[Figure]:
    zigzag = [(n * 100.0, 3_000.0 * (n % 2), 0.0) for n in range(8_000)]
    curl = [(x * 64, y * 64, 0.0) for x, y in scribble(8_000)]
    times: list[float] = []
    for samples in (zigzag, curl):
        turns = Turns()
        with turns.one():
            thinned(samples, 25.6)
        times.append(turns.total())
    return [
        Figure("thinning a zigzag of 8,000 points", times[0], "ms", 1_000),
        Figure("the same, to a scribble as long", times[0] / times[1], "×", 10),
    ]


if __name__ == "__main__":
    # As in the program, which keeps full passes rare; they land anywhere by chance.
    gc.disable()
    strokes = scattered(DENSE, DENSE_SIDE)
    on_screen = Screen(strokes)
    rows = [*looking_about(on_screen, strokes), *drawing(on_screen), *others_drawing(on_screen)]
    sys.exit(report("whiteboard", [*rows, *thinning(), *opening()]))
