"""What the tests of the durable log share: where it lies, and a connection that writes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from redux_scuttlebutt.sync.log.sqlite_file import Connection, open_writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


@pytest.fixture
def writer(path: Path) -> Iterator[Connection]:
    writer = open_writer(path, None)
    yield writer
    writer.close()
