import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from redux_scuttlebutt.ui.board.shapes.geometry import Box
from redux_scuttlebutt.ui.board.shapes.letters import (
    LETTER,
    MOST_LINES,
    Writing,
    text_font,
    text_size,
)

EVERYWHERE = Box(-(2**30), -(2**30), 2**30, 2**30)

pytestmark = pytest.mark.usefixtures("qapp")


def lines(text: str, wrap: float | None = None) -> list[tuple[float, float]]:
    """Where each line begins and ends."""
    rects = list(Writing(text, wrap).lines(EVERYWHERE))
    return [(rect.left(), rect.right()) for rect in rects]


def test_words_wrap_where_the_box_ends() -> None:
    one = Writing("word", None).width

    assert len(lines("word word word", 2.5 * one)) == 2
    assert len(lines("word word word", 1.1 * one)) == 3
    assert all(right <= 2.5 * one for _, right in lines("word word word", 2.5 * one))


def test_a_word_too_long_for_its_line_is_broken() -> None:
    width = Writing("m", None).width

    assert len(lines("m" * 10, 2.5 * width)) == 5
    assert len(lines("mm", 1)) == 2


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_line_breaks_are_kept(sign: str) -> None:
    plain = Writing("a", None).height

    assert Writing(f"a{sign}b", None).height == pytest.approx(2 * plain, rel=0.02)
    assert Writing(f"a{sign}{sign}b{sign}", None).height == pytest.approx(4 * plain, rel=0.02)
    assert Writing("", None).height == pytest.approx(plain, rel=0.02)


def test_each_line_is_read_from_where_its_first_letter_says() -> None:
    wide, (left, right) = lines("a long line from the left\nשלום", None)

    assert wide[0] == 0
    assert left > 0
    assert right == pytest.approx(wide[1])

    (left, right), *_ = lines("123 שלום abc", 5000)
    assert right == pytest.approx(5000, abs=1)
    assert left > 4000


@given(st.text(max_size=60), st.integers(1, 65536))
def test_a_text_breaks_nowhere_in_the_box_that_was_measured_for_it(text: str, height: int) -> None:
    width, high = text_size(text, height)

    assert text_size(text, height, width)[1] == high


@given(st.text(max_size=60), st.integers(1, 65536), st.integers(1, 2**40))
def test_any_text_has_a_size(text: str, height: int, wrap: int) -> None:
    width, high = text_size(text, height, wrap)

    assert 0 <= width < 2**40
    assert high >= 1


def test_twice_as_high_letters_take_twice_the_room() -> None:
    small, large = text_size("Some words", 1000), text_size("Some words", 2000)

    assert large[0] == pytest.approx(2 * small[0], abs=4)
    assert large[1] == pytest.approx(2 * small[1], abs=4)


@pytest.mark.parametrize("text", ["a" * 4096, "a\n" * 2048, "a " * 2048])
def test_of_a_text_without_end_only_so_many_lines_are_laid_out(text: str) -> None:
    assert len(lines(text, 1)) <= MOST_LINES


def test_each_line_is_told_with_its_words_and_where_it_begins() -> None:
    text = "one 🎈 two\n\nשלום"

    found = list(Writing(text, 100 * LETTER).written())

    assert [words for words, _ in found] == ["one 🎈 two", "שלום"]
    (_, first), (_, last) = found
    assert first.x() == 0 and last.x() > 90 * LETTER
    assert last.y() - first.y() > 2 * LETTER


def test_lines_that_nobody_sees_are_left_out() -> None:
    writing = Writing("\n".join("abcdefghij"), None)
    middle = writing.height / 2

    assert len(list(writing.lines(EVERYWHERE))) == 10
    assert len(list(writing.lines(Box(0, middle, 100, middle + 1)))) <= 2


def test_the_font_has_letters_of_the_height_asked_for(qtbot: QtBot) -> None:
    assert text_font(20.4).pixelSize() == 20
    assert text_font(0.001).pixelSize() == 1
    assert text_font(LETTER).family() == QGuiApplication.font().family()
    del qtbot
