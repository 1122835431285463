import asyncio
import threading
import time
from functools import partial

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


def test_inline_does_a_job_at_once() -> None:
    done: list[int] = []

    Inline().work(lambda: 7, done.append)

    assert done == [7]


async def test_jobs_are_done_beside_the_loop_and_told_of_in_it_in_their_order() -> None:
    scheduler = LoopScheduler(asyncio.get_running_loop())
    told: asyncio.Queue[tuple[int, str]] = asyncio.Queue()
    here = threading.current_thread().name

    def job(number: int) -> tuple[int, str]:
        return number, threading.current_thread().name

    def done(result: tuple[int, str]) -> None:
        assert threading.current_thread().name == here
        told.put_nowait(result)

    for number in range(20):
        scheduler.work(partial(job, number), done)
    results = [await told.get() for _ in range(20)]

    assert [number for number, _ in results] == list(range(20))
    assert here not in {name for _, name in results}
    scheduler.close()


async def test_what_a_job_raises_is_seen_in_the_loop() -> None:
    loop = asyncio.get_running_loop()
    seen: asyncio.Queue[BaseException] = asyncio.Queue()
    loop.set_exception_handler(lambda _, context: seen.put_nowait(context["exception"]))
    scheduler = LoopScheduler(loop)

    def fail() -> None:
        raise RuntimeError("as told")

    scheduler.work(fail, lambda _: pytest.fail("called"))

    assert str(await seen.get()) == "as told"
    scheduler.close()


async def test_after_the_end_nothing_is_delivered_and_no_thread_is_left() -> None:
    before = set(threading.enumerate())
    scheduler = LoopScheduler(asyncio.get_running_loop())
    begun, may_end = threading.Event(), threading.Event()

    def job() -> None:
        begun.set()
        may_end.wait()

    for _ in range(3):
        scheduler.work(job, lambda _: pytest.fail("called"))
    await asyncio.to_thread(begun.wait)
    may_end.set()
    scheduler.close()
    scheduler.work(job, lambda _: pytest.fail("called"))

    await asyncio.sleep(0)
    await asyncio.sleep(0)
    left = set(threading.enumerate()) - before
    assert not [thread for thread in left if thread.name.startswith("scuttlebutt-work")]


def test_closing_a_scheduler_that_never_had_a_job_is_nothing() -> None:
    loop = asyncio.new_event_loop()

    LoopScheduler(loop).close()

    loop.close()
