"""How present somebody is, in words."""

from datetime import datetime

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui.presence.company import AWAY_SECONDS, Company
from redux_scuttlebutt.ui.presence.lately import SECOND, lately
from redux_scuttlebutt.ui.presence.presence import Presence

BO = SourceId(b"B" * 32)
FOUR_PAST_NOON = round(datetime(2026, 11, 23, 12, 4, 30).timestamp() * SECOND)


def test_who_was_never_heard_and_who_is_here_need_no_words() -> None:
    company = Company()
    assert lately(company, BO, 0.0, FOUR_PAST_NOON) == ""

    company.hear(BO, Presence("board"), 0.0)

    assert lately(company, BO, 60.0, FOUR_PAST_NOON) == ""


def test_who_looks_back_who_is_away_and_who_is_gone_are_told_apart() -> None:
    company = Company()
    company.hear(BO, Presence("board", is_looking_back=True), 0.0)
    assert lately(company, BO, 1.0, FOUR_PAST_NOON) == "looking back"
    assert lately(company, BO, AWAY_SECONDS, FOUR_PAST_NOON) == "away"

    company.hear(BO, None, AWAY_SECONDS)

    assert lately(company, BO, 3600.0, FOUR_PAST_NOON + 3600 * SECOND) == "last heard 12:04"
