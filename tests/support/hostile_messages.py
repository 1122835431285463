"""One frame of a conversation, with another value somewhere, of the right type or nearly."""

from hashlib import blake2b
from math import inf, nan
from typing import Any

import msgspec

from redux_scuttlebutt.store.update import SourceId
from redux_scuttlebutt.sync.errors import ProtocolError
from redux_scuttlebutt.sync.facts.bulletin import LINKS, PRESENCE, PROFILE, STANDING
from redux_scuttlebutt.sync.facts.stability import Report, encode_report
from redux_scuttlebutt.sync.wire.messages import (
    Beat,
    Bye,
    Chunk,
    Delta,
    Digest,
    Entry,
    Evidence,
    Facts,
    FactsDigest,
    Hello,
    Newest,
    SentFact,
    Want,
    encode,
)
from redux_scuttlebutt.sync.wire.messages import decode as decode_message
from redux_scuttlebutt.sync.wire.run import HEADER_BYTES, SIGNATURE_BYTES, Header, Run

from .keyed_signer import signed_fact
from .replica import ANA, BO, CY, DI

__all__ = ["alter", "flip", "insert", "truncate"]

_FIELDS = Header._fields
_INTEGERS = {"version", "incarnation", "first", "updates", "first_timestamp", "last_timestamp",
             "key_epoch", "body_bytes"}  # fmt: skip
_WIDTHS = {"version": 8, "incarnation": 32, "first": 64, "updates": 16, "first_timestamp": 64,
           "last_timestamp": 64, "key_epoch": 32, "body_bytes": 32}  # fmt: skip


