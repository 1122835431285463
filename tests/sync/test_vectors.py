"""The bytes of the protocol are a promise: `docs/vectors/` holds them, and they stay.

A new kind of message needs a new entry in `tests/support/vectors.py`; the failing test then
shows the content to put into the file. A change to a line that is there breaks every peer
that does not update at the same time: that takes a new version, not a new vector.
"""

import json
import re
from hashlib import blake2b
from itertools import pairwise
from typing import Any, get_args

import pytest
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.signing import SigningKey

from redux_scuttlebutt.sync.trust.handshake import Fresh
from redux_scuttlebutt.sync.wire.messages import Message, decode, encode
from redux_scuttlebutt.sync.wire.run import Run, read_body
from support.vectors import (
    FOLDER,
    MESSAGES,
    RUNS,
    admission_vectors,
    as_text,
    message_vectors,
    plain,
    plain_body,
    run_vectors,
    shake_hands,
)


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
    [
        ("messages.json", as_text(message_vectors())),
        ("runs.json", as_text(run_vectors())),
        ("admission.json", as_text(admission_vectors())),
    ],
    ids=["messages", "runs", "admission"],
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
    updates = read_body(run.header, plain_body(run))

    assert {name: plain(value) for name, value in run.header._asdict().items()} == vector["header"]
    assert run.hash.hex() == vector["hash"]
    assert run.signature.hex() == vector["signature"]
    assert [update.action for update in updates] == vector["body"]["actions"]
    stamps = [update.timestamp for update in updates]
    assert [b - a for a, b in pairwise(stamps)] == vector["body"]["steps"]


@pytest.mark.parametrize("vector", kept("admission.json"), ids=lambda vector: vector["name"])
def test_our_handshake_says_these_bytes(vector: dict[str, Any]) -> None:
    sides = [
        {name: bytes.fromhex(value) for name, value in vector[side].items()}
        for side in ("dialler", "dialled")
    ]
    first, second = (Fresh(side["secret"], side["nonce"], side["header"]) for side in sides)

    said = shake_hands(
        bytes.fromhex(vector["room"]),
        (sides[0]["seed"], sides[1]["seed"]),
        (first, second),
        relay=vector["relay"],
        offers=bytes.fromhex(vector["offers"]),
    )

    assert said == {name: vector[name] for name in said}


def test_each_kind_of_message_has_a_vector() -> None:
    kinds = {kind.__struct_config__.tag for kind in get_args(Message)}

    assert {vector["kind"] for vector in kept("messages.json")} == kinds


def test_the_runs_of_a_chain_follow_each_other() -> None:
    for first, second in (
        ("the first of a chain", "the one that follows"),
        ("signed and encrypted", "signed and encrypted, the one that follows"),
    ):
        assert RUNS[second].header.previous == RUNS[first].hash
        assert RUNS[second].header.first == RUNS[first].last + 1


@pytest.mark.parametrize(
    "vector", [v for v in kept("runs.json") if "nonce" in v], ids=lambda vector: vector["name"]
)
def test_a_signed_and_encrypted_run_can_be_made_of_what_the_file_says(
    vector: dict[str, Any],
) -> None:
    """By libsodium alone, without anything of ours but the layout."""
    run = Run(bytes.fromhex(vector["raw"]))
    given = {name: bytes.fromhex(v) for name, v in vector.items() if isinstance(v, str)
             and name in ("seed", "room secret", "key of content", "nonce", "plain")}  # fmt: skip
    key = blake2b(b"content 0", key=given["room secret"], digest_size=32,
                  person=b"scuttlebutt-room").digest()  # fmt: skip

    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        given["plain"], run.raw[:131], given["nonce"], key
    )
    signed = SigningKey(given["seed"]).sign(run.raw[:167])

    assert key == given["key of content"]
    assert run.body == given["nonce"] + sealed
    assert run.signature == signed.signature
    assert run.header.source == bytes(SigningKey(given["seed"]).verify_key)


def test_the_page_walks_through_a_real_run_and_a_real_frame() -> None:
    run = RUNS["signed and encrypted"]
    assert walked("A run, byte by byte") == run.raw
    assert walked("Its body, decrypted") == plain_body(run)
    assert walked("A frame, byte by byte") == encode(MESSAGES["digest, acknowledging"])
