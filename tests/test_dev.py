"""`dev.py` as a newcomer meets it, on machines that have everything and that lack something."""

import importlib.util
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("bench", "build", "package", "test")


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`dev.py` as a module; its parts are `dev.linux`, `dev.environment` and so on."""
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What is typed.


def test_without_a_word_it_says_which_words_there_are() -> None:
    started = start()

    assert started.returncode == 2
    assert "dev.py run" in started.stdout
    assert "dev.py test" in started.stdout


def test_an_unknown_verb_is_answered_in_one_line() -> None:
    started = start("tset")

    assert started.returncode == 2
    assert started.stderr.startswith("dev.py: no verb 'tset'; there are: run, test, check")
    assert started.stderr.count("\n") == 1


def test_an_unknown_benchmark_is_answered_in_one_line() -> None:
    started = start("bench", "no-such-thing")

    assert started.returncode == 2
    assert started.stderr.startswith("dev.py: no benchmark is called 'no-such-thing'; there are: ")
    assert started.stderr.count("\n") == 1


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "dev.py"), run_name="__main__")

    assert stopped.value.code == 2
    assert capsys.readouterr().err == "dev.py: this is Python 3.9; 3.11 or newer is needed.\n"


@pytest.mark.parametrize(
    ("typed", "started"),
    [
        (["run", "demo", "--lag", "800"], ["scuttlebutt", "demo", "--lag", "800"]),
        (["test", "tests/store", "-k", "not slow"], ["pytest", "tests/store", "-k", "not slow"]),
        (["simulate", "--seeds", "9"], ["python", "-m", "simulation", "--seeds", "9"]),
    ],
)
def test_further_arguments_go_through_as_they_are(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, typed: list[str], started: list[str]
) -> None:
    became: list[list[str]] = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(dev.linux, "provide_qt", ignore)
    monkeypatch.setattr(dev.environment, "prepare_development", ignore)
    monkeypatch.setattr(dev, "become", became.append)

    dev.main(typed)

    [[program, *arguments]] = became
    assert [Path(program).stem, *arguments] == started


def test_check_goes_on_after_a_failure_and_names_it(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def fail_for_ruff(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(Path(command[0]).stem)
        return subprocess.CompletedProcess(command, returncode=ran[-1] == "ruff")

    monkeypatch.setattr(dev.environment, "prepare_development", ignore)
    monkeypatch.setattr(dev.subprocess, "run", fail_for_ruff)

    code = dev.main(["check"])

    assert code == 1
    assert ran == ["ruff", "ruff", "basedpyright", "lint-imports"]
    assert capsys.readouterr().out.endswith("== failed: lint, format\n")


# What Qt needs.


def test_without_a_screen_qt_needs_no_library_of_one(dev: ModuleType) -> None:
    for environ in ({}, {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}):
        needed = dev.linux.libraries(environ)

        assert "libEGL.so.1" in needed
        assert not any("xcb" in name or "wayland" in name for name in needed)


def test_each_kind_of_screen_brings_its_libraries(dev: ModuleType) -> None:
    assert "libxcb-cursor.so.0" in dev.linux.libraries({"DISPLAY": ":0"})
    assert "libwayland-client.so.0" in dev.linux.libraries({"WAYLAND_DISPLAY": "wayland-0"})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries")
@pytest.mark.parametrize(
    ("sudo", "line"),
    [
        (None, 'su -c "apt-get update && apt-get install -y fonts-dejavu-core libegl1"'),
        (
            "/usr/bin/sudo",
            "sudo apt-get update && sudo apt-get install -y fonts-dejavu-core libegl1",
        ),
    ],
)
def test_a_user_without_rights_is_told_the_line_to_type(
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sudo: str | None,
    line: str,
) -> None:
    programs = {"apt-get": "/usr/bin/apt-get", "sudo": sudo}
    monkeypatch.setattr(dev.linux.shutil, "which", programs.get)
    monkeypatch.setattr(dev.linux.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev.linux.subprocess, "run", ask_for_a_password)
    monkeypatch.setattr(dev.linux, "is_loadable", "libEGL.so.1".__ne__)
    monkeypatch.setattr(dev.linux, "has_font", lambda: False)

    code = dev.main(["test"])

    assert code == 2
    assert capsys.readouterr().err == (
        f"dev.py: Qt needs what this system lacks (libEGL.so.1, a font). Type this once: {line}\n"
    )


def test_a_library_that_no_system_has_is_not_loadable(dev: ModuleType) -> None:
    assert not dev.linux.is_loadable("libno-system-has-this.so.1")


def test_a_font_is_found_in_any_folder_below(dev: ModuleType, tmp_path: Path) -> None:
    font = tmp_path / "truetype" / "dejavu" / "DejaVuSans.ttf"
    font.parent.mkdir(parents=True)

    before = dev.linux.has_font([str(tmp_path)])
    font.touch()

    assert not before
    assert dev.linux.has_font([str(tmp_path)])


# What is installed.


@pytest.fixture
def checkout(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder like ours, in which making an environment installs nothing."""
    for name in ("pyproject.toml", "packaging/editable_links.py"):
        write(tmp_path / name, "first")
    for name in LOCKS:
        write(tmp_path / "packaging" / "lock" / f"{name}.txt", "first")
    for name in ("app", "store", "sync", "ui"):
        write(tmp_path / ".links" / "redux_scuttlebutt" / name, "")
    write(tmp_path / "did.txt", "")

    def note(word: str) -> None:
        with (tmp_path / "did.txt").open("a") as file:
            file.write(f"{word} ")

    def make(_root: Path, venv: Path, _locks: tuple[str, ...]) -> None:
        write(Path(dev.environment.program(venv, "python")), "")
        note("make")

    def pip(_venv: Path, _arguments: list[str]) -> None:
        note("project")

    monkeypatch.setattr(dev.environment, "make", make)
    monkeypatch.setattr(dev.environment, "pip", pip)
    return tmp_path


