"""Two windows that people work on without a plan, while the line between them comes and goes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.peer_process import PATIENCE_S


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_both_did_and_whenever_the_line_was_cut_they_show_the_same(seed: int) -> None:
    script = Path(__file__).parent.parent / "support" / "two_windows.py"

    ended = subprocess.run(
        [sys.executable, str(script), "--seed", str(seed), "--gestures", "40", "--cuts", "4"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=2 * PATIENCE_S,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )

    assert ended.stdout, ended.stderr
    found = json.loads(ended.stdout)
    assert found["errors"] == []
    assert len(set(found["hashes"])) == 1, found["stories"]
    assert len(set(found["pictures"])) == 1, found["stories"]
    assert found["is_shown"] == [True, True], found["stories"]
    assert min(found["updates"]) > 20
