"""How far an action has come, as its row says it."""

from collections.abc import Awaitable, Callable

from redux_scuttlebutt.app.reaches import Reaches
from redux_scuttlebutt.app.replica import Replica
from redux_scuttlebutt.store.documents import counter
from redux_scuttlebutt.ui.ports import Reach
from support.waiting import until

Open = Callable[..., Awaitable[Replica]]

add = counter.actions["incremented"]


def reaches(replica: Replica) -> list[Reach | None]:
    """Of every action, in the agreed order."""
    now = Reaches(replica.dispatcher, replica.network.sessions)
    return [now.of(update) for update in replica.dispatcher.history.updates]


async def test_where_nobody_else_takes_part_nothing_is_said(open_replica: Open) -> None:
    ana = await open_replica("Ana")
    ana.store.dispatch(add())

    assert reaches(ana) == [None]


async def test_who_is_away_counts_by_their_last_word(pair: tuple[Replica, Replica]) -> None:
    ana, bo = pair
    held, here = Reach("held", "held by everyone"), Reach("here", "only on this device")
    bo.store.dispatch(add())
    await until(lambda: reaches(ana) == [held])
    seen: list[list[Reach | None]] = []

    def note(_updates: object) -> None:
        seen.append(reaches(ana))

    ana.dispatcher.on("action", note)
    bo.store.dispatch(add())
    await until(lambda: seen)
    assert seen[0] == [held, Reach("some", "reached 1 of 1")], "whoever did it has it"
    await until(lambda: reaches(ana) == [held, held])

    await bo.close()
    ana.store.dispatch(add())

    assert reaches(ana) == [held, held, here]


async def test_a_linked_peer_that_has_it_on_disk_is_counted_before_it_is_settled(
    pair: tuple[Replica, Replica],
) -> None:
    ana, bo = pair
    bo.store.dispatch(add())
    await until(lambda: None not in reaches(ana) and reaches(ana))
    ana.store.dispatch(add())
    assert reaches(ana)[-1] == Reach("here", "only on this device")
    seen: list[Reach | None] = []

    def note(_session: object) -> None:
        seen.append(reaches(ana)[-1])

    ana.network.on("heard", note)

    await until(lambda: Reach("some", "reached 1 of 1") in seen)
