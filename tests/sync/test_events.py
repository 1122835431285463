import pytest

from redux_scuttlebutt.sync.events import Events


def test_listeners_hear_what_happens_in_the_order_in_which_they_came() -> None:
    events = Events("rain")
    heard: list[int] = []
    events.on("rain", heard.append)
    events.on("rain", lambda *_: heard.append(8))

    events.emit("rain", 7)

    assert heard == [7, 8]


def test_each_event_has_its_own_listeners() -> None:
    events = Events("rain", "snow")
    heard: list[str] = []
    events.on("rain", lambda: heard.append("rain"))

    events.emit("snow")

    assert heard == []


def test_a_listener_that_went_hears_nothing_more() -> None:
    events = Events("rain")
    heard: list[int] = []
    off = events.on("rain", lambda: heard.append(1))

    off()
    off()
    events.emit("rain")

    assert heard == []


def test_the_same_listener_may_come_twice_and_go_once() -> None:
    events = Events("rain")
    heard: list[int] = []

    def listen() -> None:
        heard.append(1)

    off = events.on("rain", listen)
    events.on("rain", listen)
    events.emit("rain")
    off()
    events.emit("rain")

    assert heard == [1, 1, 1]


def test_who_comes_or_goes_during_an_event_is_heard_from_the_next_one_on() -> None:
    events = Events("rain")
    heard: list[str] = []

    def first() -> None:
        heard.append("first")
        off_second()
        events.on("rain", lambda: heard.append("third"))

    events.on("rain", first)
    off_second = events.on("rain", lambda: heard.append("second"))

    events.emit("rain")
    assert heard == ["first", "second"]

    heard.clear()
    events.emit("rain")
    assert heard == ["first", "third"]


def test_an_event_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"no event 'sun', expected one of rain, snow"):
        Events("rain", "snow").on("sun", lambda: None)


def test_whether_anybody_listens_can_be_asked() -> None:
    events = Events("moved")

    off = events.on("moved", print)

    assert events.is_heard("moved")
    off()
    assert not events.is_heard("moved")
