import pytest

from redux_scuttlebutt.ui.board.tools.pen import Nib, Pen


def told(pen: Pen) -> list[object]:
    """What `pen` tells from now on."""
    events: list[object] = []
    for signal in (pen.ink_changed, pen.width_changed, pen.kind_changed):
        signal.connect(events.append)
    return events


def test_each_kind_of_tool_finds_its_colour_and_width_as_it_left_them() -> None:
    pen = Pen()
    pen.set_ink("blue")
    pen.set_width(1)

    pen.use("marker")
    assert (pen.ink, pen.width, pen.units) == ("yellow", 3, 20 * 64)
    pen.set_width(5)
    pen.use("pen")

    assert (pen.ink, pen.width, pen.units) == ("blue", 1, 96)
    pen.use("marker")
    assert pen.width == 5


def test_it_tells_only_what_has_changed() -> None:
    pen = Pen()
    events = told(pen)

    pen.set_ink("ink")
    pen.set_width(2)
    pen.use("pen")
    assert not events
    pen.use("text")
    pen.use("marker")

    assert events == ["text", "marker", "yellow", 3]


def test_the_next_colour_after_one_of_ones_own_is_the_first() -> None:
    pen = Pen()
    pen.set_ink("#12AB34")
    assert pen.ink == "#12ab34"

    pen.next_ink()

    assert pen.ink == "ink"
    pen.swap_inks()
    assert pen.ink == "#12ab34"


def test_the_last_six_colours_of_ones_own_are_remembered_each_once() -> None:
    pen = Pen()
    for n in (1, 2, 3, 4, 5, 6, 7, 3):
        pen.set_ink(f"#00000{n}")

    assert pen.custom == ("#000003", "#000007", "#000006", "#000005", "#000004", "#000002")


def test_what_was_kept_is_taken_back_as_far_as_it_is_sound() -> None:
    pen = Pen()

    pen.put_nib("marker", Nib("pink", "#00ff00", 99))
    pen.put_nib("brush", Nib("red", "red", 1))
    pen.remember(["nonsense", "red", "#0000FF"])

    assert pen.nibs["marker"] == Nib("ink", "#00ff00", 5)
    assert set(pen.nibs) == {"pen", "marker", "text"}
    assert pen.custom == ("#0000ff",)


def test_what_is_no_colour_or_no_firmness_is_an_error() -> None:
    pen = Pen()

    with pytest.raises(ValueError, match="the colour is 'mauve'"):
        pen.set_ink("mauve")
    with pytest.raises(ValueError, match="the firmness is 'rubber'"):
        pen.set_firmness("rubber")
