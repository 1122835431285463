"""What people read."""

from redux_scuttlebutt.ui.words import (
    ago,
    called,
    clock,
    count,
    duration,
    plain,
    thousands,
    tooltip,
)


def test_a_name_cannot_turn_around_what_stands_beside_it() -> None:
    assert plain("Bo\u202etxet\u202c\u2066!\u2069") == "Botxet!"


def test_a_name_stays_on_one_line() -> None:
    assert plain("Bo\n\x1b[31mCy\u2028Di") == "Bo [31mCy Di"


def test_names_of_any_script_are_left_as_they_are() -> None:
    assert plain("増える אבג Ünal 👩") == "増える אבג Ünal 👩"


def test_long_texts_are_cut_in_the_middle() -> None:
    cut = plain("a" * 5000 + "b" * 5000, 21)

    assert cut == "a" * 10 + "…" + "b" * 10


def test_markup_from_others_stays_text_in_a_tooltip() -> None:
    assert "<b>" not in tooltip("<b>Bo</b>")


def test_large_numbers_are_grouped() -> None:
    assert thousands(-1032) == "−1\u202f032"
    assert count(1, "action") == "1 action"
    assert count(2, "action") == "2 actions"


def test_durations_use_one_unit() -> None:
    said = [duration(seconds * 1_000_000) for seconds in (0, 3, 240, 7200, 864_000)]

    assert said == ["0 ms", "3.0 s", "4 min", "2 h", "10 d"]


def test_a_clock_that_counts_something_else_has_no_time_of_day() -> None:
    assert clock(10**30) == "–"


def test_ages() -> None:
    assert ago(500_000) == "just now"
    assert ago(3_000_000) == "3 s ago"
    assert ago(120_000_000) == "2 min ago"


def test_accents_do_not_pile_up_over_their_line() -> None:
    assert plain("B" + "\u0301" * 50 + "o") == "B" + "\u0301" * 4 + "o"
    assert plain("Ü\u0323\u0301 สวัสดี हिन्दी") == "Ü\u0323\u0301 สวัสดี हिन्दी"


def test_a_name_of_which_nothing_shows_is_the_beginning_of_the_key() -> None:
    assert called("\u3164\u2800\u200b ", b"B" * 32) == "42424242"
    assert called("Bo", b"B" * 32) == "Bo"
    assert len(called("Bo" * 500, b"B" * 32)) <= 40
