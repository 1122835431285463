"""Two programs with one identity: a data folder that was copied, and nobody noticed."""

import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.store.documents import counter

from .waiting import until

__all__ = ["Copies", "copied", "count"]

Open = Callable[..., Awaitable[Replica]]

add = counter.actions["incremented"]


@dataclass(frozen=True, slots=True)
class Copies:
    """Ana and her copy, after 1 that they share: she gave 10 to Bo, the copy 20 to Cy.

    Bo and Cy have not met since.
    """

    ana: Replica
    copy: Replica
    bo: Replica
    cy: Replica

    def meet(self) -> None:
        """Let Bo and Cy talk, so that both branches come together."""
        self.bo.network.connect(self.cy.network.addresses[0])


def count(replica: Replica) -> int:
    return replica.store.get_state()["counter"]


async def copied(open_replica: Open, folder: Path) -> Copies:
    """Copy Ana's folder within `folder`, with what was noted of it outside, and use both."""
    ana = await open_replica("Ana", state=folder / "notes")
    bo = await open_replica("Bo", join=ana.invite, state=folder / "notes")
    cy = await open_replica("Cy", join=ana.invite, state=folder / "notes")
    ana.store.dispatch(add(1))
    await until(lambda: count(bo) == count(cy) == 1)
    await until(lambda: bo.dispatcher.is_saved and cy.dispatcher.is_saved)
    await ana.close()

    shutil.copytree(folder / "Ana", folder / "copy")
    shutil.copytree(folder / "notes", folder / "copied notes")
    for note in (folder / "copied notes").iterdir():
        # As on a disk that was copied whole: nothing tells that file and machine are others.
        noted = json.loads(note.read_bytes())
        note.write_text(json.dumps({**noted, "file": "", "machine": ""}))

    how = {"listen": None, "called": "Ana"}
    to_bo, to_cy = (tuple(peer.network.addresses) for peer in (bo, cy))
    ana = await open_replica("Ana", state=folder / "notes", connect=to_bo, **how)
    copy = await open_replica("copy", state=folder / "copied notes", connect=to_cy, **how)
    assert ana.notices.texts == copy.notices.texts == []
    ana.store.dispatch(add(10))
    copy.store.dispatch(add(20))
    await until(lambda: (count(bo), count(cy)) == (11, 21))
    await until(lambda: bo.dispatcher.is_saved and cy.dispatcher.is_saved)
    return Copies(ana, copy, bo, cy)
