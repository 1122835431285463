import asyncio
import ctypes
import os
import socket
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.app import screen
from redux_scuttlebutt.app.options import Options
from redux_scuttlebutt.ui import theme


@pytest.fixture(autouse=True)
def linux_without_anything(
    qapp: QApplication,  # made before its platform is taken away
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    monkeypatch.setattr(sys, "platform", "linux")
    before = os.environ.get("QT_QPA_PLATFORM")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    yield
    if before is None:
        os.environ.pop("QT_QPA_PLATFORM", None)
    else:
        os.environ["QT_QPA_PLATFORM"] = before


def lacks_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", load)


def test_without_a_display_the_sentence_names_what_is_missing() -> None:
    assert screen.missing(needs_screen=True) == (
        "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    )


def test_a_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    lacks_libraries(monkeypatch)

    assert screen.missing(needs_screen=True) == (
        "Qt needs the library libxcb-cursor0 to open a window"
    )


def test_wayland_does_without_the_library_of_x11(monkeypatch: pytest.MonkeyPatch) -> None:
    lacks_libraries(monkeypatch)
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(f"{folder}/wayland-0")
        compositor.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")

        assert screen.missing(needs_screen=True) is None


def test_a_compositor_that_is_gone_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-987")

    assert screen.missing(needs_screen=True) == (
        "no screen answers here (see DISPLAY and WAYLAND_DISPLAY)"
    )


def test_what_needs_no_screen_goes_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lacks_libraries(monkeypatch)

    assert screen.missing(needs_screen=False) is None
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_whoever_chose_a_platform_knows_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "vnc")

    assert screen.missing(needs_screen=True) is None
    assert screen.missing(needs_screen=False) is None
    assert os.environ["QT_QPA_PLATFORM"] == "vnc"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_screen(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    assert screen.missing(needs_screen=True) is None


def test_the_programs_exit_code_is_ours_and_closing_windows_does_not_end_it(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run_selftest() -> int:
        assert asyncio.get_running_loop().is_running()
        return 3

    monkeypatch.setattr("redux_scuttlebutt.app.selftest.run_selftest", run_selftest)

    assert screen.run(Options("selftest")) == 3
    assert qapp.applicationName() == "scuttlebutt"
    assert not qapp.quitOnLastWindowClosed()

    asyncio.set_event_loop(None)
    theme.choose("system")