def alter(frame: bytes, where: int, value: int) -> bytes:
    """Another value for a field, of the right type."""
    try:
        message = decode_message(frame)
    except ProtocolError:
        return frame
    match message:
        case Beat() | Chunk() | Want() | Hello():
            name = message.__struct_fields__[where % len(message.__struct_fields__)]
            new = _other_value(getattr(message, name), where // 10, value)
            return encode(msgspec.structs.replace(message, **{name: new}))
        case Digest():
            return encode(_digest(message, where, value))
        case Delta():
            return encode(Delta(_runs(message.runs, where, value)))
        case Evidence():
            return encode(Evidence(_evidence(message.found, where, value)))
        case FactsDigest():
            return encode(_facts_digest(message, where, value))
        case Facts():
            return encode(Facts(_facts(message.facts, where, value)))
        case Bye():
            return encode(msgspec.structs.replace(message, redial=not message.redial))


_EDGES = [0, 1, 2**32 - 1, 2**53 - 2**39, 2**53 - 1, 2**53, 2**63 - 1]


def _integer(old: int, where: int, value: int) -> int:
    """Near the old one, at an edge, or anything."""
    return [max(old + value % 7 - 3, 0), _EDGES[value % len(_EDGES)], value % 2**53][where % 3]


def _other_value(old: object, where: int, value: int) -> object:
    match old:
        case bool():
            return not old
        case int():
            return _integer(old, where, value)
        case float():
            return [value / 3, 1e9, 1e-300, 0.0, nan, inf, -1.0][where % 7]
        case str():
            return ["", "x", "増" * 200, "hybrid"][where % 4]
        case bytes():
            return [value.to_bytes(32, "big"), bytes(len(old)), old[::-1], ANA][where % 4]
        case _:
            long = [f"{n} what nobody knows ".ljust(200, "x") for n in range(32)]
            return [[], long, long[:2], ["facts", "beats", "facts"], ["blobs"]][where % 5]


def _evidence(found: list[bytes], where: int, value: int) -> list[bytes]:
    """With one byte altered, or in another number."""
    if where % 4 == 0 or not found:
        return (found * 30)[: where // 4 % 30]
    changed = bytearray(found[0])
    changed[where % len(changed)] ^= value % 255 + 1
    return [bytes(changed), *found]


def _facts_digest(digest: FactsDigest, where: int, value: int) -> FactsDigest:
    """Claims about somebody made up, or about those who are there; perhaps very many."""
    source = [_made_up(value), ANA, BO, CY, DI][where % 5]
    claims = [Newest(source, _integer(1_790_000_000_000_000, where // 5, value))]
    if where % 7 == 0:
        claims += [Newest(_made_up(value + n), 1 + n) for n in range(999)]
    more = digest.more != (where % 11 == 0)
    return FactsDigest([*claims, *digest.newest][: 1000 + where % 2], more=more)


def _facts(facts: list[SentFact], where: int, value: int) -> list[SentFact]:
    """Other facts: signed, where the liar has the key, as of its own and of made-up sources."""
    if not facts or where % 5 == 0:
        many = [signed_fact(_made_up(value + n), f"k{n}", 1 + n) for n in range(200)]
        keys = [signed_fact(BO, f"k{n}", 1 + n) for n in range(40)]
        return [facts[::-1], facts + facts, facts[1:], [*facts, *many], [*facts, *keys]][value % 5]
    at = where // 5 % len(facts)
    old = facts[at]
    version = [old.version, 1 + _integer(old.version, where // 7, value)][where // 5 % 2]
    source = [old.source, BO, _made_up(value), ANA, DI][where // 11 % 5]
    key = [old.key, PROFILE, STANDING, PRESENCE, LINKS, "k" * 32][where // 3 % 6]
    values = [old.value, _standing(where // 6, value), b"\x91" * 8192, ANA[:8] + DI[:8], b""]
    new = signed_fact(SourceId(source), key, version, values[where // 2 % 5])
    if source in (ANA, CY, DI) or value % 4 == 0:
        new = msgspec.structs.replace(new, signature=old.signature)
    return [*facts[:at], new, *facts[at + value % 2 :]]


def _standing(where: int, value: int) -> bytes:
    a, b, c, d = [_integer(15, where // n, value // n) for n in (1, 2, 3, 5)]
    earlier = tuple((n, 2**53 - 1) for n in range(value % 33))
    return encode_report(Report(a, b, c, d, earlier))


def _made_up(number: int) -> SourceId:
    return SourceId(number.to_bytes(32, "big"))


def _digest(digest: Digest, where: int, value: int) -> Digest:
    entries = list(digest.entries)
    if not entries or where % 8 == 0:
        many = [Entry(_made_up(value + n), 0, 1, bytes(8)) for n in range(where // 8 % 2 * 990)]
        return Digest([*entries, *many], whole=bool(value & 1), more=bool(value & 2))
    at = where // 8 % len(entries)
    changes: dict[str, Any] = [
        {"last": value % 2**53},
        {"last": max(entries[at].last + value % 5 - 2, 0)},
        {"incarnation": value % 2**32},
        {"source": value.to_bytes(32, "big")},
        {"hash": value.to_bytes(8, "big")},
        {"source": ANA, "last": _integer(4, where // 6, value)},  # another past of ours
    ][where % 6]
    entries.insert(at, msgspec.structs.replace(entries[at], **changes))
    if value & 1:
        del entries[at + 1]
    assert all(isinstance(entry, Entry) for entry in entries)
    return msgspec.structs.replace(digest, entries=entries[:1001])


def _runs(runs: list[bytes], where: int, value: int) -> list[bytes]:
    if not runs or where % 5 == 0:
        return [runs, runs[::-1], runs + runs, runs[1:], []][value % 5]
    at = where // 5 % len(runs)
    return [*runs[:at], _run(runs[at], where // 7, value), *runs[at + 1 :]]


# One run


def _run(raw: bytes, where: int, value: int) -> bytes:
    """Another field in the header, or another body; the rest may be put right around it."""
    try:
        run = Run(raw)
    except Exception:
        return raw  # altered before
    header, body, signature = run.header, run.body, run.signature
    name = [*_FIELDS, "body", "signature"][where % (len(_FIELDS) + 2)]
    where //= len(_FIELDS) + 2
    if name == "signature":
        signature = [bytes(SIGNATURE_BYTES), flip(signature, where, value)][value & 1]
    elif name == "body":
        body = [flip, insert, truncate][where % 3](body, where, value)
    elif name in _INTEGERS:
        near = max(getattr(header, name) + value % 7 - 3, 0)
        number = near if where & 1 else value
        header = header._replace(**{name: number % 2 ** _WIDTHS[name]})
    else:
        header = header._replace(**{name: value.to_bytes(32, "big")})
    if value % 3:  # whoever forges puts the body's length and hash right
        digest = blake2b(body, digest_size=32).digest()
        header = header._replace(body_bytes=len(body), body_hash=digest)
    if value % 5 == 0:  # and signs as somebody, who is not the source
        signature = blake2b(header.pack(), key=b"the forger's", digest_size=64).digest()
    assert len(header.pack()) == HEADER_BYTES
    return header.pack() + signature + body


# Bytes


def flip(frame: bytes, where: int, value: int) -> bytes:
    changed = bytearray(frame)
    if changed:
        changed[where % len(changed)] ^= 1 << value % 8
    return bytes(changed)


def truncate(frame: bytes, where: int, _value: int) -> bytes:
    return frame[: where % (len(frame) + 1)]


def insert(frame: bytes, where: int, value: int) -> bytes:
    at = where % (len(frame) + 1)
    return frame[:at] + value.to_bytes(8, "big") + frame[at:]
