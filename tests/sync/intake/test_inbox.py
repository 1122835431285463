from collections.abc import Sequence

import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.intake.inbox import Delivery, examine
from redux_scuttlebutt.sync.trust.strategies import NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.run import Chain, Head, Run
from support.replica import typed
from support.runs import ANA, BO, make_runs
from support.wire import forge


class Doubting(NullSigner):
    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:  # noqa: ARG002
        return source != BO.source


def always(_run: Run) -> bool:
    return True


def look(runs: Sequence[Run], known: dict[Chain, Head] | None = None) -> Delivery:
    raws = [run.raw for run in runs]
    return examine(
        raws,
        known or {},
        room=OPEN_ROOM,
        signer=NullSigner(),
        cipher=NullCipher(),
        is_ours=lambda run: True,
    )


def test_new_runs_come_with_their_updates_and_heads() -> None:
    ana, bo = make_runs(ANA, 2), make_runs(BO, 1)

    found = look([ana[0], bo[0], ana[1]])

    assert [run.raw for run in found.runs] == [ana[0].raw, bo[0].raw, ana[1].raw]
    assert [(u.source, u.sequence) for u in found.updates] == [
        (ANA.source, 1),
        (ANA.source, 2),
        (BO.source, 1),
        (BO.source, 2),
        (ANA.source, 3),
        (ANA.source, 4),
    ]
    assert found.heads == {ANA: ana[1].head, BO: bo[0].head}
    assert not found.gaps
    assert not found.disputed


def test_nothing_is_nothing() -> None:
    assert look([]) == Delivery((), (), {}, {})


def test_what_is_here_already_is_passed_over() -> None:
    runs = make_runs(ANA, 3)

    found = look(runs, {ANA: runs[1].head})

    assert [run.raw for run in found.runs] == [runs[2].raw]
    assert not look(runs, {ANA: runs[2].head}).runs


def test_a_run_that_stands_twice_in_a_batch_counts_once() -> None:
    [run] = make_runs(ANA, 1)

    assert len(look([run, run, run]).runs) == 1


def test_a_run_behind_a_gap_is_named_and_not_taken() -> None:
    runs = make_runs(ANA, 3)

    found = look([runs[0], runs[2]])

    assert [run.raw for run in found.runs] == [runs[0].raw]
    assert found.gaps == {ANA}
    assert found.heads == {ANA: runs[0].head}


def test_another_run_at_the_same_place_is_a_fork() -> None:
    ours, theirs = forge(ANA, typed("a")), forge(ANA, typed("b"))

    found = look([theirs], {ANA: ours.head})

    assert [run.raw for run in found.disputed] == [theirs.raw]
    assert not found.runs


def test_a_longer_run_at_the_same_place_is_a_fork() -> None:
    ours, theirs = forge(ANA, typed("a")), forge(ANA, typed("a"), typed("b"))

    [disputed] = look([theirs], {ANA: ours.head}).disputed
    assert disputed.raw == theirs.raw


def test_a_run_that_follows_on_a_fork_is_one() -> None:
    ours, theirs = forge(ANA, typed("a")), forge(ANA, typed("b"))
    next_of_theirs = forge(ANA, typed("c"), after=theirs.head)

    found = look([next_of_theirs], {ANA: ours.head})

    assert [run.raw for run in found.disputed] == [next_of_theirs.raw]
    assert not found.updates


def test_a_run_of_another_room_spoils_the_batch() -> None:
    [good] = make_runs(ANA, 1)

    with pytest.raises(BadRun, match="another room"):
        look([good, forge(BO, typed("b"), room=b"r" * 32)])


def test_a_run_stamped_before_the_one_it_follows_is_refused() -> None:
    first = forge(ANA, typed("a"), timestamps=[10])

    for stamp in (1, 10):
        late = forge(ANA, typed("b"), after=first.head, timestamps=[stamp])
        with pytest.raises(BadRun, match="at or before"):
            look([first, late])


def test_timestamp_0_is_refused() -> None:
    with pytest.raises(BadRun, match="at or before"):
        look([forge(ANA, typed("a"), timestamps=[0])])


def test_a_run_that_its_source_did_not_sign_spoils_the_batch() -> None:
    raws = [make_runs(chain, 1)[0].raw for chain in (ANA, BO)]

    with pytest.raises(BadRun, match="signature"):
        examine(
            raws,
            {},
            room=OPEN_ROOM,
            signer=Doubting(),
            cipher=NullCipher(),
            is_ours=lambda run: True,
        )


def test_nobody_is_accused_of_a_fork_by_a_run_that_they_did_not_sign() -> None:
    ours, forged = forge(BO, typed("a")), forge(BO, typed("b"))

    with pytest.raises(BadRun, match="signature"):
        examine(
            [forged.raw],
            {BO: ours.head},
            room=OPEN_ROOM,
            signer=Doubting(),
            cipher=NullCipher(),
            is_ours=always,
        )


def test_an_action_that_may_not_be_sent_spoils_the_batch() -> None:
    not_a_number = b"\x82\xa4type\xa1x\xa1p\xcb\x7f\xf8\0\0\0\0\0\0"

    with pytest.raises(BadRun, match="NaN"):
        look([make_runs(BO, 1)[0], forge(ANA, not_a_number)])


def test_an_action_that_never_leaves_its_machine_cannot_come_from_another() -> None:
    private = b"\x81\xa4type\xac@@redux/INIT"

    with pytest.raises(BadRun):
        look([forge(ANA, private)])


@pytest.mark.parametrize("sequence", [0, 7], ids=["fork", "gap"])
def test_a_forgery_accuses_nobody(sequence: int) -> None:
    known = {BO: make_runs(BO, 1, updates=1)[0].head}
    forged = forge(BO, typed("b"), after=Head(sequence, b"h" * 32))

    with pytest.raises(BadRun, match="signature"):
        examine(
            [forged.raw],
            known,
            room=OPEN_ROOM,
            signer=Doubting(),
            cipher=NullCipher(),
            is_ours=lambda run: True,
        )
