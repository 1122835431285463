from redux_scuttlebutt.app.notices import Notices
from redux_scuttlebutt.store.update import Incarnation, Sequence, SourceId, Timestamp, Update
from redux_scuttlebutt.sync.events import Events
from redux_scuttlebutt.sync.own.issuer import CLOCK_SET_BACK
from redux_scuttlebutt.sync.trust.identity import fingerprint
from redux_scuttlebutt.sync.wire.run import chain_of

ME = SourceId(b"M" * 32)
BO = SourceId(b"B" * 32)
DONE = Update(Timestamp(1), ME, Incarnation(1), Sequence(1), {"type": "counter/incremented"})


def following() -> tuple[Notices, Events]:
    """The notices of somebody who knows Bo, and what a dispatcher would tell them of."""
    notices = Notices(ME)
    events = Events("renewed", "outdated", "fork", "diverged", "clock")
    notices.follow(events.on, {ME: "Ana", BO: "B\u202eo"}.__getitem__)
    return notices, events


def test_what_is_told_is_kept_and_reaches_whoever_listens() -> None:
    notices = Notices(ME)
    notices.tell("before")
    heard: list[str] = []
    notices.subscribe(heard.append)

    notices.tell("after")

    assert notices.texts == ["before", "after"]
    assert heard == ["after"]


def test_of_a_new_incarnation_its_reason_is_told_and_how_much_was_done_again() -> None:
    notices, events = following()

    events.emit("renewed", "a peer knows more of us", [])
    events.emit("renewed", "a peer knows more of us", [DONE, DONE])

    assert notices.texts == [
        "A peer knows more of us.",
        "A peer knows more of us. 2 of your actions were done again.",
    ]


def test_a_clock_set_back_is_told_once_something_was_done_again() -> None:
    notices, events = following()

    events.emit("renewed", CLOCK_SET_BACK, [])
    assert notices.texts == []

    events.emit("renewed", CLOCK_SET_BACK, [DONE])
    [text] = notices.texts
    assert text.endswith(" 1 of your actions were done again.")


def test_a_program_too_old_is_told_which_rules_it_lacks() -> None:
    notices, events = following()

    events.emit("outdated", 3)

    [text] = notices.texts
    assert text.startswith("This room needs a newer version of the program (rules 3).")


def test_of_a_fork_it_is_told_whose_it_is() -> None:
    notices, events = following()

    events.emit("fork", chain_of(BO, 0))
    events.emit("fork", chain_of(ME, 0))

    other, own = notices.texts
    assert other.startswith("Bo told different people different things")
    assert own.startswith("Another copy of your data was used in your name")


def test_a_namesake_is_told_with_the_words_of_its_key() -> None:
    notices, _ = following()

    notices.warn_of_namesake(BO, SourceId(b"C" * 32), "Cy")
    notices.warn_of_namesake(BO, ME, "Ana")

    words = fingerprint(BO)
    assert notices.texts == [
        f"Somebody who calls themselves Cy is not the Cy you know. Their words are: {words}.",
        f"Somebody who calls themselves Ana uses your name. Their words are: {words}.",
    ]


def test_of_unequal_states_it_is_told_with_whom() -> None:
    notices, events = following()

    events.emit("diverged", BO)

    [text] = notices.texts
    assert text.startswith("Bo has the same actions as this device and yet shows something else.")


def test_a_clock_ahead_is_told_in_seconds_and_one_that_is_right_is_not() -> None:
    notices, events = following()

    events.emit("clock", -12_400_000)
    events.emit("clock", 0)

    [text] = notices.texts
    assert text.startswith("This device's clock is 12 s ahead of the others'")
