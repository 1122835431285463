"""What Qt and PyInstaller expect of a Linux system, and how to get it.

Qt's wheels bring Qt, and rely on the system for graphics, keyboards and fonts. Every
desktop has these; a container or a server has none of them, and then Qt fails with the
name of a file that tells most people nothing.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from .problem import Problem

__all__ = ["provide_packages", "provide_qt"]

# Each shared library, and the Debian package that holds it. Where a newer Debian or
# Ubuntu renamed a package (libglib2.0-0t64), apt still knows it by the older name.
ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
FONT = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_ENDINGS = (".ttf", ".otf", ".ttc", ".pfb")


def provide_qt(environ: Mapping[str, str]) -> None:
    """See to it that Qt finds its libraries and a font on the screen that `environ` names.

    Raises:
        Problem: something is missing and only the user can install it.
    """
    if not sys.platform.startswith("linux"):
        return
    needed = libraries(environ)
    missing = [name for name in needed if not is_loadable(name)]
    packages = [needed[name] for name in missing]
    if not has_font():
        missing.append("a font")
        packages.append(FONT)
    if missing:
        provide_packages(packages, f"Qt needs what this system lacks ({', '.join(missing)})")


def libraries(environ: Mapping[str, str]) -> dict[str, str]:
    """The libraries that Qt loads for the screen that `environ` names, with their packages."""
    platform = environ.get("QT_QPA_PLATFORM", "")
    x11 = "xcb" in platform if platform else "DISPLAY" in environ
    wayland = "wayland" in platform if platform else "WAYLAND_DISPLAY" in environ
    return ALWAYS | (X11 if x11 else {}) | (WAYLAND if wayland else {})


def provide_packages(packages: Iterable[str], lack: str) -> None:
    """Install Debian packages if we may do so unasked, or say what to type.

    Args:
        packages: their names.
        lack: what is missing, as the start of a sentence.

    Raises:
        Problem: they are not installed now; with the line that installs them.
    """
    if not shutil.which("apt-get"):
        raise Problem(f"{lack}. Install it with your system's package manager, and try again.")
    names = sorted(set(packages))
    as_root = _root_without_a_password()
    if as_root is None:
        raise Problem(f"{lack}. Type this once: {typed(names)}")
    print(f"{lack}; installing {' '.join(names)}.", file=sys.stderr)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # A stale or partly unreachable list may still do, so only the second one counts.
    subprocess.run([*apt, "update"], capture_output=True)
    install = [*apt, "install", "--no-install-recommends", "--yes", *names]
    ended = subprocess.run(install, capture_output=True, text=True, errors="replace")
    if ended.returncode != 0:
        reason = (ended.stderr.strip() or "no reason given").splitlines()[-1]
        raise Problem(f"{lack}, and apt-get failed ({reason}). To see why: {typed(names)}")


def typed(packages: Iterable[str]) -> str:
    """The line that a person types to install `packages`."""
    update, install = "apt-get update", f"apt-get install -y {' '.join(packages)}"
    if os.geteuid() == 0:
        return f"{update} && {install}"
    if shutil.which("sudo"):
        return f"sudo {update} && sudo {install}"
    return f'su -c "{update} && {install}"'


def is_loadable(library: str) -> bool:
    """Whether the system's loader finds `library` and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font(folders: Iterable[str] = FONT_FOLDERS) -> bool:
    """Whether there is any font at all; without one Qt draws no text."""
    return any(
        name.lower().endswith(FONT_ENDINGS)
        for folder in folders
        for _, _, names in os.walk(Path(folder).expanduser())
        for name in names
    )


def _root_without_a_password() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n"] if asked.returncode == 0 else None
