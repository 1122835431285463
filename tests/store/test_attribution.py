"""The reducer sees who: from the update, whatever the action claims."""

from types import MappingProxyType
from typing import Any

import pytest

from redux_scuttlebutt.store.attribution import MOST_TEXTS, attributed
from redux_scuttlebutt.store.footprint import NOTHING, declare
from redux_scuttlebutt.store.history import History
from redux_scuttlebutt.store.reducer import Refused
from redux_scuttlebutt.store.update import SourceId
from support.updates import ANA, BO, typed, update

ANA_AT_7 = {"source": ANA.hex(), "timestamp": 7}


def whose(state: tuple[Any, ...] | None, action: Any) -> tuple[Any, ...]:
    """Remembers who typed what and when, as far as a reducer is told."""
    meta = action["meta"]
    return (*(state or ()), (action.get("payload"), meta["source"], meta["timestamp"]))


def test_an_action_without_meta_gets_one() -> None:
    action = {"type": "typed", "payload": "a"}

    assert attributed(update(7, action)) == {**action, "meta": ANA_AT_7}


def test_what_a_payload_or_meta_claims_about_who_and_when_is_overridden() -> None:
    lie = {"source": BO.hex(), "timestamp": 1, "device": "study-pc"}
    action = {"type": "typed", "payload": {"source": BO.hex()}, "meta": lie}

    told = attributed(update(7, action))

    assert told["meta"] == {**ANA_AT_7, "device": "study-pc"}
    assert told["payload"] == {"source": BO.hex()}
    assert action["meta"] is lie and lie["source"] == BO.hex()


@pytest.mark.parametrize("meta", [None, 1, "source", ["source", "timestamp"], True])
def test_a_meta_that_is_no_object_is_replaced_and_the_rest_stays(meta: object) -> None:
    told = attributed(update(7, {"type": "typed", "payload": "a", "extra": [1], "meta": meta}))

    assert told == {"type": "typed", "payload": "a", "extra": [1], "meta": ANA_AT_7}


def test_a_frozen_meta_is_an_object_too() -> None:
    told = attributed(update(7, {"type": "typed", "meta": MappingProxyType({"device": "x"})}))

    assert told["meta"] == {**ANA_AT_7, "device": "x"}


def test_thousands_of_sources_are_all_told_apart() -> None:
    sources = [SourceId(number.to_bytes(32, "big")) for number in range(2 * MOST_TEXTS)]

    told = [attributed(update(7, {"type": "typed"}, source)) for source in sources]

    assert [action["meta"]["source"] for action in told] == [source.hex() for source in sources]


def test_every_way_of_folding_tells_the_reducer_the_same() -> None:
    late, first, last = typed(2, "late", BO), typed(1, "a"), typed(3, "b")
    history: History[Any] = History(whose, ())
    expected = (("a", ANA.hex(), 1), ("late", BO.hex(), 2), ("b", ANA.hex(), 3))

    for own in (first, last):  # judged and appended
        history.append(own, history.judge(own))
    history.merge([late])  # rewound
    assert history.state == expected

    assert history.states(0, 3) == [expected[:n] for n in range(4)]  # looked back at
    history.replace_reducer(whose)
    history.fold()
    assert history.state == expected


def test_the_log_keeps_what_was_sent() -> None:
    action = {"type": "typed", "payload": "a", "meta": {"source": BO.hex()}}
    history: History[Any] = History(whose, ())

    history.merge([update(1, action)])

    assert history.updates[0].action is action
    assert action == {"type": "typed", "payload": "a", "meta": {"source": BO.hex()}}


def test_a_reducer_that_writes_into_what_it_was_told_changes_no_log() -> None:
    def scribbling(state: str | None, action: Any) -> str:
        action["payload"] = action["meta"]["source"] = "changed"
        return (state or "") + "a"

    sent = typed(1, "a")
    history: History[Any] = History(scribbling, "")
    history.merge([sent])

    assert sent.action == {"type": "typed", "payload": "a"}


def test_a_declaration_is_told_who_as_well() -> None:
    seen: list[Any] = []

    def declaration(action: Any) -> Any:
        seen.append(action["meta"]["source"])
        return NOTHING

    history: History[Any] = History(declare(lambda state, action: state, declaration), 0)
    history.merge([typed(2, "a"), typed(3, "b")])
    history.merge([typed(1, "c", BO)])

    assert sorted(set(seen)) == [ANA.hex(), BO.hex()]


def test_a_reducer_can_refuse_by_who_acts() -> None:
    def mine_only(state: str | None, action: Any) -> str:
        if action["meta"]["source"] != ANA.hex():
            raise Refused("only Ana may type")
        return (state or "") + action["payload"]

    history: History[Any] = History(mine_only, "")
    forged = update(2, {"type": "typed", "payload": "b", "meta": {"source": ANA.hex()}}, BO)
    history.merge([typed(1, "a"), forged])

    assert history.state == "a"
    assert history.refusal(forged) == "only Ana may type"
