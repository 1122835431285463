import pytest

from redux_scuttlebutt.ui.board.summary import summary


@pytest.mark.parametrize(
    ("objects", "people", "selected", "words"),
    [
        (0, 0, 0, "0 objects"),
        (1, 1, 0, "1 object, 1 person"),
        (7, 3, 2, "7 objects, 3 people, 2 selected"),
    ],
)
def test_only_what_there_is_is_told(objects: int, people: int, selected: int, words: str) -> None:
    assert summary(objects, people, selected) == words
