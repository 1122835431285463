"""At every usual scale of the screen no text is cut off and nothing is blurred."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from support.scaled_window import cut_off

TESTS = Path(__file__).parent.parent


def looked_at(scale: float, *scheme: str) -> dict[str, Any]:
    paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "QT_SCALE_FACTOR": str(scale),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    run = subprocess.run(
        [sys.executable, "-m", "support.scaled_window", *scheme],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scale", [1, 1.25, 1.5, 2])
def test_the_window_is_whole_and_sharp(scale: float, scheme: str) -> None:
    found = looked_at(scale, scheme)

    assert found["ratio"] == scale
    assert found["cut off"] == []
    assert found["lines"] == []
    assert found["blurred"] == []
    assert found["icon"] == [32 * scale, scale]  # as many pixels as the screen has


@pytest.mark.parametrize(("scale", "scheme"), [(1.25, "light"), (2, "dark")])
def test_in_high_contrast_it_is_no_less_so(scale: float, scheme: str) -> None:
    found = looked_at(scale, scheme, "contrast")

    assert found["paper"] == ("#000000" if scheme == "dark" else "#ffffff")
    assert (found["cut off"], found["lines"], found["blurred"]) == ([], [], [])


def test_a_text_without_room_is_noticed(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    label, button, good = QLabel("Much too long for this"), QPushButton("Share"), QLabel("Fine")
    label.setFixedWidth(20)
    button.setFixedHeight(6)
    for widget in (label, button, good):
        row.addWidget(widget)
    holder.show()

    found = list(cut_off(holder))

    assert len(found) == 2
    assert "'Much too long for this' has 20×" in found[0]
    assert "'Share'" in found[1]
