import pytest

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.dispatcher import OPEN_ROOM
from redux_scuttlebutt.sync.errors import BadRun
from redux_scuttlebutt.sync.intake.opening import Opening, open_all
from redux_scuttlebutt.sync.trust.sealing import strategies_of
from redux_scuttlebutt.sync.trust.strategies import NullCipher, NullSigner
from redux_scuttlebutt.sync.wire.run import Run
from support.replica import typed
from support.runs import ANA, make_runs
from support.sealed import AMY, BOB, ROOM, signed_run, spoiled
from support.wire import forge


class Counting(NullSigner, NullCipher):
    """A strategy that counts what it is asked for, and believes only if told to."""

    def __init__(self, *, believes: bool = True) -> None:
        self.believes = believes
        self.verified = self.decrypted = 0

    def verify(self, source: SourceId, header: bytes, signature: bytes) -> bool:  # noqa: ARG002
        self.verified += 1
        return self.believes

    def decrypt(self, body: bytes, context: bytes) -> bytes:  # noqa: ARG002
        self.decrypted += 1
        return body


def opening(run: Run, strategy: Counting) -> Opening:
    return Opening(run.raw, OPEN_ROOM, strategy, strategy)


def test_each_step_is_paid_for_once_whoever_asks_first() -> None:
    [run] = make_runs(ANA, 1)
    strategy = Counting()
    one = opening(run, strategy)
    assert (strategy.verified, strategy.decrypted) == (0, 0)

    open_all([one])
    one.prove()
    updates = one.read()

    assert [update.sequence for update in updates] == [1, 2]
    assert (strategy.verified, strategy.decrypted) == (1, 1)


def test_nothing_is_decrypted_that_its_source_did_not_sign() -> None:
    [run] = make_runs(ANA, 1)
    strategy = Counting(believes=False)

    with pytest.raises(BadRun, match="signature"):
        opening(run, strategy).read()

    assert strategy.decrypted == 0


def test_what_fails_ahead_fails_again_where_it_is_placed() -> None:
    strategy = Counting()
    bad = opening(forge(ANA, b"\xc1"), strategy)

    open_all([bad])

    for _ in range(2):
        with pytest.raises(BadRun, match="cannot be read"):
            bad.read()
    assert not bad.is_spoiled
    assert strategy.decrypted == 1


def test_what_its_source_sealed_and_spoiled_holds_nothing_and_is_no_mistake() -> None:
    head = signed_run(AMY, typed("a")).head
    run = spoiled(AMY, head)
    strategies = strategies_of(BOB, ROOM)
    one = Opening(run.raw, ROOM.id, strategies["signer"], strategies["cipher"])

    open_all([one])

    assert one.read() == []
    assert one.is_spoiled


def test_without_the_key_nobody_can_tell_that_it_is_spoiled() -> None:
    strategies = strategies_of(BOB, ROOM.id)
    run = spoiled(AMY, signed_run(AMY, typed("a")).head)
    one = Opening(run.raw, ROOM.id, strategies["signer"], strategies["cipher"])

    assert one.read() == []
    assert not one.is_spoiled


def test_a_run_of_another_room_is_not_begun() -> None:
    with pytest.raises(BadRun, match="another room"):
        opening(forge(ANA, typed("a"), room=b"r" * 32), Counting())
