"""Beats with times that no clock ever showed, and from who is somebody else."""

import pytest

from redux_scuttlebutt.sync.wire.messages import (
    Beat,
    encode,
)
from support.conversation import (
    STEP,
    talk,
)
from support.hostile_story import TALK, Story
from support.replica import DI
from support.virtual_time import NOON
from support.wire import Stranger


def test_who_only_claims_to_be_somebody_does_not_make_us_forget_their_clock() -> None:
    story = Story()
    offsets = story.ana.dispatcher.offsets
    for _ in range(3):
        story.time.pass_time(STEP)
        talk(story.time, story.good)
    assert offsets.offset_to(DI) == 0

    liar = Stranger(story.ana.dispatcher, DI)
    liar.say(liar.hello(room=bytes(31) + b"x"))

    assert liar.session.over == "this is another room"
    assert offsets.offset_to(DI) == 0


@pytest.mark.parametrize("echo", [0, 1, NOON - 1, NOON, NOON + 1, 2**53 - 1])
@pytest.mark.parametrize("held", [0, NOON + 5, 2**53 - 1])
@pytest.mark.parametrize("sent", [0, 1, NOON, 2**53 - 1])
def test_beats_with_absurd_times_do_not_move_a_clock_that_two_agree_on(
    sent: int, echo: int, held: int
) -> None:
    # More was held than was ever sent, or it was asked for before anybody was there.
    story = Story()
    for _ in range(2):
        story.time.pass_time(STEP)
        talk(story.time, story.good)
    session = story.hear(
        [TALK.frames[0], *[encode(Beat(sent, echo, held, 1.0, 1.0, bytes(8)))] * 5]
    )

    assert session.over is None
    assert abs(story.ana.dispatcher.now() - story.time.now()) < 60_000_000
    session.lost()
    story.go_on()
