"""A few letters find what they were meant to find."""

import pytest

from redux_scuttlebutt.ui.commands.match import score

NAMES = ["Zoom in", "Zoom out", "Zoom to everything", "Undo", "Redo", "Share", "Show history"]


def best(typed: str) -> str:
    scores = [(points, name) for name in NAMES if (points := score(typed, name)) is not None]
    return max(scores)[1]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zte", "Zoom to everything"),
        ("zoom o", "Zoom out"),
        ("undo", "Undo"),
        ("REDO", "Redo"),
        ("sh", "Share"),
        ("his", "Show history"),
        ("do", "Undo"),
    ],
)
def test_letters_find_a_name(typed: str, name: str) -> None:
    assert best(typed) == name


def test_letters_must_come_in_their_order() -> None:
    assert score("odnu", "Undo") is None
    assert score("undoo", "Undo") is None


def test_beginnings_of_words_count_more_than_letters_within() -> None:
    begins, within = score("zi", "Zoom in"), score("oi", "Zoom in")

    assert begins is not None and within is not None and begins > within


def test_nothing_typed_is_answered_by_all_alike() -> None:
    assert {score("", name) for name in NAMES} == {0}


def test_a_long_name_is_weighed_at_once() -> None:
    assert score("a" * 50, "a" * 2000) is not None
