"""Who imports whom: `app` on top, `store` below, as `pyproject.toml` writes it down."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_import_points_the_allowed_way() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")

    linted = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )

    assert linted.returncode == 0, linted.stdout + linted.stderr
