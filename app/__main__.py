"""The command `scuttlebutt`: parse options, build, run, return an exit code."""

import asyncio
import sys
from dataclasses import replace

from ..sync.errors import SyncError
from ..sync.trust.room import without_secrets
from .options import WITHOUT_A_SCREEN, Options, parse

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 for success, 2 if it could not begin."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(options)
    except (SyncError, OSError) as error:
        print(f"scuttlebutt: {without_secrets(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(options: Options) -> int:
    if options.command == "doctor":
        from .doctor import run_doctor  # no Qt here either

        return run_doctor(options)
    if options.command == "peer":
        from .lines import LineReader
        from .peer import run_peer  # no Qt: a server has none of its libraries

        if options.join != "-":
            return asyncio.run(run_peer(options, sys.stdin.buffer, sys.stdout))
        # Before there is an event loop, which would swallow the first Ctrl-C.
        lines = LineReader(sys.stdin.buffer)
        options = replace(options, join=lines.next())
        return asyncio.run(run_peer(options, lines, sys.stdout))
    try:
        if options.export is not None:
            from .export import run_export

            return run_export(options.data, options.export)
        from . import screen
    except ImportError as error:
        print(f"scuttlebutt: Qt cannot be loaded ({error}). {WITHOUT_A_SCREEN}.", file=sys.stderr)
        return 2
    missing = screen.missing(needs_screen=options.command != "selftest" and not options.screenshots)
    if missing:
        print(f"scuttlebutt: {missing}; {WITHOUT_A_SCREEN}.", file=sys.stderr)
        return 2
    return screen.run(options)


if __name__ == "__main__":
    sys.exit(main())
