import logging
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs
import pytest

from redux_scuttlebutt.store.update import Incarnation, SourceId
from redux_scuttlebutt.sync.own.continuity import GAP, WRITE_EVERY, Continuity, default_state_path
from redux_scuttlebutt.sync.wire.run import Chain, Head

NOON = 1_790_000_000_000_000

OWN, OTHER = (SourceId(bytes([n]) * 32) for n in (1, 2))
FIRST = Chain(OWN, Incarnation(0))
LATER = Chain(OWN, Incarnation(7))


def head(sequence: int, fork: int = 0) -> Head:
    return Head(sequence, bytes([fork]) * 32 if sequence else Head().hash, sequence)


class Device:
    """A data folder and a folder of markers, and starting the program with them."""

    def __init__(self, path: Path, machine: str = "mine") -> None:
        self.data = path / "data"
        self.markers = path / "state" / "markers"
        self.machine = machine
        self.problems: list[str] = []
        self.data.mkdir(parents=True)
        self.log.write_bytes(b"the log")

    @property
    def log(self) -> Path:
        return self.data / "log.sqlite"

    @property
    def marker(self) -> Path:
        [marker] = self.markers.iterdir()
        return marker

    def start(self, *, source: SourceId = OWN, room: bytes = bytes(32)) -> Continuity:
        return Continuity(
            self.markers,
            source,
            room,
            self.log,
            machine=self.machine,
            problem=self.problems.append,
            below=lambda most: most - 1,
        )

    def doubt(self, heads: Mapping[Chain, Head]) -> str | None:
        return self.start().doubt(heads)

    def was_here(self, chain: Chain, head: Head) -> None:
        """The program ran, and came as far as `head`."""
        marker = self.start()
        marker.note(chain, Head(), NOON)
        marker.note(chain, head, NOON)
        marker.close()


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path)


# No doubt


def test_a_new_log_is_not_in_doubt(device: Device) -> None:
    assert device.doubt({}) is None
    assert device.doubt({Chain(OTHER, Incarnation(0)): head(9)}) is None


def test_being_killed_before_the_first_action_is_no_reason_for_doubt(device: Device) -> None:
    device.start().note(FIRST, Head(), NOON)

    assert device.doubt({}) is None
    assert device.doubt({FIRST: head(1)}) is None


def test_a_log_as_it_was_left_is_not_in_doubt(device: Device) -> None:
    device.was_here(FIRST, head(5))

    assert device.doubt({FIRST: head(5)}) is None


def test_a_marker_behind_the_log_is_no_reason_for_doubt(device: Device) -> None:
    device.was_here(FIRST, head(5))

    assert device.doubt({FIRST: head(5000, fork=1)}) is None


def test_a_log_that_grew_and_moved_within_its_disk_is_not_in_doubt(device: Device) -> None:
    device.was_here(FIRST, head(5))

    with device.log.open("ab") as log:
        log.write(b"more")
    device.data.rename(device.data.with_name("elsewhere"))
    device.data = device.data.with_name("elsewhere")

    assert device.doubt({FIRST: head(5)}) is None


def test_whoever_began_a_new_incarnation_goes_on_in_it(device: Device) -> None:
    device.was_here(FIRST, head(5))
    device.start().note(LATER, Head(), NOON)

    again = device.start()

    assert again.incarnation == 7
    assert again.doubt({FIRST: head(5)}) is None
    assert again.doubt({FIRST: head(5), LATER: head(1)}) is None


def test_where_the_system_names_no_machine_none_is_missed(device: Device) -> None:
    device.machine = ""
    device.was_here(FIRST, head(5))
    assert device.doubt({FIRST: head(5)}) is None

    device.machine = "mine"
    assert device.doubt({FIRST: head(5)}) is None


def test_being_killed_at_any_moment_is_no_reason_for_doubt(tmp_path: Path) -> None:
    program = Path(__file__).parents[2] / "support" / "note_until_killed.py"
    path = [str(program.parent.parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, path))}

    for enough in (1, 2, 3, 50, 1):
        with subprocess.Popen(
            [sys.executable, program, tmp_path / "log.sqlite", tmp_path / "state"],
            stdout=subprocess.PIPE,
            env=environment,
        ) as process:
            assert process.stdout is not None
            said: list[bytes] = []
            for line in process.stdout:
                said.append(line)
                if len(said) == enough:
                    process.kill()

        assert said[0] == b"None\n"


