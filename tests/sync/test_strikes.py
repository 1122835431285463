from redux_scuttlebutt.sync.strikes import FIRST_SECONDS, LONGEST_SECONDS, STRIKES, Strikes
from redux_scuttlebutt.sync.trust.admission import Admission
from redux_scuttlebutt.sync.trust.sealing import IdentitySigner, strategies_of
from redux_scuttlebutt.sync.wire.messages import Bye, Delta
from redux_scuttlebutt.sync.wire.run import HEADER_BYTES, SIGNATURE_BYTES
from support.keyed_link import KeyedLink
from support.keyed_signer import KeyedSigner
from support.replica import ANA, BO, CY, replica, typed
from support.runs import BO as BOS_CHAIN
from support.sealed import AMY, BOB, ROOM, amys, member, spoiled
from support.virtual_time import VirtualTime
from support.wire import Stranger, forge


class Watched:
    def __init__(self) -> None:
        self.now = 0.0
        self.strikes = Strikes(lambda: self.now)

    def blame(self) -> list[bool]:
        return [self.strikes.blame(BO) for _ in range(STRIKES)]


def test_the_third_strike_brings_a_pause_to_this_neighbour_alone() -> None:
    watched = Watched()

    assert watched.blame() == [False, False, True]

    assert watched.strikes.pause(BO) == FIRST_SECONDS
    assert watched.strikes.pause(CY) == 0
    watched.now += FIRST_SECONDS
    assert watched.strikes.pause(BO) == 0


def test_each_pause_is_twice_as_long_up_to_a_day() -> None:
    watched = Watched()
    pauses: list[float] = []

    for _ in range(10):
        watched.blame()
        pauses.append(watched.strikes.pause(BO))
        watched.now += pauses[-1]

    assert pauses[:3] == [FIRST_SECONDS, 2 * FIRST_SECONDS, 4 * FIRST_SECONDS]
    assert pauses[-1] == LONGEST_SECONDS


# In sessions


def greeted(ana: Stranger, *, proved: bool = True) -> Stranger:
    ana.session.proved = CY if proved else None
    return ana.greet()


def test_who_sends_forged_runs_three_times_is_not_talked_to_for_ten_minutes() -> None:
    time = VirtualTime()
    ana = replica(ANA, scheduler=time, signer=KeyedSigner(ANA)).dispatcher
    forged = forge(BOS_CHAIN, typed("b"))
    for _ in range(STRIKES):
        greeted(Stranger(ana)).send(forged)
    assert (ana.stats["invalid_run"], ana.stats["strikes"]) == (STRIKES, 1)

    refused = greeted(Stranger(ana))

    assert refused.session.over is not None
    assert "not for 600 s" in refused.session.over
    assert any(isinstance(message, Bye) for message in refused.hear())
    time.pass_time(FIRST_SECONDS)
    assert greeted(Stranger(ana)).session.over is None


def test_nobody_is_held_to_account_for_what_another_says_in_their_name() -> None:
    ana = replica(ANA, signer=KeyedSigner(ANA)).dispatcher

    for _ in range(2 * STRIKES):
        greeted(Stranger(ana), proved=False).say(Delta([b"no run"]))

    assert ana.stats["strikes"] == 0
    assert greeted(Stranger(ana)).session.over is None


def test_who_passes_on_what_only_members_can_read_is_not_to_blame_for_it() -> None:
    bob = member(BOB).dispatcher
    runs = amys(1)
    stranger = greeted(Stranger(bob))
    stranger.send(*runs)

    for _ in range(STRIKES):
        runs.append(spoiled(AMY, runs[-1].head))
        stranger.send(runs[-1])

    assert stranger.session.over is None
    assert bob.stats["spoiled"] == STRIKES
    assert bob.stats["strikes"] == bob.stats["invalid_run"] == 0


class Careless(IdentitySigner):
    """Signs everything but runs."""

    def sign(self, header: bytes) -> bytes:
        return bytes(SIGNATURE_BYTES) if len(header) == HEADER_BYTES else super().sign(header)


def test_two_members_part_for_ten_minutes_after_three_invalid_envelopes() -> None:
    time = VirtualTime()
    amy = member(AMY, scheduler=time, admission=Admission(AMY, ROOM)).dispatcher
    careless = strategies_of(BOB, ROOM)
    careless["signer"] = Careless(BOB)
    bob = replica(**careless, scheduler=time, admission=Admission(BOB, ROOM)).dispatcher
    time.settle()
    bob.local_update(typed("b"))
    time.pass_time(1)

    for _ in range(STRIKES):
        link = KeyedLink(bob, amy).carry()
        assert (link.are_open, link.are_over) == ((True, True), (True, True))
        assert "signature is not its source's" in (link.sessions[1].over or "")
    refused = KeyedLink(bob, amy).carry()

    assert (amy.stats["invalid_run"], amy.stats["strikes"]) == (STRIKES, 1)
    assert refused.sessions[1].proved == BOB.source
    assert "not for 600 s" in (refused.sessions[1].over or "")
    assert not refused.sessions[1].was_open
    time.pass_time(FIRST_SECONDS - 1)
    assert "not for 1 s" in (KeyedLink(bob, amy).carry().sessions[1].over or "")
    time.pass_time(1)
    assert KeyedLink(bob, amy).carry().are_open == (True, True)
