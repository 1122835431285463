"""Everything a developer types. Needs Python 3.11 or newer and a network, and nothing else.

    python3 dev.py run [...]        start the program; arguments go to `scuttlebutt`
    python3 dev.py test [...]       run the tests; arguments go to pytest
    python3 dev.py check            lint, formatting, types, and who imports whom
    python3 dev.py simulate [...]   try many networks in virtual time; --help lists the options
    python3 dev.py bench NAME [...] measure; --json FILE keeps it, --strict fails on a missed goal
    python3 dev.py package [...]    build the program that runs without Python, and try it
    python3 dev.py lock [...]       pin the dependencies anew; --upgrade takes newer versions

Whichever comes first makes `.venv` and installs the pinned packages there. On a bare Linux it
also installs what the system lacks (Python's venv module, a font, the libraries that Qt and
`package` need), or prints the line that does.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an old Python meets first.
    found = f"{sys.version_info[0]}.{sys.version_info[1]}"
    print(f"dev.py: this is Python {found}; 3.11 or newer is needed.", file=sys.stderr)
    raise SystemExit(2)

from tools import environment, linux, lock, package
from tools.problem import Problem

ROOT = Path(__file__).resolve().parent


def run(arguments: list[str]) -> int:
    """Start the program as a user would."""
    if arguments[:1] != ["peer"]:  # A peer has no window, and runs where Qt cannot.
        linux.provide_qt(os.environ)
    environment.prepare_development(ROOT)
    return become([environment.program(ROOT / ".venv", "scuttlebutt"), *arguments])


def test(arguments: list[str]) -> int:
    """Run the tests, without a screen unless one is asked for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    linux.provide_qt(os.environ)
    environment.prepare_development(ROOT)
    os.chdir(ROOT)
    # The script, not `python -m pytest`, which would put the root folders on the path
    # and let `import store` work by accident.
    return become([environment.program(ROOT / ".venv", "pytest"), *arguments])


def check(arguments: list[str]) -> int:
    """Run every check, also when an earlier one failed, and say how each went."""
    if arguments:
        raise Problem(f"check takes no arguments, got {arguments[0]!r}")
    environment.prepare_development(ROOT)

    def tool(name: str) -> str:
        return environment.program(ROOT / ".venv", name)

    python = environment.program(ROOT / ".venv", "python")
    checks = {
        "lint": [tool("ruff"), "check", "--quiet", "--output-format=concise"],
        "format": [tool("ruff"), "format", "--check", "--quiet"],
        "types": [tool("basedpyright"), "--pythonpath", python],
        "imports": [tool("lint-imports")],
    }
    failed: list[str] = []
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT).returncode != 0:
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all good")
    return 1 if failed else 0


def simulate(arguments: list[str]) -> int:
    """Run simulated networks, one per seed, until a promise is broken."""
    environment.prepare_development(ROOT)
    paths = [str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    python = environment.program(ROOT / ".venv", "python")
    return become([python, "-m", "simulation", *arguments])


def bench(arguments: list[str]) -> int:
    """Run one benchmark: `benchmarks/NAME.py`."""
    known = sorted(file.stem for file in Path(ROOT, "benchmarks").glob("[!_]*.py"))
    if not arguments or arguments[0] not in known:
        asked = f"no benchmark is called {arguments[0]!r}" if arguments else "which benchmark?"
        raise Problem(f"{asked}; there are: {', '.join(known) or 'none yet'}")
    name, *rest = arguments
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    linux.provide_qt(os.environ)
    environment.prepare_development(ROOT)
    python = environment.program(ROOT / ".venv", "python")
    return become([python, str(ROOT / "benchmarks" / f"{name}.py"), *rest])


def become(command: list[str]) -> int:
    """Go on as `command`, so that its signals and exit code are ours."""
    if os.name != "nt":
        os.execv(command[0], command)
    # On Windows, exec would give the prompt back while the program still runs.
    return subprocess.run(command).returncode


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "simulate": simulate,
    "bench": bench,
    "package": partial(package.build, ROOT),
    "lock": partial(lock.write, ROOT),
}


def main(arguments: list[str]) -> int:
    """Do what the first word says; exit code 2 is a problem with the machine or the words."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    verb, *rest = arguments
    try:
        if verb not in VERBS:
            raise Problem(f"no verb {verb!r}; there are: {', '.join(VERBS)}")
        return VERBS[verb](rest)
    except Problem as problem:
        print(f"dev.py: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
