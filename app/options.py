"""The command line as frozen data."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NoReturn

from ..sync.trust.room import without_secrets

__all__ = ["ExportOptions", "Options", "parse", "program_version"]

Command = Literal["window", "peer", "demo", "selftest", "doctor", "export"]
Scheme = Literal["system", "light", "dark"]


WITHOUT_A_SCREEN = "`scuttlebutt demo --screenshots DIR` and `scuttlebutt peer` work without one"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Of what and how `scuttlebutt export` makes a file.

    Attributes:
        room: the first digits of its id, or "last".
        file: where it is put; its suffix says what it is.
        scale: pixels for one of the board.
        theme: "light" or "dark".
        is_transparent: without paper.
        page: "drawing", "a4" or "letter".
        has_board: whether it can be opened again.
        is_forced: whether it may take the place of a file that is there.
    """

    room: str
    file: Path
    scale: float = 1.0
    theme: str = "light"
    is_transparent: bool = False
    page: str = "drawing"
    has_board: bool = True
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Attributes:
        command: a window, a peer without one, the demo of two windows, the self-test, a
            look at program and data, or a picture of a room.
        data: the data folder, or None for the system's usual place.
        name: what we call ourselves, or None for the account's name.
        listen: HOST:PORT to accept links at; port 0 takes a free one.
        connect: addresses to dial.
        join: an invite link, or "-" to read it from standard input.
        discovery: whether to look around in the local network.
        lag: milliseconds by which the demo's line is slow at first.
        screenshots: where the demo's story puts its pictures, or None to show windows.
        export: what to export.
        theme: the colours of the demo: the system's, light or dark.
        scale: pixels of the demo's pictures for each pixel of a window, or None for the
            screen's own.
    """

    command: Command
    data: Path | None = None
    name: str | None = None
    listen: str | None = None
    connect: tuple[str, ...] = ()
    join: str | None = field(default=None, repr=False)
    discovery: bool = True
    lag: int = 0
    screenshots: Path | None = None
    export: ExportOptions | None = None
    theme: Scheme = "system"
    scale: float | None = None


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("redux-scuttlebutt")
    except PackageNotFoundError:
        return "unknown"


def parse(arguments: list[str]) -> Options:
    """Read the command line, without the program's name.

    Raises:
        SystemExit: the arguments make no sense (2), or --help or --version was asked for (0).
    """
    if arguments[:1] == ["doctor"]:
        return Options("doctor", data=_doctor_parser().parse_args(arguments[1:]).data)
    if arguments[:1] == ["export"]:
        return _export_options(arguments[1:])
    if arguments and arguments[0] in ("peer", "demo"):
        parsed = _parser(arguments[0]).parse_args(arguments[1:])
        command: Command = "peer" if arguments[0] == "peer" else "demo"
    else:
        parsed = _parser(None).parse_args(arguments)
        command = "selftest" if parsed.selftest else "window"
    if command == "demo":
        return Options(
            command,
            lag=parsed.lag,
            screenshots=parsed.screenshots,
            theme=parsed.theme,
            scale=parsed.scale,
        )
    return Options(
        command,
        data=parsed.data,
        name=parsed.name,
        listen=parsed.listen,
        connect=tuple(parsed.connect),
        join=parsed.join if parsed.join is not None else getattr(parsed, "link", None),
        discovery=not parsed.no_discovery,
    )


def _parser(command: str | None) -> argparse.ArgumentParser:
    if command == "demo":
        parser = _Parser(
            "scuttlebutt demo", description="Two windows, joined by a line you can slow and cut."
        )
        parser.add_argument(
            "--lag", type=_lag, default=0, metavar="MS", help="how slow the line is, 0 to 5000"
        )
        parser.add_argument(
            "--screenshots",
            type=Path,
            metavar="DIR",
            help="play a short story without a screen and put pictures of it into DIR",
        )
        parser.add_argument(
            "--theme",
            choices=("system", "light", "dark"),
            default="system",
            help="the colours to show it in",
        )
        parser.add_argument(
            "--scale", type=_number(0.5, 4), metavar="FACTOR", help="how large to show it, 0.5 to 4"
        )
        return parser
    parser = _Parser(
        "scuttlebutt peer" if command else "scuttlebutt",
        description="A peer without a window: one JSON object per line in and out."
        if command
        else "A counter and a whiteboard shared between everybody's machines.",
        epilog=None if command else f"Commands: demo, doctor, export, peer. {WITHOUT_A_SCREEN}.",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the data folder, instead of your account's own"
    )
    parser.add_argument("--name", help="what you call yourself")
    parser.add_argument("--listen", metavar="HOST:PORT", help="accept links here")
    parser.add_argument(
        "--connect", action="append", default=[], metavar="URL", help="dial a peer; repeatable"
    )
    parser.add_argument(
        "--join", metavar="LINK", help="join the room of an invite; - reads it from standard input"
    )
    parser.add_argument(
        "--no-discovery",
        action="store_true",
        help="never look around in the local network (this version does not yet)",
    )
    if command is None:
        parser.add_argument("--version", action="version", version=program_version())
        parser.add_argument(
            "--selftest", action="store_true", help="try everything once in a temporary folder"
        )
        parser.add_argument("link", nargs="?", metavar="LINK", help="an invite link to join")
    return parser


class _Parser(argparse.ArgumentParser):
    """Repeats what makes no sense, but for the secret of an invite."""

    def error(self, message: str) -> NoReturn:
        super().error(without_secrets(message))


def _doctor_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "scuttlebutt doctor",
        description="How the program and the data of this device are; it changes nothing."
        " Exit code 1 if something has to be looked after.",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the data folder, instead of your account's own"
    )
    return parser


def _export_options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(
        "scuttlebutt export",
        description="A picture of a room's board, without a window; the program may be running.",
        epilog="FILE appears whole or not at all, and one that is there is only replaced with"
        " --force. A PNG or SVG carries the drawing itself, so that it can be opened again.",
    )
    parser.add_argument(
        "room", metavar="ROOM", help="its name in the window's title, as 3fa2c1; or: last"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="ends in .png, .svg or .pdf")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the data folder, instead of your account's own"
    )
    parser.add_argument(
        "--scale",
        type=_number(1, 4),
        default=1.0,
        metavar="1-4",
        help="how large a PNG or PDF is made",
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--transparent", action="store_true", help="without the paper")
    parser.add_argument(
        "--page",
        choices=("drawing", "a4", "letter"),
        default="drawing",
        help="a PDF of one page as large as the drawing, or of sheets of paper to be glued",
    )
    parser.add_argument(
        "--no-board", action="store_true", help="only the picture, not to be opened again"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE if it is there")
    parsed = parser.parse_args(arguments)
    export = ExportOptions(
        parsed.room,
        parsed.file,
        scale=parsed.scale,
        theme=parsed.theme,
        is_transparent=parsed.transparent,
        page=parsed.page,
        has_board=not parsed.no_board,
        is_forced=parsed.force,
    )
    return Options("export", data=parsed.data, export=export)


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            said = f"{text!r}, expected a number from {least:g} to {most:g}"
            raise argparse.ArgumentTypeError(said)
        return number

    return read


def _lag(text: str) -> int:
    if not text.isdecimal() or int(text) > 5000:
        raise argparse.ArgumentTypeError(f"{text!r}, expected milliseconds from 0 to 5000")
    return int(text)
