"""Where things are: each source file has its test file, at the same place under `tests/`."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("app", "store", "sync")

# Source files without a test file of their own, and what tests them instead.
TESTED_ELSEWHERE: dict[str, str] = {
    "app/lines.py": "tests/app/test_peer.py, from both ends of a pipe",
    "sync/divergence.py": "tests/sync/attacks/test_nondeterminism_alarm.py, by whole replicas",
    "sync/replicator.py": "tests/sync/test_dispatcher.py, which is all of it that anybody sees",
    "sync/errors.py": "wherever one of them is raised",
    "sync/intake/receiver.py": "tests/sync/test_dispatcher.py, from outside",
    "sync/own/own_chain.py": "tests/sync/test_dispatcher.py, with virtual time",
    "sync/log/group_commit.py": "tests/sync/log/test_sqlite_log.py, on disks that fail",
    "sync/log/log.py": "tests/sync/log/test_sqlite_log.py, with one suite for both logs",
}


def source_files() -> list[str]:
    files = (file for folder in FOLDERS for file in Path(ROOT, folder).rglob("*.py"))
    return sorted(f.relative_to(ROOT).as_posix() for f in files if f.name != "__init__.py")


def ui_folders() -> list[str]:
    return sorted({file.parent.relative_to(ROOT).as_posix() for file in ROOT.glob("ui/**/*.py")})


@pytest.mark.parametrize("source", source_files())
def test_each_source_file_has_its_test_file(source: str) -> None:
    if source in TESTED_ELSEWHERE:
        return
    file = Path(source)
    name = f"test_{file.stem.strip('_')}"
    folder = ROOT / "tests" / file.parent

    # A long subject may have several: test_history.py, test_history_rewind.py.
    found = [*folder.glob(f"{name}.py"), *folder.glob(f"{name}_*.py")]

    assert found, f"expected tests/{file.parent.as_posix()}/{name}.py"


@pytest.mark.parametrize("folder", ui_folders())
def test_each_folder_of_widgets_has_its_tests(folder: str) -> None:
    # A widget is tried where people meet it, in the view or window that holds it; a file
    # by file mirror would only be full of tests that say little.
    assert list(Path(ROOT, "tests", folder).glob("test_*.py")), f"no tests in tests/{folder}"


def test_what_is_tested_elsewhere_still_exists() -> None:
    assert set(TESTED_ELSEWHERE) <= set(source_files())


@pytest.mark.parametrize("folder", ["packaging", "tests"])
def test_some_folders_are_no_packages(folder: str) -> None:
    # `packaging/__init__.py` would hide the well-known library of that name; with
    # `tests/__init__.py`, pytest would put the root folders on the import path.
    assert not list(Path(ROOT, folder).rglob("__init__.py"))
