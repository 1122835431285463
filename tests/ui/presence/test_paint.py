"""What is painted of others, and where."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui import theme
from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.presence.company import AWAY_SECONDS, STILL_SECONDS
from redux_scuttlebutt.ui.presence.presence import (
    Drawing,
    GoingOn,
    Moving,
    Pointing,
    Presence,
    Resizing,
    Sight,
    Typing,
)
from support.company import Scene

WHITE = QColor("white").rgb()
BO, CY = SourceId(b"B" * 32), SourceId(b"C" * 32)


@pytest.fixture
def scene(qapp: QApplication) -> Scene:
    return Scene()


def at(x: int, y: int, doing: GoingOn | None = None, selection: tuple[str, ...] = ()) -> Presence:
    return Presence("board", cursor=(x * 64, y * 64), going_on=doing, selection=selection)


def places(image: QImage) -> dict[int, set[tuple[int, int]]]:
    """Where `image` has which colour."""
    found: dict[int, set[tuple[int, int]]] = {}
    width = image.width()
    for number, color in enumerate(memoryview(image.constBits()).cast("I")):
        if color != WHITE:
            found.setdefault(color, set()).add((number % width, number // width))
    return found


def pixels(image: QImage, color: QColor) -> set[tuple[int, int]]:
    """Where `image` has just this colour."""
    return places(image).get(color.rgb(), set())


def ink(image: QImage) -> set[tuple[int, int]]:
    """Where anything is painted."""
    return {place for some in places(image).values() for place in some}


def test_a_cursor_points_at_its_place_in_the_person_s_colour(scene: Scene) -> None:
    scene.move(BO, at(100, 100))

    theirs = pixels(scene.painted(), theme.look(BO).color)

    assert (103, 106) in theirs
    assert min(x for x, _ in theirs) >= 100
    assert min(y for _, y in theirs) >= 100


def test_a_cursor_fades_and_who_is_away_is_not_painted(scene: Scene) -> None:
    scene.move(BO, at(100, 100))
    full = scene.painted().pixelColor(103, 106)

    scene.pass_time(STILL_SECONDS + 1)
    faded = scene.painted().pixelColor(103, 106)
    assert faded.lightness() > full.lightness()

    scene.pass_time(AWAY_SECONDS)
    assert ink(scene.painted()) == set()


def test_a_name_at_the_edge_turns_to_where_it_can_be_read(scene: Scene) -> None:
    for place in ((395, 100), (100, 295), (395, 295)):
        scene.move(BO, at(*place))
        scene.pass_time(1.0)
        [cursor] = scene.overlay.boxes()
        assert cursor.left() < place[0] - 20 or place[0] == 100
        assert cursor.top() < place[1] - 10 or place[1] == 100


def test_near_our_own_pointer_a_cursor_is_faint_where_that_is_wished(scene: Scene) -> None:
    scene.pointer = (110.0, 110.0)
    scene.move(BO, at(100, 100))
    full = scene.painted().pixelColor(103, 106)

    scene.cursors = "near"
    scene.pass_time(0.016)
    faint = scene.painted().pixelColor(103, 106)
    assert faint.lightness() > full.lightness()

    scene.pointer = (390.0, 290.0)
    scene.pass_time(0.016)
    assert scene.painted().pixelColor(103, 106) == full


def test_without_cursors_a_laser_is_painted_all_the_same(scene: Scene) -> None:
    scene.cursors = "none"
    scene.move(BO, at(100, 100))
    assert ink(scene.painted()) == set()

    scene.move(BO, at(100, 100, Pointing(1, (6400, 6400, 9600, 6400))))
    trail = ink(scene.painted())
    assert (125, 100) in trail
    assert all(90 <= x <= 160 and 90 <= y <= 110 for x, y in trail)


def test_a_growing_stroke_is_painted_until_it_is_on_the_board(scene: Scene) -> None:
    stroke = Drawing("s", "stroke", "red", 4 * 64, (6400, 12800, 12800, 12800))
    red = theme.current().inks["red"]
    scene.move(BO, Presence("board", going_on=stroke), seconds=1.0)
    assert (150, 200) in pixels(scene.painted(), red)

    scene.frames["s"] = Box(6400, 12800, 12800, 12800)
    scene.pass_time(0.016)
    assert not pixels(scene.painted(), red)


@pytest.mark.parametrize(
    ("change", "corner"),
    [
        (None, (100, 100)),
        (Moving(64 * 50, 64 * 70), (150, 170)),
        (Resizing((0, 0, 1, 1), (64 * 200, 64 * 150, 64 * 30, 64 * 40)), (200, 150)),
    ],
)
def test_frames_stand_where_the_selection_is_while_it_is_changed(
    scene: Scene, change: GoingOn | None, corner: tuple[int, int]
) -> None:
    scene.frames["a"] = Box(6400, 6400, 8320, 8960)
    presence = Presence("board", selection=("a", "unknown"), going_on=change)
    scene.move(BO, presence)

    x, y = corner
    painted = ink(scene.painted())
    assert (x, y + 20) in painted and (x + 30, y + 20) in painted
    assert (x + 15, y + 20) not in painted


def test_what_is_typed_is_shown_with_who_types(scene: Scene) -> None:
    typing = Typing("t", 6400, 6400, 64 * 20, "blue", "Hi")
    scene.move(BO, Presence("board", going_on=typing))
    [frame, label] = scene.overlay.boxes()

    assert pixels(scene.painted(), theme.current().inks["blue"])
    assert label.bottom() < frame.center().y()
    assert pixels(scene.painted(), theme.look(BO).color)


def test_a_sign_points_at_who_is_out_of_view_and_can_be_pressed(scene: Scene) -> None:
    scene.move(BO, at(5000, 150))
    scene.move(CY, Presence("board", Sight(64 * 200, -64 * 5000, 640, 640)))

    right, top = scene.overlay.boxes()
    if right.center().x() < top.center().x():
        right, top = top, right
    assert right.right() > 380 and top.top() < 20
    assert scene.overlay.sign_at(right.center().x(), right.center().y()) == BO
    assert scene.overlay.sign_at(top.center().x(), top.center().y()) == CY
    assert scene.overlay.sign_at(200, 150) is None


@pytest.mark.parametrize("name", ["", "A" * 300, "שלום", "a\u202eb", "\n\n", "e" + "\u0301" * 99])
@pytest.mark.parametrize(
    "doing",
    [
        None,
        Drawing("s", "stroke", "red", 8 * 64, tuple(n * 4409 % 20000 for n in range(40))),
        Drawing("m", "marker", "yellow", 20 * 64, (6400, 6400, 9600, 12800, 19200, 6400)),
        Drawing("a", "arrow", "blue", 6 * 64, (6400, 6400, 12800, 9600)),
        Drawing("e", "ellipse", "blue", 6 * 64, (6400, 6400, 12800, 9600)),
        Moving(640, 640),
        Resizing((0, 0, 1, 1), (6400, 9600, 6400, 3200), 2**29, 2**29),
        Typing("t", 6400, 6400, 64 * 20, "blue", "Hello\nworld"),
        Pointing(1, tuple(n * 4409 % 20000 for n in range(40))),
    ],
)
def test_nothing_is_painted_beside_the_boxes_that_are_told(
    scene: Scene, doing: GoingOn | None, name: str
) -> None:
    scene.names[BO] = name
    scene.frames["x"] = Box(3200, 9600, 9600, 12800)
    scene.move(BO, at(200, 150, doing, ("x",)), seconds=1.0)

    boxes = [rect.toAlignedRect() for rect in scene.overlay.boxes()]

    painted = ink(scene.painted())
    assert painted
    assert [p for p in painted if not any(box.contains(*p) for box in boxes)] == []
