"""Who may do what is asked before the reducer, and comes out the same in every order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.action import INIT
from redux_scuttlebutt.store.canonical import state_hash
from redux_scuttlebutt.store.documents import room_reducer
from redux_scuttlebutt.store.footprint import Footprint, declare, footprint_of
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import REFUSED, Refused
from redux_scuttlebutt.store.rewindable import LocalRecorder, rewindable
from redux_scuttlebutt.store.store import create_store
from redux_scuttlebutt.store.undo import undo
from redux_scuttlebutt.store.update import SourceId, Update
from support.reference import reference
from support.room_actions import logs
from support.shapes import described
from support.updates import ANA, BO, CY, letters, typed, update


def short_or_ana(state: Any, action: Any, source: SourceId) -> bool:
    """Bo may type as long as the text is short."""
    return source == ANA or len(state) < 2


def lettered(state: str | None, action: Any) -> Any:
    """`letters` that lets everything else pass, as a Redux reducer does."""
    return letters(state, action) if action["type"] == "typed" else (state or "")


def ruled(authorize: Any = short_or_ana, **options: Any) -> History[str]:
    return History(letters, "", authorize=authorize, **options)


def test_what_is_not_allowed_is_refused_at_its_place() -> None:
    history = ruled()
    allowed, not_allowed = typed(1, "b", BO), typed(3, "b", BO)

    history.merge([allowed, typed(2, "a"), not_allowed, typed(4, "c")])

    assert history.state == "bac"
    assert history.refusal(not_allowed) == "not allowed"
    assert history.refusal(allowed) is None


def test_it_is_asked_again_at_each_rewind() -> None:
    history = ruled()
    bos = typed(3, "b", BO)
    history.merge([typed(1, "a"), bos])
    assert history.refusal(bos) is None

    history.merge([typed(2, "c")])
    assert (history.state, history.refusal(bos)) == ("ac", "not allowed")

    history.merge([update(4, undo(typed(2, "c").name))])
    assert (history.state, history.refusal(bos)) == ("ab", None)


def test_it_is_told_the_action_with_who_and_when_in_it() -> None:
    seen: list[Any] = []

    def noting(state: Any, action: Any, source: SourceId) -> bool:
        seen.append((state, action["payload"], action["meta"], source))
        return True

    ruled(noting).merge([typed(1, "b", BO)])

    assert seen == [("", "b", {"source": BO.hex(), "timestamp": 1}, BO)]


def test_an_authorize_that_raises_refuses_with_its_reason() -> None:
    def strict(state: Any, action: Any, source: SourceId) -> bool:
        if action["payload"] == "!":
            raise Refused("Bo is only looking")
        return action["missing"]

    history = ruled(strict)
    told, broken = typed(1, "!"), typed(2, "a")
    history.merge([told, broken])

    assert history.refusal(told) == "Bo is only looking"
    assert history.refusal(broken) == "the reducer raised KeyError: 'missing'"


def test_a_failure_of_the_machine_in_it_stops_the_fold() -> None:
    def failing(state: Any, action: Any, source: SourceId) -> bool:
        raise MemoryError

    history = ruled(failing)
    history.merge([typed(1, "a")])

    assert history.stopped is not None
    assert history.refusal(typed(1, "a")) is None


def test_it_is_never_asked_about_what_speaks_to_the_history() -> None:
    asked: list[str] = []

    def noting(state: Any, action: Any, source: SourceId) -> bool:
        asked.append(action["type"])
        return source == ANA

    def keep(state: int | None, action: Any) -> int:
        return (state or 0) + (action["type"] == "history/needed")

    history: History[Any] = History(keep, 0, authorize=noting)
    needed = update(1, {"type": "history/needed", "payload": {"reducer": 2}}, BO)
    bos = typed(3, "b", BO)
    history.merge([needed, typed(2, "a"), bos, update(4, undo(bos.name), BO)])

    assert set(asked) == {"typed"}
    assert history.state == 1
    assert history.judge(update(5, undo(bos.name), BO)) == 1


def test_another_reducer_stands_under_the_same_rule() -> None:
    def only_ana(state: Any, action: Any, source: SourceId) -> bool:
        return source == ANA

    history = ruled(only_ana)
    history.merge([typed(1, "a"), typed(2, "b", BO)])

    def shouted(state: str | None, action: Any) -> str:
        return (state or "") + action["payload"].upper()

    history.replace_reducer(shouted)
    history.fold()

    assert history.state == "A"


def test_the_author_is_told_and_nothing_is_recorded() -> None:
    recorder = LocalRecorder(BO)
    store = create_store(lettered, "", rewindable(recorder, authorize=short_or_ana))
    store.dispatch({"type": "typed", "payload": "a"})
    store.dispatch({"type": "typed", "payload": "b"})

    with pytest.raises(Refused, match="not allowed"):
        store.dispatch({"type": "typed", "payload": "c"})

    assert store.get_state() == "ab"
    assert len(recorder.history) == 2


def test_it_is_not_asked_about_the_first_state() -> None:
    def never(state: Any, action: Any, source: SourceId) -> bool:
        return False

    def first(state: str | None, action: Any) -> str:
        return state or "first"

    store = create_store(first, None, rewindable(LocalRecorder(), authorize=never))

    assert store.get_state() == "first"


# Late updates that share nothing


def even_or_not_cy(state: Any, action: Any, source: SourceId) -> bool:
    """The room's rule of these tests: Cy may act while the counter is even."""
    return source != CY or state["counter"] % 2 == 0


