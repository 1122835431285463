"""`dev.py package`: the program as one folder that runs without Python, built and tried."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import environment, linux
from .problem import Problem

__all__ = ["build"]

LOCKS = ("build", "package")


def build(root: Path, arguments: list[str]) -> int:
    """Freeze the program into `dist/redux-scuttlebutt/`, then start it to see that it works.

    Args:
        root: the checkout.
        arguments: go to PyInstaller.
    """
    require_tools()
    venv = root / "build" / "package-venv"
    environment.make(root, venv, LOCKS)
    # As a user gets it: PyInstaller must not see what only a checkout has.
    environment.pip(venv, ["--no-deps", "--no-build-isolation", str(root)])
    command = [environment.program(venv, "pyinstaller"), "--noconfirm", "--clean"]
    command += ["--log-level=WARN", "--workpath=build/pyinstaller", "--distpath=dist"]
    spec = "packaging/redux_scuttlebutt.spec"
    if subprocess.run([*command, *arguments, spec], cwd=root).returncode != 0:
        raise Problem("PyInstaller failed; it says why above.")
    folder = root / "dist" / "redux-scuttlebutt"
    size = sum(file.stat().st_size for file in folder.rglob("*") if not file.is_symlink())
    print(f"built {folder.relative_to(root)}, {size / 1e6:.0f} MB; trying it", flush=True)
    return try_out(folder)


def try_out(folder: Path) -> int:
    """Start the frozen program without a screen; return its first exit code that is not 0."""
    program = folder / ("scuttlebutt.exe" if os.name == "nt" else "scuttlebutt")
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for argument in ("--version", "--selftest"):
        code = subprocess.run([program, argument], cwd=folder, env=offscreen).returncode
        print(f"{program.name} {argument}: exit code {code}", flush=True)
        if code != 0:
            return code
    return 0


def require_tools() -> None:
    """See to it that PyInstaller finds what it needs besides Python.

    Raises:
        Problem: something is missing and only the user can install it.
    """
    if not sys.platform.startswith("linux"):
        return
    if not (shutil.which("objdump") and shutil.which("strip")):
        linux.provide_packages(["binutils"], "PyInstaller needs objdump and strip")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not has_shared_libpython(version):
        if sys.base_prefix != "/usr":  # The system's library would be of another build.
            raise Problem(
                f"{sys.executable} was built without a shared library (--enable-shared), "
                "which PyInstaller needs; start dev.py with another Python."
            )
        linux.provide_packages([f"libpython{version}"], "PyInstaller needs a shared libpython")
    # The libraries of every kind of screen go into the folder, not only those of this one.
    linux.provide_qt({"QT_QPA_PLATFORM": "offscreen;xcb;wayland"})


def has_shared_libpython(version: str) -> bool:
    """Whether this interpreter's shared library is where PyInstaller looks for it."""
    name = f"libpython{version}.so.1.0"
    if Path(sys.base_prefix, "lib", name).exists():
        return True
    if sys.base_prefix != "/usr":
        return False
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
