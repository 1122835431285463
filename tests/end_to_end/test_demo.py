"""`scuttlebutt demo`, and the window, from the command line."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from redux_scuttlebutt.ui import theme
from support.peer_process import PATIENCE_S, program

CHAPTERS = ("1-together", "2-apart", "3-joined")
PICTURES = {
    *(f"{chapter}-{who}-{page}" for chapter in CHAPTERS for who in ("ana", "bo")
      for page in ("board", "counter")),
    *(f"{panel}-{who}" for panel in ("4-history", "5-rewinds") for who in ("ana", "bo")),
    "6-looking-back-bo",
}  # fmt: skip


def run(*arguments: str | Path, without: tuple[str, ...] = (), **more: str) -> "Ended":
    environment = {name: value for name, value in os.environ.items() if name not in without}
    return subprocess.run(
        program(*arguments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=2 * PATIENCE_S,
        env={**environment, **more},
    )


Ended = subprocess.CompletedProcess[str]
SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "増える" / "pictures"


@pytest.fixture(scope="module")
def story(folder: Path) -> Ended:
    """The story, told once, on a machine without a screen."""
    return run("demo", "--screenshots", folder, without=SCREEN)


def picture(folder: Path, name: str) -> QImage:
    image = QImage(str(folder / f"{name}.png"))
    assert not image.isNull(), name
    return image


def colors(image: QImage) -> dict[int, int]:
    """How many pixels there are of each colour, in every second row and column."""
    found: dict[int, int] = {}
    for y in range(0, image.height(), 2):
        for x in range(0, image.width(), 2):
            pixel = image.pixel(x, y)
            found[pixel] = found.get(pixel, 0) + 1
    return found


def test_the_story_ends_with_one_state(story: Ended) -> None:
    assert (story.returncode, story.stderr) == (0, "")
    hashes = re.findall(r"^(Ana|Bo): ([0-9a-f]{64}) ", story.stdout, re.MULTILINE)
    assert [name for name, _ in hashes] == ["Ana", "Bo"]
    assert hashes[0][1] == hashes[1][1]


def test_on_both_sides_something_came_late_and_was_rewound(story: Ended) -> None:
    for line in story.stdout.splitlines():
        counts = re.search(r"(\d+) came late, (\d+) rewinds?$", line)
        assert counts, line
        assert int(counts[1]) > 0
        assert int(counts[2]) > 0


def test_every_chapter_has_its_pictures(story: Ended, folder: Path) -> None:
    assert story.returncode == 0
    assert {file.stem for file in folder.glob("*.png")} >= PICTURES


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_shows_something(story: Ended, folder: Path, name: str) -> None:
    assert story.returncode == 0
    image = picture(folder, name)

    assert image.width() >= 800
    assert image.height() >= 200
    assert len(colors(image)) > 40


def test_apart_the_two_see_different_boards_and_joined_the_same(story: Ended, folder: Path) -> None:
    """Their inks are what the boards consist of; everything else is the same in both."""
    assert story.returncode == 0

    def inks(chapter: str, who: str) -> set[str]:
        drawn = colors(picture(folder, f"{chapter}-{who}-board"))
        # The palette shows each ink as well, in a spot as small as this.
        return {name for name, ink in theme.LIGHT.inks.items() if drawn.get(ink.rgb(), 0) > 120}

    assert "yellow" in inks("2-apart", "ana")
    assert "yellow" not in inks("2-apart", "bo")
    assert "yellow" in inks("3-joined", "ana") & inks("3-joined", "bo")


def test_looking_back_has_an_amber_frame(story: Ended, folder: Path) -> None:
    assert story.returncode == 0
    amber = theme.LIGHT.past.rgb()

    back = colors(picture(folder, "6-looking-back-bo"))
    live = colors(picture(folder, "3-joined-bo-board"))

    assert back.get(amber, 0) > 500
    assert live.get(amber, 0) < 100


def test_late_rows_have_their_badge(story: Ended, folder: Path) -> None:
    assert story.returncode == 0
    ground = theme.mixed(theme.LIGHT.past, theme.LIGHT.paper, 0.12)

    def is_near(pixel: int) -> bool:
        one, other = QColor(pixel), ground
        apart = (
            one.red() - other.red(),
            one.green() - other.green(),
            one.blue() - other.blue(),
        )
        return max(map(abs, apart)) < 14

    for who in ("ana", "bo"):
        found = colors(picture(folder, f"4-history-{who}"))
        assert sum(number for pixel, number in found.items() if is_near(pixel)) > 100


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    ended = run("demo", "--screenshots", tmp_path / "file" / "below", without=SCREEN)

    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1


def test_the_self_test_passes_without_a_screen() -> None:
    ended = run("--selftest", without=SCREEN)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "selftest: passed\n", "")


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname != "Linux", reason="only Linux")
@pytest.mark.parametrize("words", [(), ("demo",)])
def test_no_screen_is_one_sentence_and_exit_code_2(words: tuple[str, ...]) -> None:
    ended = run(*words, without=SCREEN)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert "no screen here" in ended.stderr


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname != "Linux", reason="only Linux")
@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_screen_that_does_not_answer_is_one_sentence_too(tmp_path: Path, variable: str) -> None:
    nowhere = {variable: ":987" if variable == "DISPLAY" else "wayland-987"}

    ended = run("--data", tmp_path, without=SCREEN, **nowhere)

    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        signal.SIGTERM,
    ],
)
def test_a_signal_ends_the_demo_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    demo = subprocess.Popen(
        program("demo"),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + PATIENCE_S
        while not list(tmp_path.glob("scuttlebutt-demo-*/bo/rooms/*/log.sqlite")):
            assert time.monotonic() < end
            time.sleep(0.02)  # another process makes the file, and tells nobody

        demo.send_signal(number)

        assert demo.wait(3) in (0, 130)
        assert list(tmp_path.iterdir()) == []
    finally:
        demo.kill()
        demo.wait()
