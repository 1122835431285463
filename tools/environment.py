"""The virtual environment: made once, and made again when its ingredients change.

The packages come from lock files in pip's own format, exact versions with hashes, so pip
alone can check them. A stamp in the environment remembers what it was made from; while
that holds, preparing it costs a few milliseconds.
"""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from . import linux
from .problem import Problem

__all__ = ["make", "pip", "prepare_development", "program"]

# What is built from source needs the first one installed before the second is read.
DEVELOPMENT_LOCKS = ("build", "test", "bench")
FOLDERS = ("app", "store", "sync", "ui")
STAMP = "made-from.json"

# Where pip's own last line would send the reader the wrong way.
SIGNS = {
    "DO NOT MATCH THE HASHES": "a file that the index sent is not the one we pinned",
    "NewConnectionError": "no connection to the package index",
    "ConnectTimeoutError": "no connection to the package index",
    "name resolution": "no connection to the package index",
    "ProxyError": "no connection to the package index",
}


def program(venv: Path, name: str) -> str:
    """Where `venv` keeps the program `name`."""
    if os.name == "nt":
        return str(venv / "Scripts" / f"{name}.exe")
    return str(venv / "bin" / name)


def prepare_development(root: Path) -> None:
    """See to it that `.venv` holds the pinned packages and this project, editable."""
    venv = root / ".venv"
    packages = _digest(root, *(f"packaging/lock/{name}.txt" for name in DEVELOPMENT_LOCKS))
    project = _digest(root, "pyproject.toml", "packaging/editable_links.py")
    wanted = {
        # Not its build: a security update of Python leaves the environment whole.
        "python": f"{sys.implementation.cache_tag} {platform.machine()}",
        "folder": str(root),  # An environment that was moved starts nothing.
        "packages": packages,
        "project": project,
    }
    made_from = _read_stamp(venv)
    if made_from == wanted and _links_are_there(root):
        return
    if made_from | {"project": project} != wanted:
        make(root, venv, DEVELOPMENT_LOCKS)
    (venv / STAMP).unlink(missing_ok=True)
    pip(venv, ["--no-deps", "--no-build-isolation", "--editable", str(root)])
    (venv / STAMP).write_text(json.dumps(wanted), encoding="utf-8")


def make(root: Path, venv: Path, locks: tuple[str, ...]) -> None:
    """Make `venv` anew from the named lock files."""
    if Path(sys.prefix).resolve() == venv.resolve():
        raise Problem(f"{venv.name} has to be made again: type `deactivate`, then the same again.")
    _require_venv_module()
    print(f"Making {venv.relative_to(root)}; this takes a minute, once.", file=sys.stderr)
    shutil.rmtree(venv, ignore_errors=True)
    made = _run_quietly([sys.executable, "-m", "venv", str(venv)], os.environ)
    if made.returncode != 0:
        reason = (made.stdout.strip() or "no reason given").splitlines()[-1]
        raise Problem(f"python could not make {venv}: {reason}")
    for name in locks:
        lock = root / "packaging" / "lock" / f"{name}.txt"
        pip(venv, ["--no-deps", "--no-build-isolation", "--require-hashes", "-r", str(lock)])


def pip(venv: Path, arguments: list[str]) -> None:
    """Run `pip install` in `venv`; what it says goes to a log there.

    Raises:
        Problem: pip failed; with the line that says why.
    """
    command = [program(venv, "python"), "-m", "pip", "install", "--progress-bar=off", *arguments]
    # Some people's configuration asks for --user, which no virtual environment allows.
    settings = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    ended = _run_quietly(command, settings)
    log = venv / "install.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(ended.stdout)
    if ended.returncode != 0:
        reason = explain(ended.stdout)
        raise Problem(f"pip could not install the packages: {reason} (all of it: {log})")


def explain(log: str) -> str:
    """The one line of pip's output that says what went wrong."""
    for sign, meaning in SIGNS.items():
        if sign in log:
            return meaning
    errors = [line for line in log.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip() if errors else "it did not say why"


def _run_quietly(
    command: list[str], environ: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _require_venv_module() -> None:
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    # Debian and its kin keep these two apart from the interpreter.
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    linux.provide_packages([name], "Python's venv module is not installed")


def _digest(root: Path, *names: str) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def _read_stamp(venv: Path) -> dict[str, str]:
    if not Path(program(venv, "python")).exists():  # The Python it links to was removed.
        return {}
    try:
        return json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _links_are_there(root: Path) -> bool:
    return all((root / ".links" / "redux_scuttlebutt" / name).exists() for name in FOLDERS)