# Doubt


def test_a_log_from_before_there_were_markers_is_in_doubt(device: Device) -> None:
    assert "no note" in str(device.doubt({FIRST: head(5)}))


def test_an_older_copy_put_back_is_noticed(device: Device) -> None:
    device.was_here(FIRST, head(5))

    assert "it lacks 2 of your last actions" in str(device.doubt({FIRST: head(3)}))
    assert "it lacks 5 of your last actions" in str(device.doubt({}))


def test_a_copy_from_before_a_new_incarnation_is_noticed(device: Device) -> None:
    device.was_here(LATER, head(2))

    assert "it lacks 2" in str(device.doubt({FIRST: head(5)}))


def test_another_last_action_is_noticed(device: Device) -> None:
    device.was_here(FIRST, head(5))

    assert "another one" in str(device.doubt({FIRST: head(5, fork=1)}))


def test_actions_of_another_copy_in_our_log_are_noticed(device: Device) -> None:
    device.was_here(FIRST, head(5))

    assert "Another copy" in str(device.doubt({FIRST: head(5), LATER: head(1)}))


def test_a_copy_at_the_place_of_the_folder_is_noticed(device: Device) -> None:
    device.was_here(FIRST, head(5))
    shutil.copytree(device.data, device.data.with_name("backup"))

    device.data.rename(device.data.with_name("broken"))
    device.data.with_name("backup").rename(device.data)

    assert "restored or copied" in str(device.doubt({FIRST: head(5)}))


def test_of_two_copies_on_one_device_only_the_first_goes_on(device: Device) -> None:
    device.was_here(FIRST, head(5))
    shutil.copytree(device.data, device.data.with_name("copy"))
    device.was_here(FIRST, head(6))

    device.data = device.data.with_name("copy")

    assert device.doubt({FIRST: head(5)}) is not None
    assert device.doubt({FIRST: head(6)}) is not None


