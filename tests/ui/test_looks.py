"""Nobody in a small room looks like somebody else."""

from hypothesis import given
from hypothesis import strategies as st

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.ui.looks import COLORS, MARKS, assign, wish

sources = st.binary(min_size=32, max_size=32).map(SourceId)


@given(st.sets(sources, min_size=1, max_size=COLORS))
def test_up_to_twelve_people_have_colours_of_their_own(people: set[SourceId]) -> None:
    choices = assign(people)

    assert len({choice.color for choice in choices.values()}) == len(people)


@given(st.sets(sources, min_size=1, max_size=len(MARKS)))
def test_up_to_six_people_have_marks_of_their_own(people: set[SourceId]) -> None:
    choices = assign(people)

    assert len({choice.mark for choice in choices.values()}) == len(people)


@given(st.sets(sources, max_size=40))
def test_everybody_has_a_look_in_a_crowd(people: set[SourceId]) -> None:
    assert assign(people).keys() == people


@given(sources)
def test_whoever_is_alone_looks_as_their_key_asks(person: SourceId) -> None:
    assert assign([person]) == {person: wish(person)}


@given(st.lists(sources, unique=True, max_size=20))
def test_looks_do_not_depend_on_who_was_met_first(people: list[SourceId]) -> None:
    assert assign(people) == assign(reversed(people))
