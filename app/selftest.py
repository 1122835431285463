"""`scuttlebutt --selftest`: everything once, in a passing folder, to be asked of a bundle."""

import tempfile
from pathlib import Path

from ..store.canonical import state_hash
from ..store.documents import counter, whiteboard
from ..sync.wire.run import Chain
from ..ui.main_window import MainWindow
from .demo import two_peers
from .replica import Replica
from .room import ReplicaRoom
from .story import together
from .window import FRAME_SECONDS

__all__ = ["run_selftest"]


async def run_selftest() -> int:
    """Open a window, dispatch, draw, rewind, restart from the log; 0 if all of it worked."""
    await _check_rewind()
    await _check_restart()
    print("selftest: passed")
    return 0


async def _check_rewind() -> None:
    async with two_peers() as stage:
        ana, bo = stage.replicas
        for window in stage.windows:
            window.show()
        await together(stage)
        await stage.line.cut()
        ana.store.dispatch(counter.actions["incremented"](3))
        bo.store.dispatch(counter.actions["multiplied"](2))
        ana.store.dispatch(counter.actions["incremented"](1))
        stage.line.join()
        bo.network.hurry()
        await together(stage)
        _expect(ana.store.get_state()["counter"] == 7, "the order is (0 + 3) x 2 + 1")
        _expect(bo.dispatcher.history.rewind_count > 0, "Ana's +3 came late to Bo")
        for window in stage.windows:
            window.close()


async def _check_restart() -> None:
    line = {"id": "a", "kind": "stroke", "z": "a0", "points": [0, 0, 64, 64]}
    line |= {"color": "ink", "width": 64}
    with tempfile.TemporaryDirectory(prefix="scuttlebutt-selftest-") as folder:
        replica = await _open(Path(folder))
        window = MainWindow(ReplicaRoom(replica, "Selftest"))
        window.show()
        replica.store.dispatch(whiteboard.actions["added"](line))
        replica.store.dispatch(counter.actions["set"](42))
        before = state_hash(replica.store.get_state())
        window.close()
        await replica.close()
        again = await _open(Path(folder))
        _expect(state_hash(again.store.get_state()) == before, "the log brings the state back")
        chain = Chain(again.dispatcher.source, again.dispatcher.chain.incarnation)
        _expect(again.dispatcher.stored[chain].sequence == 2, "both updates are on disk")
        await again.close()


async def _open(folder: Path) -> Replica:
    replica = Replica(folder, "Selftest", frame=FRAME_SECONDS, state=folder / "state")
    await replica.open(None, ())
    await replica.until_ready()
    return replica


def _expect(fact: bool, promise: str) -> None:
    if not fact:
        raise SystemExit(f"selftest: failed: {promise}")
