"""What is said of what happened, with a clock in the hand."""

from redux_scuttlebutt.ui.announcing import GAP_SECONDS, Event, Merger, said

STROKE = ("drew", "stroke")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_first_thing_is_said_at_once() -> None:
    merger = Merger(Clock())
    merger.add(Event("joined", "Bo"))

    assert merger.wait == 0.0
    assert merger.take() == "Bo joined"
    assert merger.wait is None


def test_what_follows_waits_two_seconds_and_is_said_together() -> None:
    clock = Clock()
    merger = Merger(clock)
    merger.add(Event("joined", "Bo"))
    merger.take()

    for _ in range(3):
        clock.now += 0.5
        merger.add(Event("did", "Bo", STROKE))
        assert merger.take() == ""
    assert merger.wait == GAP_SECONDS - 1.5

    clock.now += 0.5
    assert merger.take() == "Bo drew 3 strokes"
    assert merger.take() == ""


def test_people_and_deeds_are_told_apart() -> None:
    events = [
        Event("did", "Bo", STROKE),
        Event("did", "Cy", STROKE),
        Event("did", "Bo", ("moved", "object"), 4),
        Event("did", "Bo", STROKE),
    ]

    assert said(events) == "Bo drew 2 strokes; Cy drew 1 stroke; Bo moved 4 objects"


def test_of_rewinds_the_first_and_the_last_value_are_told() -> None:
    rewinds = [Event("rewind", first=24, last=25), Event("rewind", first=25, last=26)]

    assert said(rewinds[:1]) == "rewind: counter 24 to 25"
    assert said(rewinds) == "2 rewinds: counter 24 to 26"
    assert said([Event("rewind", first=3, last=3)]) == "rewind"


def test_only_the_last_standing_is_told() -> None:
    standing = [Event("standing", what="Offline"), Event("standing", what="In step with 2")]

    assert said(standing) == "In step with 2"


def test_who_came_and_went_meanwhile_is_not_told() -> None:
    came, went = Event("joined", "Bo"), Event("left", "Bo")

    assert said([came, went]) == ""
    assert said([came, went, came]) == "Bo joined"
    assert said([came, Event("left", "Cy")]) == "Bo joined; Cy left"


def test_of_very_much_the_rest_is_counted() -> None:
    events = [Event("did", f"P{n}", STROKE) for n in range(10)]

    assert said(events).endswith("P3 drew 1 stroke; and 6 other things")


def test_levels_say_less() -> None:
    mine = Event("looking", what="Looking back", concerns_me=True)
    others = Event("did", "Bo", STROKE)
    heard: dict[str, str] = {}
    for level in ("off", "mine", "all"):
        merger = Merger(Clock(), level)
        merger.add(mine)
        merger.add(others)
        heard[level] = merger.take()

    assert heard == {
        "off": "",
        "mine": "Looking back",
        "all": "Looking back; Bo drew 1 stroke",
    }


def test_nothing_to_say_does_not_cost_the_next_its_turn() -> None:
    merger = Merger(Clock())
    merger.add(Event("joined", "Bo"))
    merger.add(Event("left", "Bo"))
    assert merger.take() == ""

    merger.add(Event("joined", "Cy"))
    assert merger.take() == "Cy joined"
