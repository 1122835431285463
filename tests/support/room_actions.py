"""Generated actions for the documents of a room, sound and malformed ones."""

from typing import Any

from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation, Sequence, SourceId, Timestamp, Update

__all__ = ["actions", "logs"]

ids = st.sampled_from(["a", "b", "c", "増える"])
whole = st.integers(-5, 5) | st.sampled_from([2**40, 2**53 - 1, -(2**53), 2**62])
junk: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, "", "x", 1.5, -0.0, [], {}, [1], [[1]], [[1, 2, 3, 4]], [["a", 1]], {"a": 1}]
)
point = st.lists(st.integers(-(2**41), 2**41) | st.integers(0, 1023), min_size=2, max_size=3)


def _payload(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly sound; sometimes one field is junk or missing, or all of it is."""
    sound = st.fixed_dictionaries(fields)
    spoilt = st.tuples(sound, st.sampled_from(list(fields)), junk).map(
        lambda parts: {**parts[0], parts[1]: parts[2]}
    )
    lacking = st.tuples(sound, st.sampled_from(list(fields))).map(
        lambda parts: {key: value for key, value in parts[0].items() if key != parts[1]}
    )
    return st.one_of(sound, sound, sound, spoilt, lacking, junk)


def _action(kinds: list[str], payload: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"type": st.sampled_from(kinds), "payload": payload})


_control_payload = _payload(
    source=st.sampled_from([byte * 32 for byte in ("41", "42", "43")]),
    incarnation=st.integers(0, 1),
    first=st.integers(1, 12),
    last=st.integers(1, 12),
)

actions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    _action(
        ["counter/incremented", "counter/decremented", "counter/multiplied", "counter/set"],
        whole | junk,
    ),
    st.sampled_from([{"type": "INCREMENT"}, {"type": "DECREMENT"}, {"type": "unheard of"}]),
    _action(["rules/set"], _payload(counter_minimum=st.none() | st.integers(-3, 3))),
    _action(
        ["whiteboard/added"],
        _payload(
            id=ids,
            kind=st.just("stroke"),
            points=st.lists(point, min_size=1, max_size=3),
            color=st.sampled_from(["ink", "red"]),
            width=st.integers(0, 300),
        ),
    ),
    _action(
        ["whiteboard/extended"],
        _payload(id=ids, points=st.lists(point, min_size=1, max_size=3)),
    ),
    _action(
        ["whiteboard/moved"],
        _payload(
            ids=st.lists(ids, min_size=1, max_size=3),
            by=st.lists(st.integers(-9, 9) | st.just(2**40), min_size=2, max_size=2),
        ),
    ),
    _action(["whiteboard/removed"], _payload(ids=st.lists(ids, min_size=1, max_size=3))),
    _action(["history/undone", "history/redone"], _control_payload),
)

_steps = st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 3), actions)


@st.composite
def logs(draw: st.DrawFn, *, most: int = 40) -> list[Update]:
    """What some people did, in an order of its own, with many equal timestamps."""
    last: dict[tuple[SourceId, Incarnation], tuple[int, int]] = {}
    log: list[Update] = []
    for who, incarnation, pause, action in draw(st.lists(_steps, min_size=1, max_size=most)):
        chain = (SourceId(b"ABC"[who : who + 1] * 32), Incarnation(incarnation))
        timestamp, sequence = last.get(chain, (0, 0))
        last[chain] = (timestamp + 1 + pause, sequence + 1)
        log.append(Update(Timestamp(last[chain][0]), *chain, Sequence(sequence + 1), action))
    return log
