"""Whatever a peer sends: it is taken in and all are equal, or its session ends with a reason."""

from typing import get_args

import pytest
from hypothesis import given, settings

from redux_scuttlebutt.sync.facts.bulletin import LINKS, PRESENCE, PROFILE, STANDING
from redux_scuttlebutt.sync.wire.messages import (
    MAX_FRAME_BYTES,
    Beat,
    Chunk,
    Delta,
    Facts,
    Message,
    decode,
)
from redux_scuttlebutt.sync.wire.run import Run
from support.hostile import Change, changes, distort
from support.hostile_story import TALK, check

# 2,000 of each kind as a rule, 100,000 at night.
EXAMPLES = {"ci": 2_000, "nightly": 100_000}[settings.get_current_profile_name()]


def test_the_conversation_holds_every_kind_of_message() -> None:
    messages = [decode(frame) for frame in TALK.frames]

    assert {type(message) for message in messages} == set(get_args(Message))
    assert sum(isinstance(message, Delta) for message in messages) >= 2
    assert max(Run(stored.run.raw).header.updates for stored in TALK.bos_past) == 9
    assert {f.key for m in messages if isinstance(m, Facts) for f in m.facts} == {
        PROFILE, PRESENCE, STANDING, LINKS,
    }  # fmt: skip
    assert any(isinstance(message, Beat) and message.echo for message in messages)
    assert {len(m.data) for m in messages if isinstance(m, Chunk)} > {0, 80}


def test_what_was_said_is_taken_in() -> None:
    assert check(TALK.frames).over == "going home"


@given(changes)
@settings(max_examples=EXAMPLES)
def test_altered_frames_are_taken_in_or_end_the_session(altered: list[Change]) -> None:
    check(distort(TALK.frames, altered))


@pytest.mark.parametrize("length", range(0, max(map(len, TALK.frames)), 97))
def test_every_frame_may_end_anywhere(length: int) -> None:
    for number, frame in enumerate(TALK.frames):
        if length < len(frame):
            check([*TALK.frames[:number], frame[:length]])


def test_a_frame_over_64_kib_ends_the_session() -> None:
    session = check([TALK.frames[0], bytes(MAX_FRAME_BYTES + 1)])

    assert session.over == "a frame of 65520 bytes, at most 65519 are read"
