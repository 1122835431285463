"""File ▸ Open picture or board…, in a window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.export.frame import How
from redux_scuttlebutt.ui.board.export.kinds import made
from redux_scuttlebutt.ui.main_window import MainWindow
from support.room import FakeRoom, shapes_of


def test_a_board_that_is_opened_lies_in_the_middle_and_is_undone_at_once(
    drawn: MainWindow, room: FakeRoom, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "board.png"
    file.write_bytes(made("png", shapes_of(room), How(), lambda _: None).data)

    drawn.commands.run("file.open")
    files = drawn.incoming.files
    assert files is not None
    files.filesSelected.emit([str(file)])
    files.reject()

    assert len(shapes_of(room)) == 4
    qtbot.waitUntil(lambda: "Undo takes it back" in drawn.status.hint.text())
    drawn.doing.undo()
    assert shapes_of(room).keys() == {"a", "b"}


@pytest.mark.parametrize(
    ("content", "why"), [(b"hello", "neither a picture nor a board"), (None, "cannot be read")]
)
def test_a_file_that_is_not_ours_says_so_and_changes_nothing(
    drawn: MainWindow, room: FakeRoom, tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "x.png"
    if content is not None:
        file.write_bytes(content)

    drawn.incoming.open_files([str(file)])

    assert why in drawn.banner.label.text()
    assert shapes_of(room).keys() == {"a", "b"}