def done(dev: ModuleType, checkout: Path) -> str:
    (checkout / "did.txt").write_text("")
    dev.environment.prepare_development(checkout)
    return (checkout / "did.txt").read_text().strip()


def test_the_second_start_installs_nothing(dev: ModuleType, checkout: Path) -> None:
    assert done(dev, checkout) == "make project"
    assert done(dev, checkout) == ""


def test_a_changed_lock_makes_the_environment_anew(dev: ModuleType, checkout: Path) -> None:
    done(dev, checkout)
    write(checkout / "packaging" / "lock" / "test.txt", "second")

    assert done(dev, checkout) == "make project"


def test_a_changed_project_file_installs_the_project_alone(dev: ModuleType, checkout: Path) -> None:
    done(dev, checkout)
    write(checkout / "pyproject.toml", "second")

    assert done(dev, checkout) == "project"


def test_deleted_links_come_back(dev: ModuleType, checkout: Path) -> None:
    done(dev, checkout)
    (checkout / ".links" / "redux_scuttlebutt" / "ui").unlink()

    assert done(dev, checkout) == "project"


def test_an_environment_whose_python_is_gone_is_made_anew(dev: ModuleType, checkout: Path) -> None:
    done(dev, checkout)
    Path(dev.environment.program(checkout / ".venv", "python")).unlink()

    assert done(dev, checkout) == "make project"


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (
            "Collecting apsw\nERROR: No matching distribution found for apsw==1\n",
            "No matching distribution found for apsw==1",
        ),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\n"
            "ERROR: No matching distribution found for apsw==3\n",
            "no connection to the package index",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If\n",
            "a file that the index sent is not the one we pinned",
        ),
        ("", "it did not say why"),
    ],
)
def test_a_failed_install_is_explained_in_one_sentence(
    dev: ModuleType, log: str, reason: str
) -> None:
    assert dev.environment.explain(log) == reason


# What is pinned.


def pins(lock: str) -> dict[str, str]:
    """The requirements of a lock file: name to all that is written about it."""
    text = (ROOT / "packaging" / "lock" / f"{lock}.txt").read_text()
    requirements = text.replace("\\\n", "").splitlines()
    return {re.split(r"[=<>~! ;\[]", line)[0]: line for line in requirements}


def names(requirements: list[str]) -> set[str]:
    found = (re.split(r"[=<>~! ;\[]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_is_pinned_to_a_version_and_its_hashes(lock: str) -> None:
    for line in pins(lock).values():
        assert re.match(r"[a-z0-9-]+==[0-9][^ ]* ", line), line
        assert re.search(r" --hash=sha256:[0-9a-f]{64}( |$)", line), line


@pytest.mark.parametrize("file", sorted((ROOT / "packaging" / "lock").iterdir()))
def test_no_lock_file_names_a_package_index(file: Path) -> None:
    text = file.read_text()

    assert "://" not in text
    assert not re.search(r"^ *-(i|f|-index|-extra-index|-find)", text, re.MULTILINE)


def test_the_locks_hold_all_that_the_project_asks_for() -> None:
    asked: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = asked["project"]
    extras = project["optional-dependencies"]

    assert names(asked["build-system"]["requires"]) <= set(pins("build"))
    assert names(project["dependencies"] + extras["test"]) <= set(pins("test"))
    assert names(project["dependencies"] + extras["package"]) <= set(pins("package"))


def test_one_package_has_one_version_in_every_lock() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, line in pins(lock).items():
            versions.setdefault(name, set()).add(line.split()[0])

    assert [found for found in versions.values() if len(found) > 1] == []


def test_no_python_gets_the_qt_that_aborts_python_3_11() -> None:
    assert "pyside6-essentials==6.12.0" not in pins("test")["pyside6-essentials"]


# Small things.


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def ignore(*_: object) -> None:
    pass


def ask_for_a_password(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(command, returncode=1)