def declared(state: Any, action: Any, source: SourceId) -> bool:
    return even_or_not_cy(state, action, source)


declare(declared, lambda action: Footprint(reads=(("counter",),)))


def room(authorize: Any) -> History[Any]:
    first: Any = room_reducer(None, INIT)
    return History(room_reducer, first, undo_horizon=20, verify=True, authorize=authorize)


@given(logs(), st.randoms(use_true_random=False), st.sampled_from([even_or_not_cy, declared]))
def test_a_rule_that_hangs_on_the_state_converges_in_every_order(
    log: list[Update], chance: Any, authorize: Any
) -> None:
    at_once, one_by_one = room(authorize), room(authorize)
    at_once.merge(log)
    arrivals = list(log)
    chance.shuffle(arrivals)
    for late in arrivals:
        one_by_one.merge([late])

    def told(history: History[Any]) -> Any:
        return [(u.name, history.refusal(u), history.is_undone(u)) for u in history.updates]

    assert state_hash(one_by_one.state) == state_hash(at_once.state)
    assert told(one_by_one) == told(at_once)

    def ruled_room(state: Any, action: Any) -> Any:
        may = even_or_not_cy(state, action, SourceId(bytes.fromhex(action["by"])))
        return room_reducer(state, action) if may else REFUSED

    signed = [u._replace(action={**u.action, "by": u.source.hex()}) for u in log]
    truth = reference(ruled_room, at_once.state_at(0), signed, 20)
    assert state_hash(at_once.state) == state_hash(truth.state)


def calls_for_a_late_stroke(authorize: Any) -> int:
    """How often the reducer of a room with 200 clicks is called to bring in a late stroke."""
    calls = 0

    def counted(state: Any, action: Any) -> Any:
        nonlocal calls
        calls += 1
        return room_reducer(state, action)

    first: Any = room_reducer(None, INIT)
    reducer = declare(counted, lambda action: footprint_of(room_reducer, action))
    history: History[Any] = History(reducer, first, authorize=authorize)
    history.merge([update(at, {"type": "counter/incremented"}) for at in range(2, 202)])
    calls = 0
    history.merge([update(1, {"type": "whiteboard/added", "payload": described("s")}, BO)])
    return calls


def test_a_rule_that_declares_what_it_reads_saves_the_rewind() -> None:
    def by_rules(state: Any, action: Any, source: SourceId) -> bool:
        return True

    assert calls_for_a_late_stroke(by_rules) == 201

    declare(by_rules, lambda action: Footprint(reads=(("rules",),)))
    assert calls_for_a_late_stroke(by_rules) < 64
