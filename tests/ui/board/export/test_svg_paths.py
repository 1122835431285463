import pytest
from PySide6.QtGui import QPainterPath

from redux_scuttlebutt.store.documents.whiteboard import UNIT
from redux_scuttlebutt.ui.board.export.svg_paths import number, outlined, painted, smoothed


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(0, "0"), (100, "1"), (-250, "-2.5"), (7, "0.07"), (99.6, "1"), (-0.2, "0")],
)
def test_numbers_are_as_short_as_they_go(hundredths: float, text: str) -> None:
    assert number(hundredths) == text


def test_a_path_that_ends_where_it_began_is_closed() -> None:
    path = QPainterPath()
    path.addRect(0, 0, 10 * UNIT, 5 * UNIT)
    path.moveTo(UNIT, UNIT)
    path.lineTo(2 * UNIT, UNIT)

    assert painted(path, UNIT, 0) == "M1 0l10 0l0 5l-10 0zM2 1l1 0"


def test_curves_stay_curves() -> None:
    path = QPainterPath()
    path.addEllipse(0, 0, 20 * UNIT, 10 * UNIT)

    d = painted(path, 0, 0)

    assert d.startswith("M20 5c")
    assert d.count("c") == 4
    assert d.endswith("z")


def test_steps_do_not_add_up_to_an_error() -> None:
    path = QPainterPath()
    for n in range(1, 1001):
        path.lineTo(n * UNIT / 3, 0)

    steps = painted(path, 0, 0).split("l")[1:]

    assert sum(round(100 * float(step.split()[0])) for step in steps) == round(1000 / 3 * 100)


def test_a_line_of_no_length_is_a_dot() -> None:
    assert smoothed([(64.0, 64.0)]) == "M1 1h.01"


def test_an_outline_is_closed() -> None:
    assert outlined([(0, 0), (UNIT, 0), (0, UNIT)]) == "M0 0l1 0l-1 1z"
