import subprocess
import sys

import pytest

from redux_scuttlebutt.app.machine import machine_id


def test_a_machine_has_one_name_in_all_programs() -> None:
    program = "from redux_scuttlebutt.app.machine import machine_id; print(machine_id())"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert said.stdout.decode().strip() == machine_id()


def test_without_the_libraries_of_qt_it_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtCore", None)

    assert machine_id() == ""
