"""Real programs, which end with the test whatever happens."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.peer_process import PeerProcess

Start = Callable[..., PeerProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a peer by its name, in a folder of that name."""
    with ExitStack() as running:

        def start_one(name: str, *arguments: str, **how: Any) -> PeerProcess:
            peer = PeerProcess(tmp_path / name, "--name", name, *arguments, **how)
            return running.enter_context(peer)

        yield start_one
