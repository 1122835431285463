"""The story's parts; the whole of it is told end to end."""

import asyncio
from pathlib import Path

import pytest

from redux_scuttlebutt.app import story
from redux_scuttlebutt.app.demo import two_peers
from redux_scuttlebutt.store.documents import counter

Loop = asyncio.AbstractEventLoop


def test_together_waits_until_both_have_everything(loop: Loop) -> None:
    async def chapter() -> None:
        async with two_peers() as stage:
            ana, bo = stage.replicas
            for _ in range(200):
                ana.store.dispatch(counter.actions["incremented"]())
                bo.store.dispatch(counter.actions["decremented"]())

            await story.together(stage)

            assert len(ana.dispatcher.history) == len(bo.dispatcher.history) == 400
            assert ana.store.get_state() == bo.store.get_state()

    loop.run_until_complete(chapter())


def test_together_waits_for_the_link_too(loop: Loop) -> None:
    async def chapter() -> None:
        async with two_peers() as stage:
            await story.together(stage)
            await stage.line.cut()
            waiting = asyncio.ensure_future(story.together(stage))
            stage.replicas[0].store.dispatch(counter.actions["incremented"]())
            stage.replicas[0].dispatcher.flush()
            assert not waiting.done()

            stage.line.join()
            stage.replicas[1].network.hurry()

            await waiting
            assert stage.replicas[1].store.get_state()["counter"] == 1

    loop.run_until_complete(chapter())


def test_a_folder_that_cannot_be_made_ends_it_before_anything_runs(
    loop: Loop, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OSError, match="file"):
        loop.run_until_complete(story.run_story(tmp_path / "file" / "below"))
