"""What people install: one import package, with every module of the four folders in it."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("app", "store", "sync", "ui")


def build(kind: str, target: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (archive,) = target.iterdir()
    return archive


def in_the_folders() -> set[str]:
    files = (file for folder in FOLDERS for file in Path(ROOT, folder).rglob("*"))
    return {
        file.relative_to(ROOT).as_posix()
        for file in files
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    with zipfile.ZipFile(build("wheel", tmp_path_factory.mktemp("wheel"))) as archive:
        return set(archive.namelist())


def test_the_wheel_installs_one_name_and_no_other(wheel: set[str]) -> None:
    top = {name.partition("/")[0] for name in wheel}

    assert {name for name in top if not name.endswith(".dist-info")} == {"redux_scuttlebutt"}


def test_the_wheel_holds_every_file_of_the_four_folders(wheel: set[str]) -> None:
    assert {f"redux_scuttlebutt/{name}" for name in in_the_folders()} == {
        name for name in wheel if ".dist-info/" not in name
    }


def test_the_wheel_tells_type_checkers_that_it_is_typed(wheel: set[str]) -> None:
    assert {f"redux_scuttlebutt/{folder}/py.typed" for folder in FOLDERS} <= wheel


def test_the_source_archive_holds_what_builds_and_tests_it(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert in_the_folders() <= names
    assert {"dev.py", "tools/environment.py", "packaging/lock/test.txt", "LICENSE"} <= names
