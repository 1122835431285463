"""The bytes of the protocol are a promise: `docs/vectors/` holds them, and they stay.

A new kind of message needs a new entry in `tests/support/vectors.py`; the failing test then
shows the content to put into the file. A change to a line that is there breaks every peer
that does not update at the same time: that takes a new version, not a new vector.
"""

import json
import re
from itertools import pairwise
from typing import Any, get_args

import pytest

from redux_scuttlebutt.sync.wire.messages import Message, decode, encode
from redux_scuttlebutt.sync.wire.run import Run, read_body
from support.vectors import FOLDER, MESSAGES, RUNS, as_text, message_vectors, plain, run_vectors


def kept(name: str) -> list[dict[str, Any]]:
    file = FOLDER / name
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def walked(title: str) -> bytes:
    """The bytes that a table of the page goes through: `hex`, or `hex` × how often."""
    page = (FOLDER.parent / "protocol.md").read_text(encoding="utf-8")
    [section] = [part for part in page.split("\n### ") if part.startswith(title)]
    rows = re.findall(r"^\| \d+ \| `([0-9a-f ]+)`(?: × (\d+))? \|", section, re.MULTILINE)
    return b"".join(bytes.fromhex(digits) * int(times or 1) for digits, times in rows)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("messages.json", as_text(message_vectors())), ("runs.json", as_text(run_vectors()))],
    ids=["messages", "runs"],
)
def test_our_encoder_makes_these_bytes(name: str, expected: str) -> None:
    file = FOLDER / name
    found = file.read_text(encoding="utf-8") if file.exists() else ""

    assert found == expected, f"docs/vectors/{name} should hold:\n{expected}"


@pytest.mark.parametrize("vector", kept("messages.json"), ids=lambda vector: vector["name"])
def test_our_decoder_reads_these_frames(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["frame"])

    message = decode(frame)

    assert type(message).__struct_config__.tag == vector["kind"]
    assert plain(message) == vector["fields"]
    assert message == MESSAGES[vector["name"]]
    assert encode(message) == frame


@pytest.mark.parametrize("vector", kept("runs.json"), ids=lambda vector: vector["name"])
def test_our_decoder_reads_these_runs(vector: dict[str, Any]) -> None:
    run = Run(bytes.fromhex(vector["raw"]))
    updates = read_body(run.header, run.body)

    assert {name: plain(value) for name, value in run.header._asdict().items()} == vector["header"]
    assert run.hash.hex() == vector["hash"]
    assert run.signature.hex() == vector["signature"]
    assert [update.action for update in updates] == vector["body"]["actions"]
    stamps = [update.timestamp for update in updates]
    assert [b - a for a, b in pairwise(stamps)] == vector["body"]["steps"]


def test_each_kind_of_message_has_a_vector() -> None:
    kinds = {kind.__struct_config__.tag for kind in get_args(Message)}

    assert {vector["kind"] for vector in kept("messages.json")} == kinds


def test_the_runs_of_a_chain_follow_each_other() -> None:
    first, second, *_ = RUNS.values()

    assert second.header.previous == first.hash
    assert second.header.first == first.last + 1


def test_the_page_walks_through_a_real_run_and_a_real_frame() -> None:
    assert walked("A run, byte by byte") == RUNS["the first of a chain"].raw
    assert walked("A frame, byte by byte") == encode(MESSAGES["digest, acknowledging"])
