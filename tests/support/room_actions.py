"""Generated actions for the documents of a room, sound and malformed ones."""

from typing import Any

from hypothesis import strategies as st

from redux_scuttlebutt.store.update import Incarnation, Sequence, SourceId, Timestamp, Update
from support.shapes import SOUND, described

__all__ = ["actions", "board_actions", "logs"]

ids = st.sampled_from(["a", "b", "c", "増える"])
whole = st.integers(-5, 5) | st.sampled_from([2**40, 2**53 - 1, -(2**53), 2**62])
junk: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, "", "x", 1.5, -0.0, [], {}, [1], [[1]], [[1, 2, 3, 4]], [["a", 1]], {"a": 1}]
)
coordinate = st.integers(-9, 9) | st.integers(-(2**41), 2**41)


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

_points = st.lists(coordinate, min_size=1, max_size=2).map(
    lambda xs: [n for x in xs for n in (x, 7)]
)
_z = st.sampled_from(["a0", "a1", "a0V", "Zz"])
_shape = st.one_of(
    _payload(
        id=ids,
        kind=st.sampled_from(["stroke", "marker"]),
        z=_z,
        points=_points,
        color=st.sampled_from(["ink", "#00ff00"]),
        width=st.integers(0, 300),
    ),
    st.tuples(ids, st.sampled_from(list(SOUND))).map(lambda made: described(*made)),
)
_some_ids = st.lists(ids, min_size=1, max_size=3)
_box = st.lists(st.integers(0, 3) | st.just(2**40), min_size=4, max_size=4)
_values = _payload(
    color=st.sampled_from(["red", "blue"]),
    z=_z,
    width=st.integers(0, 9),
    points=_points,
    x=coordinate,
    text=st.sampled_from(["", "mine", "ours"]),
)
_one_value: st.SearchStrategy[Any] = st.sampled_from(
    [
        {"color": "red"},
        {"z": "a3"},
        {"width": 8},
        {"x": 4},
        {"pressures": []},
        {"matrix": [2, 0, 0, 2]},
    ]
)
_piece = _payload(id=ids | st.sampled_from("pq"), of=ids, points=_points)

board_actions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    _action(["whiteboard/added"], _shape),
    _action(["whiteboard/added"], _payload(shapes=st.lists(_shape, min_size=1, max_size=3))),
    _action(["whiteboard/extended"], _payload(id=ids, points=_points)),
    _action(
        ["whiteboard/set"],
        _payload(
            of=st.dictionaries(ids, _values | _one_value, min_size=1, max_size=2),
        ),
    ),
    _action(
        ["whiteboard/moved"],
        _payload(
            ids=_some_ids,
            by=st.lists(st.integers(-9, 9) | st.just(2**40), min_size=2, max_size=2),
        ),
    ),
    st.tuples(_some_ids, _box, _box, st.sampled_from([None, [0, 2**30], [2**30, 0], 90])).map(
        lambda made: {
            "type": "whiteboard/resized",
            "payload": dict(zip(("ids", "from", "to", "turn"), made, strict=True)),
        }
    ),
    _action(
        ["whiteboard/split"],
        _payload(remove=_some_ids, shapes=st.lists(_piece, max_size=3)),
    ),
    _action(["whiteboard/removed"], _payload(ids=_some_ids)),
)
"""What is done on a board, mostly possible."""

actions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    _action(
        ["counter/incremented", "counter/decremented", "counter/multiplied", "counter/set"],
        whole | junk,
    ),
    st.sampled_from([{"type": "INCREMENT"}, {"type": "DECREMENT"}, {"type": "unheard of"}]),
    _action(["rules/set"], _payload(counter_minimum=st.none() | st.integers(-3, 3))),
    board_actions,
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
