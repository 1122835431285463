"""`scuttlebutt export`: files of a room's board, made beside the running program."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from redux_scuttlebutt.app.export import run_export
from redux_scuttlebutt.app.options import ExportOptions
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.sync.errors import FolderFailed
from redux_scuttlebutt.ui.board.export.carried import Carried
from redux_scuttlebutt.ui.board.export.opening import opened
from redux_scuttlebutt.ui.theme import DARK
from support.room import stroke
from support.waiting import until

pytestmark = pytest.mark.usefixtures("qapp")

Open = Callable[..., Awaitable[Replica]]
Export = Callable[..., tuple[int, str, str]]


@pytest.fixture
async def export(open_replica: Open, tmp_path: Path) -> Export:
    """Exports from a room with two strokes whose program is running."""
    replica = await open_replica("Ana")
    for name, at in (("a", (0, 0)), ("b", (40, 20))):
        replica.store.dispatch(stroke(name, at=at))
    await until(lambda: not replica.dispatcher.unsaved)

    def run(file: Path, room: str = "last", **how: object) -> tuple[int, str, str]:
        said: list[str] = []
        complained: list[str] = []
        options = ExportOptions(room, file, **how)  # pyright: ignore[reportArgumentType]
        code = run_export(tmp_path / "Ana", options, said.append, complained.append)
        return code, "\n".join(said), "\n".join(complained)

    return run


async def test_a_picture_of_the_board_can_be_opened_again(export: Export, tmp_path: Path) -> None:
    file = tmp_path / "board.png"

    assert export(file)[::2] == (0, "")

    drawing = opened(file.read_bytes())
    assert isinstance(drawing, Carried)
    assert len(drawing.shapes) == 2


async def test_options_say_how(export: Export, tmp_path: Path) -> None:
    small, large, bare = tmp_path / "1.png", tmp_path / "3.png", tmp_path / "bare.svg"

    export(small, theme="dark")
    export(large, scale=3.0, is_transparent=True)
    export(bare, has_board=False)

    assert QImage(str(large)).width() == 3 * QImage(str(small)).width()
    assert QImage(str(small)).pixelColor(1, 1) == DARK.paper
    assert QImage(str(large)).pixelColor(1, 1).alpha() == 0
    assert b"<metadata>" not in bare.read_bytes()


async def test_the_room_is_named_as_the_window_does(export: Export, tmp_path: Path) -> None:
    [folder] = (tmp_path / "Ana" / "rooms").iterdir()

    assert export(tmp_path / "a.pdf", f"Room {folder.name[:6]}")[0] == 0
    with pytest.raises(FolderFailed, match="no room is called 'kitchen'"):
        export(tmp_path / "b.pdf", "kitchen")


async def test_a_file_that_is_there_is_replaced_only_by_force(
    export: Export, tmp_path: Path
) -> None:
    file = tmp_path / "board.svg"
    file.write_text("mine")

    code, _, complaint = export(file)
    assert (code, file.read_text()) == (2, "mine")
    assert "is there already. With --force it is replaced." in complaint

    assert export(file, is_forced=True)[0] == 0
    assert file.read_text().startswith("<?xml")


@pytest.mark.parametrize("name", ["board.jpg", "board", ".png"])
async def test_an_unknown_kind_is_answered_with_those_there_are(
    export: Export, tmp_path: Path, name: str
) -> None:
    code, _, complaint = export(tmp_path / name)

    assert code == 2
    assert "expected .png or .svg or .pdf" in complaint


async def test_a_place_that_cannot_be_written_is_named(export: Export, tmp_path: Path) -> None:
    code, _, complaint = export(tmp_path / "no" / "such" / "board.png")

    assert code == 2
    assert "board.png cannot be written: No such file or directory" in complaint


async def test_of_an_empty_board_there_is_no_file(open_replica: Open, tmp_path: Path) -> None:
    replica = await open_replica("Bo")
    replica.store.dispatch({"type": "counter/incremented"})
    await until(lambda: not replica.dispatcher.unsaved)
    complained: list[str] = []

    options = ExportOptions("last", tmp_path / "board.png")
    code = run_export(tmp_path / "Bo", options, complain=complained.append)

    assert (code, (tmp_path / "board.png").exists()) == (2, False)
    assert complained == ["scuttlebutt: There is nothing drawn that a picture could be made of."]


async def test_what_is_not_as_asked_for_is_told(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redux_scuttlebutt.ui.board.export.png.MOST_PIXELS", 2000)

    code, said, complaint = export(tmp_path / "board.png", scale=4.0)

    assert code == 0
    assert "2 shapes" in said
    assert complaint.startswith("scuttlebutt: The picture would have been too large")