@pytest.mark.parametrize("markers_too", [False, True])
def test_a_profile_on_another_device_is_noticed(tmp_path: Path, markers_too: bool) -> None:
    here, there = Device(tmp_path / "here"), Device(tmp_path / "there", machine="yours")
    here.was_here(FIRST, head(5))

    shutil.copytree(here.data, there.data, dirs_exist_ok=True)
    if markers_too:
        shutil.copytree(here.markers, there.markers)

    said = "another device" if markers_too else "no note"
    assert said in str(there.doubt({FIRST: head(5)}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"incarnation": 0}',
        b'{"incarnation":-1,"sequence":0,"hash":"%s","file":"","machine":""}' % (b"0" * 64),
        b'{"incarnation":0,"sequence":0,"hash":"short","file":"","machine":""}',
    ],
)
def test_a_damaged_marker_is_as_good_as_none(
    device: Device, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    device.was_here(FIRST, head(5))
    device.marker.write_bytes(content)

    assert "no note" in str(device.doubt({FIRST: head(5)}))
    assert "cannot be read" in caplog.text

    device.was_here(FIRST, head(6))
    assert device.doubt({FIRST: head(6)}) is None


def test_after_a_doubt_a_new_incarnation_is_as_good_as_ever(device: Device) -> None:
    device.was_here(FIRST, head(5))
    device.machine = "yours"
    marker = device.start()
    assert marker.doubt({FIRST: head(5)}) is not None

    fresh = Chain(OWN, marker.fresh_incarnation({FIRST: head(5)}))
    marker.note(fresh, Head(), NOON)

    assert device.doubt({FIRST: head(5)}) is None
    assert device.doubt({FIRST: head(5), fresh: head(1)}) is None


# New incarnations


def test_a_fresh_incarnation_is_above_all_in_log_and_marker(device: Device) -> None:
    device.was_here(LATER, head(2))
    other = Chain(OTHER, Incarnation(10**9))

    assert device.start().fresh_incarnation({other: head(1)}) == 7 + GAP
    assert device.start().fresh_incarnation({Chain(OWN, Incarnation(9)): head(1)}) == 9 + GAP


def test_two_copies_do_not_choose_the_same_incarnation(device: Device) -> None:
    def chosen() -> Incarnation:
        marker = Continuity(device.markers, OWN, bytes(32), device.log, machine="")
        return marker.fresh_incarnation({FIRST: head(5)})

    assert len({chosen() for _ in range(5)}) > 1


def test_incarnations_end_at_what_a_run_can_name(device: Device) -> None:
    last = 2**32 - 1
    nearly = {Chain(OWN, Incarnation(last - 1)): head(1)}

    assert device.start().fresh_incarnation(nearly) == last
    with pytest.raises(OverflowError, match="new identity"):
        device.start().fresh_incarnation({Chain(OWN, Incarnation(last)): head(1)})


# Writing


def test_the_first_note_is_written_at_once_and_then_one_every_few_seconds(device: Device) -> None:
    def written() -> int:
        return msgspec.json.decode(device.marker.read_bytes())["sequence"]

    marker = device.start()
    marker.note(FIRST, head(1), NOON)
    assert written() == 1

    marker.note(FIRST, head(2), NOON + WRITE_EVERY - 1)
    assert written() == 1

    marker.note(FIRST, head(2), NOON + WRITE_EVERY)
    assert written() == 2

    marker.note(FIRST, head(3), NOON + WRITE_EVERY + 1)
    marker.close()
    assert written() == 3


def test_a_clock_that_was_set_back_does_not_keep_notes_from_the_disk(device: Device) -> None:
    marker = device.start()
    marker.note(FIRST, head(1), NOON)

    marker.note(FIRST, head(2), 0)

    assert device.doubt({FIRST: head(1)}) is not None


def test_a_new_incarnation_is_noted_at_once(device: Device) -> None:
    marker = device.start()
    marker.note(FIRST, head(1), NOON)

    marker.note(LATER, Head(), NOON)

    assert device.start().incarnation == 7


def test_nothing_is_written_where_nothing_changed(device: Device) -> None:
    device.was_here(FIRST, head(5))
    before = device.marker.stat().st_ino, device.marker.stat().st_mtime_ns

    marker = device.start()
    marker.note(FIRST, head(5), NOON)
    marker.close()

    assert (device.marker.stat().st_ino, device.marker.stat().st_mtime_ns) == before


def test_sources_and_rooms_have_their_own_markers(device: Device) -> None:
    device.start().note(FIRST, head(5), NOON)
    device.start(source=OTHER).note(Chain(OTHER, Incarnation(0)), head(6), NOON)
    device.start(room=b"r" * 32).note(FIRST, head(7), NOON)

    assert len(list(device.markers.iterdir())) == 3
    assert device.doubt({FIRST: head(5)}) is None


def test_a_marker_tells_nobody_else_which_machine_this_is(device: Device) -> None:
    device.was_here(FIRST, head(5))

    assert b"mine" not in device.marker.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(device.marker.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_told_of_once_and_keeps_nobody_from_working(
    device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    device.markers.parent.write_bytes(b"a file where a folder should be")
    caplog.set_level(logging.WARNING)
    marker = device.start()

    marker.note(FIRST, head(1), NOON)
    marker.note(FIRST, head(2), NOON + WRITE_EVERY)
    assert len(device.problems) == 1
    assert str(device.markers) in device.problems[0]
    assert "cannot be written" in caplog.text

    device.markers.parent.unlink()
    marker.close()
    assert device.doubt({FIRST: head(2)}) is None


def test_markers_lie_outside_of_the_data() -> None:
    data = platformdirs.user_data_path("redux-scuttlebutt", appauthor=False)

    assert default_state_path().is_absolute()
    assert not default_state_path().is_relative_to(data)


def test_where_the_system_has_one_place_for_data_and_state_markers_lie_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def both(name: str, **_options: object) -> Path:
        return tmp_path / name

    monkeypatch.setattr(platformdirs, "user_data_path", both)
    monkeypatch.setattr(platformdirs, "user_state_path", both)

    assert default_state_path() == tmp_path / "redux-scuttlebutt-state"
