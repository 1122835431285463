import asyncio
import time

import pytest

from redux_scuttlebutt.sync.scheduler import Inline, LoopScheduler


def test_inline_takes_the_next_turn_before_the_call_returns() -> None:
    taken: list[int] = []

    Inline().soon(lambda: taken.append(1))

    assert taken == [1]


def test_inline_takes_turns_one_after_the_other_not_one_inside_the_other() -> None:
    scheduler = Inline()
    taken: list[str] = []

    def outer() -> None:
        scheduler.soon(lambda: taken.append("inner"))
        taken.append("outer")

    scheduler.soon(outer)

    assert taken == ["outer", "inner"]


def test_a_turn_that_raises_does_not_keep_later_ones_from_being_taken() -> None:
    scheduler = Inline()
    taken: list[str] = []

    def fail() -> None:
        scheduler.soon(lambda: taken.append("left over"))
        raise RuntimeError("as told")

    with pytest.raises(RuntimeError, match="as told"):
        scheduler.soon(fail)
    scheduler.soon(lambda: taken.append("next"))

    assert taken == ["left over", "next"]


def test_inline_has_no_later() -> None:
    Inline().later(0, lambda: pytest.fail("called")).cancel()


def test_inline_can_be_given_the_time() -> None:
    times = iter([5, 7])

    scheduler = Inline(now=lambda: next(times))

    assert [scheduler.now(), scheduler.now()] == [5, 7]
    assert scheduler.run_delay == 0


def test_the_time_is_in_microseconds_since_1970() -> None:
    before = time.time_ns() // 1000
    now = Inline().now()

    assert before <= now <= time.time_ns() // 1000


async def test_a_loop_takes_turns_in_their_order_and_not_at_once() -> None:
    scheduler = LoopScheduler(asyncio.get_running_loop())
    done = asyncio.Event()
    taken: list[int] = []
    scheduler.soon(lambda: taken.append(1))
    scheduler.soon(lambda: (taken.append(2), done.set()))

    assert taken == []
    await done.wait()

    assert taken == [1, 2]


async def test_a_window_takes_one_turn_per_frame() -> None:
    loop = asyncio.get_running_loop()
    scheduler = LoopScheduler(loop, frame=0.01)
    done = asyncio.Event()
    asked = loop.time()

    scheduler.soon(done.set)
    await done.wait()

    # The loop may be up to one tick of its clock early.
    assert loop.time() - asked >= 0.009


async def test_a_cancelled_later_never_comes() -> None:
    scheduler = LoopScheduler(asyncio.get_running_loop())
    done = asyncio.Event()

    scheduler.later(0, lambda: pytest.fail("called")).cancel()
    scheduler.later(0.001, done.set)

    await done.wait()
