"""The way back for whoever has lost the drawing out of sight."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from redux_scuttlebutt.ui.board.floating.back_chip import BackChip
from support.board import Drawing, board_of, line


def test_whoever_has_lost_the_drawing_is_shown_the_way_back(three: Drawing) -> None:
    chip = BackChip(three.canvas)
    three.canvas.center_on(1e6, 1e6)
    assert chip.isVisible()

    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)

    assert not chip.isVisible()
    assert three.canvas.figures.has_any_in(three.canvas.window_box)


def test_an_empty_board_has_nothing_to_go_back_to(empty: Drawing) -> None:
    chip = BackChip(empty.canvas)

    empty.canvas.center_on(1e6, 1e6)

    assert not chip.isVisible()


def test_a_drawing_that_comes_into_view_by_itself_needs_no_way_back(three: Drawing) -> None:
    chip = BackChip(three.canvas)
    three.canvas.center_on(10_000 * 64, 10_000 * 64)
    assert chip.isVisible()

    three.show(board_of(line(10_000, 10_000)))

    assert not chip.isVisible()
