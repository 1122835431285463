import pytest

from redux_scuttlebutt.sync.errors import BadRun, Mistake, NotAdmitted, ProtocolError
from redux_scuttlebutt.sync.stats import COUNTED
from redux_scuttlebutt.sync.trust.channel import BrokenChannel

KINDS = [BadRun, ProtocolError, NotAdmitted, BrokenChannel]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_mistake_has_a_name_under_which_it_is_counted(kind: type[Mistake]) -> None:
    assert kind("no").limit in COUNTED


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_that_is_told_apart_is_counted_under_its_own_name(kind: type[Mistake]) -> None:
    told_apart, usual = kind("no", limit="window"), kind("no")

    assert told_apart.limit == "window"
    assert usual.limit != "window"


def test_somebody_else_may_answer_the_next_time_unless_the_mistake_says_no() -> None:
    assert NotAdmitted("no").redial
    assert not NotAdmitted("no", redial=False).redial
