from pathlib import Path

import pytest

from redux_scuttlebutt.app.options import (
    WITHOUT_A_SCREEN,
    ExportOptions,
    Options,
    parse,
    program_version,
)


def test_without_words_a_window_opens() -> None:
    assert parse([]) == Options("window")


@pytest.mark.parametrize(("words", "command"), [([], "window"), (["peer"], "peer")])
def test_a_window_and_a_peer_take_the_same_options(words: list[str], command: str) -> None:
    given = "--data d --name 増える --listen 0.0.0.0:7531 --connect ws://a:1 --connect b:2"

    options = parse([*words, *given.split(), "--join", "-", "--no-discovery"])

    assert options == Options(
        command,  # type: ignore[arg-type]
        data=Path("d"),
        name="増える",
        listen="0.0.0.0:7531",
        connect=("ws://a:1", "b:2"),
        join="-",
        discovery=False,
    )


def test_a_link_alone_is_joined_so_that_the_system_can_open_links() -> None:
    assert parse(["scuttlebutt://join/#secret"]).join == "scuttlebutt://join/#secret"


def test_the_demo_has_options_of_its_own() -> None:
    assert parse(["demo"]) == Options("demo")
    assert parse(["demo", "--lag", "800"]).lag == 800
    assert parse(["demo", "--screenshots", "here"]).screenshots == Path("here")
    assert parse(["demo", "--theme", "dark", "--scale", "1.5"]) == Options(
        "demo", theme="dark", scale=1.5
    )


def test_the_self_test_is_asked_for_without_a_command() -> None:
    assert parse(["--selftest"]).command == "selftest"


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"{program_version()}\n"
    assert program_version()[0].isdigit()


@pytest.mark.parametrize(
    "words",
    [
        ["--nonsense"],
        ["--connect"],
        ["peer", "a-link-by-itself"],
        ["peer", "--selftest"],
        ["demo", "--data", "d"],
        ["demo", "--lag", "-1"],
        ["demo", "--lag", "5001"],
        ["demo", "--lag", "slow"],
        ["demo", "--theme", "pink"],
        ["demo", "--scale", "0.4"],
        ["demo", "--scale", "nan"],
    ],
)
def test_words_that_make_no_sense_are_named(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("usage: scuttlebutt")
    assert words[-1] in said


def test_a_lag_that_is_no_number_is_answered_without_our_private_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        parse(["demo", "--lag", "slow"])

    assert "_lag" not in capsys.readouterr().err


def test_help_says_what_works_without_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--help"])

    assert ended.value.code == 0
    assert " ".join(WITHOUT_A_SCREEN.split()) in " ".join(capsys.readouterr().out.split())


def test_an_invite_shows_in_no_text_made_of_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    secret = "A" * 50

    assert secret not in repr(parse(["peer", "--join", f"scuttlebutt://join/#{secret}"]))
    for words in (["peer", f"scuttlebutt://join/#{secret}"], ["--joyn", secret]):
        with pytest.raises(SystemExit):
            parse(words)
        assert secret not in capsys.readouterr().err


def test_an_export_has_options_of_its_own() -> None:
    assert parse(["export", "last", "a.png"]).export == ExportOptions("last", Path("a.png"))
    how = ["--scale", "2.5", "--theme", "dark", "--transparent", "--page", "a4", "--no-board"]
    parsed = parse(["export", "3fa2c1", "b.pdf", "--data", "d", *how, "--force"])

    assert parsed.command == "export"
    assert parsed.data == Path("d")
    assert parsed.export == ExportOptions(
        "3fa2c1",
        Path("b.pdf"),
        scale=2.5,
        theme="dark",
        is_transparent=True,
        page="a4",
        has_board=False,
        is_forced=True,
    )
