from redux_scuttlebutt.sync.stats import COUNTED, Stats


def test_everything_is_counted_from_zero() -> None:
    stats = Stats()

    stats.count("gap")
    stats.count("gap", 2)

    assert stats["gap"] == 3
    assert stats["frame"] == 0
    assert stats.as_dict() == dict.fromkeys(COUNTED, 0) | {"gap": 3}


def test_what_nobody_documented_is_shown_too() -> None:
    stats = Stats()

    stats.count("moths")

    assert stats.as_dict()["moths"] == 1
