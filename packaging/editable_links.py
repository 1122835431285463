"""Let an editable install import the root folders as `redux_scuttlebutt.*`.

A wheel renames `store/` to `redux_scuttlebutt/store/`. An editable install copies
nothing, so it needs a folder in which that name already exists. Links between
folders are understood by the interpreter, type checkers and PyInstaller alike;
import hooks are not.
"""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("app", "store", "sync", "ui")


class EditableLinks(BuildHookInterface[Any]):
    """Makes `.links/redux_scuttlebutt/` when, and only when, the install is editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if version != "editable":
            return
        package = Path(self.root, ".links", "redux_scuttlebutt")
        package.mkdir(parents=True, exist_ok=True)
        for name in FOLDERS:
            if not (package / name).exists():
                _link(package / name, Path(self.root, name))


def _link(new: Path, target: Path) -> None:
    if os.name == "nt":  # A junction needs no privilege; a symbolic link does.
        subprocess.run(["cmd", "/c", "mklink", "/J", new, target], check=True)
    else:
        new.symlink_to(target, target_is_directory=True)
