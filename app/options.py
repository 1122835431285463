"""The command line as frozen data."""

import argparse
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NoReturn

from ..sync.trust.room import without_secrets

__all__ = ["Options", "parse", "program_version"]

Scheme = Literal["system", "light", "dark"]

Command = Literal["window", "peer", "demo", "selftest", "doctor"]

WITHOUT_A_SCREEN = "`scuttlebutt demo --screenshots DIR` and `scuttlebutt peer` work without one"


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Attributes:
        command: a window, a peer without one, the demo of two windows, the self-test, or a
            look at program and data.
        data: the data folder, or None for the system's usual place.
        name: what we call ourselves, or None for the account's name.
        listen: HOST:PORT to accept links at; port 0 takes a free one.
        connect: addresses to dial.
        join: an invite link, or "-" to read it from standard input.
        discovery: whether to look around in the local network.
        lag: milliseconds by which the demo's line is slow at first.
        screenshots: where the demo's story puts its pictures, or None to show windows.
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
            "--scale", type=_scale, metavar="FACTOR", help="how large to show it, 0.5 to 4"
        )
        return parser
    parser = _Parser(
        "scuttlebutt peer" if command else "scuttlebutt",
        description="A peer without a window: one JSON object per line in and out."
        if command
        else "A counter and a whiteboard shared between everybody's machines.",
        epilog=None if command else f"Commands: demo, doctor, peer. {WITHOUT_A_SCREEN}.",
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


def _lag(text: str) -> int:
    if not text.isdecimal() or int(text) > 5000:
        raise argparse.ArgumentTypeError(f"{text!r}, expected milliseconds from 0 to 5000")
    return int(text)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.5 <= scale <= 4:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a number from 0.5 to 4")
    return scale
