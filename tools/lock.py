"""The lock files: exact versions with the hashes of every file released for them.

`packaging/lock/` holds one file per purpose, so that pip can install one without the
others. They hold for every Python and system we support, by environment markers, and
name no package index: where packages come from is each machine's own setting.
"""

import os
import subprocess
import sys
from pathlib import Path

from . import environment
from .problem import Problem

__all__ = ["write"]

# In this order: a version chosen for one file binds those after it.
SOURCES = {
    "build": ["packaging/lock/build.in"],
    "test": ["pyproject.toml", "--extra", "test"],
    "bench": ["pyproject.toml", "--extra", "bench"],
    "package": ["pyproject.toml", "--extra", "package"],
}


def write(root: Path, arguments: list[str]) -> int:
    """Write the lock files anew. Pins stay unless they must change, or --upgrade is given."""
    venv = root / "build" / "lock-venv"
    environment.make(root, venv, locks=())
    # pip resolves for the machine that it runs on; uv does it for all of them at once.
    environment.pip(venv, ["uv"])
    settings = dict(os.environ)
    if index := settings.get("PIP_INDEX_URL"):
        settings.setdefault("UV_DEFAULT_INDEX", index)
    bounds = ["-c", "packaging/lock/bounds.in"]
    for name, sources in SOURCES.items():
        target = f"packaging/lock/{name}.txt"
        command = [environment.program(venv, "uv"), "pip", "compile", "--quiet", *sources, *bounds]
        command += ["--universal", "--python-version=3.11", "--generate-hashes"]
        command += ["--no-header", "--no-annotate", "--no-emit-index-url"]
        if subprocess.run([*command, "-o", target, *arguments], cwd=root, env=settings).returncode:
            raise Problem(f"{target} could not be written; uv says why above.")
        print(f"wrote {target}", file=sys.stderr)
        bounds += ["-c", target]
    return 0
