import pytest

from redux_scuttlebutt.sync.intake import recent
from redux_scuttlebutt.sync.intake.recent import HALF_LIFE, Recent


class Clock:
    now = 0.0


def test_what_is_long_ago_counts_less_and_less() -> None:
    clock = Clock()
    amounts: Recent[str] = Recent(lambda: clock.now)

    amounts.add("a", 800)
    clock.now += HALF_LIFE
    amounts.add("a", 100)
    clock.now += HALF_LIFE

    assert amounts.of("a") == pytest.approx(250)
    assert amounts.of("b") == 0


def test_who_did_next_to_nothing_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MANY", 10)
    clock = Clock()
    amounts: Recent[int] = Recent(lambda: clock.now)
    for number in range(10):
        amounts.add(number, 100)
    clock.now += 20 * HALF_LIFE

    amounts.add(10, 100)

    assert len(amounts._amounts) == 1  # pyright: ignore[reportPrivateUsage]
    assert amounts.of(10) == 100
