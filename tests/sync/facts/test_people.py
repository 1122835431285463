from redux_scuttlebutt.sync.facts.bulletin import PROFILE
from redux_scuttlebutt.sync.facts.people import Acquaintance, People
from redux_scuttlebutt.sync.facts.profile import Profile, encode_profile
from support.replica import ANA, BO, CY, Replica, replica
from support.wire import Wire


def two() -> tuple[Replica, Replica, Wire, People]:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="Bo")
    wire = Wire(ana.dispatcher, bo.dispatcher).carry()
    return ana, bo, wire, People(ana.dispatcher, {})


def test_somebody_met_is_remembered_by_name_once() -> None:
    ana, _, wire, _ = two()
    written: list[tuple[bytes, str]] = []
    people = People(ana.dispatcher, {}, lambda source, name: written.append((source, name)))

    people.met(wire.sessions[0])
    people.met(wire.sessions[0])

    assert written == [(BO, "Bo")]
    assert people.name_of(BO) == "Bo"


def test_a_name_from_before_is_known() -> None:
    people = People(replica(ANA).dispatcher, {BO: "増える"})

    assert people.name_of(BO) == "増える"
    assert people.others([]) == [Acquaintance(BO, "増える", False, 0, 0)]


def test_whoever_has_no_name_is_called_by_the_beginning_of_the_key() -> None:
    people = People(replica(ANA).dispatcher, {CY: ""})

    assert (people.name_of(BO), people.name_of(CY)) == ("42424242", "43434343")
    assert people.name_of(ANA) == "41414141"


def test_we_are_called_what_we_call_ourselves_and_are_not_one_of_the_others() -> None:
    people = People(replica(ANA, name="Ana").dispatcher, {ANA: "an old name"})

    assert people.name_of(ANA) == "Ana"
    assert people.others([]) == []


def test_whoever_made_an_update_is_known() -> None:
    ana, bo, _wire, people = two()
    bo.type("b")
    Wire(ana.dispatcher, bo.dispatcher).carry()

    [other] = people.others([])

    assert (other.source, other.is_connected) == (BO, False)


def test_what_somebody_lacks_and_owes_is_read_off_the_last_digest() -> None:
    ana, bo, wire, people = two()
    ana.type("abc")
    bo.type("de")
    [other] = people.others([wire.sessions[0]])
    assert (other.is_connected, other.lacks) == (True, 3)

    wire.carry()
    people.left(wire.sessions[0])
    wire.lose()
    ana.type("f")

    [other] = people.others([])
    assert (other.is_connected, other.owes) == (False, 0)
    assert other.lacks >= 1


def test_those_with_a_link_come_first() -> None:
    ana = replica(ANA)
    cy = replica(CY)
    wire = Wire(ana.dispatcher, cy.dispatcher).carry()
    people = People(ana.dispatcher, {BO: "Bo"})

    assert [other.source for other in people.others([wire.sessions[0]])] == [CY, BO]


def say(who: Replica, name: str) -> None:
    who.dispatcher.bulletin.say(PROFILE, encode_profile(Profile(name)))


def test_whoever_takes_a_known_name_is_warned_of_once() -> None:
    ana, cy = replica(ANA, name="Ana"), replica(CY, name="Cy")
    warned: list[tuple[bytes, bytes, str]] = []

    def warn(source: bytes, known: bytes, name: str) -> None:
        warned.append((source, known, name))

    people = People(ana.dispatcher, {BO: "Bo"}, warn=warn)
    for name in ("BO", "Cy", "Bo "):
        say(cy, name)
        Wire(ana.dispatcher, cy.dispatcher).carry()

    assert warned == [(CY, BO, "Bo")]
    assert (people.namesake_of(CY), people.namesake_of(BO)) == (BO, None)


def test_nobody_takes_our_own_name() -> None:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="Bo")
    people = People(ana.dispatcher, {BO: "Bo"})
    say(bo, "ana")

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert people.namesake_of(BO) == ANA
    [other] = people.others([])
    assert other.namesake == ANA


def test_whose_key_was_compared_is_written_down_and_comes_first() -> None:
    written: list[tuple[bytes, bool]] = []

    def keep(source: bytes, matches: bool) -> None:
        written.append((source, matches))

    ana = replica(ANA, name="Ana")
    people = People(ana.dispatcher, {CY: "Bo", BO: "Bo"}, keep_verified=keep)
    assert people.namesake_of(BO) == CY

    people.verify(BO, True)
    assert (people.namesake_of(BO), people.namesake_of(CY)) == (None, BO)

    people.verify(BO, False)
    assert people.namesake_of(BO) == CY
    assert written == [(BO, True), (BO, False)]


def test_a_name_told_through_others_is_remembered_too() -> None:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="Bo")
    say(bo, "Bo the builder")
    written: list[tuple[bytes, str]] = []
    People(ana.dispatcher, {}, lambda source, name: written.append((source, name)))

    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert written == [(BO, "Bo the builder")]


def test_what_was_said_before_we_began_counts() -> None:
    ana, bo = replica(ANA, name="Ana"), replica(BO, name="Bo")
    say(bo, "Bo")
    Wire(ana.dispatcher, bo.dispatcher).carry()

    assert People(ana.dispatcher, {CY: "Bo"}).namesake_of(BO) == CY
