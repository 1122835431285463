"""Evidence against a source: two things that it signed, of which one chain cannot hold both.

Anybody can check it with public keys alone. Everything from its place on is in doubt, so
nobody folds that. The lowest place known of a chain counts: in whatever order evidence
arrives, all end with the same.
"""

from functools import cached_property
from hashlib import blake2b
from struct import Struct

from ..errors import BadRun
from ..facts.facts import Fact, signed_bytes
from ..facts.stability import STANDING, Report, decode_report
from ..trust.strategies import Signer
from .run import HASH_BYTES, HEADER_BYTES, SIGNATURE_BYTES, Chain, Header, Run

__all__ = [
    "MARK_BYTES",
    "MAX_EVIDENCE_BYTES",
    "SIGNED_BYTES",
    "Evidence",
    "SignedHeader",
    "breaks",
    "contradict",
]

SIGNED_BYTES = HEADER_BYTES + SIGNATURE_BYTES

MARK_BYTES = 8
"""So much of its hash names evidence in a digest."""

MAX_EVIDENCE_BYTES = 2048
"""More than any evidence needs: two headers, or one and a standing."""

_KNOWN_VERSIONS = (0, 1)
"""Of runs; a later one may mean something else by the same bytes."""

_PAIR, _PROMISE = b"\0", b"\1"
_FACT = Struct(">Q64s")


class SignedHeader:
    """The header of a run with its signature: a run without its body.

    Args:
        raw: as the run begins.

    Raises:
        BadRun: of another length, or nothing that a run could begin with.
    """

    def __init__(self, raw: bytes) -> None:
        if len(raw) != SIGNED_BYTES:
            raise BadRun(f"a signed header has {len(raw)} bytes, expected {SIGNED_BYTES}")
        if raw[0] not in _KNOWN_VERSIONS:
            raise BadRun(f"a header of version {raw[0]} is nothing to judge by")
        self.raw = raw
        self.packed = raw[:HEADER_BYTES]
        self.header = Header.unpack(raw)

    @classmethod
    def of(cls, run: Run) -> "SignedHeader":
        """That of `run`."""
        return cls(run.raw[:SIGNED_BYTES])

    @cached_property
    def hash(self) -> bytes:
        """As `Run.hash`."""
        return blake2b(self.packed, digest_size=HASH_BYTES).digest()

    @property
    def chain(self) -> Chain:
        return Chain(self.header.source, self.header.incarnation)

    @property
    def first(self) -> int:
        return self.header.first

    @property
    def last(self) -> int:
        return self.header.first + self.header.updates - 1

    def is_signed(self, signer: Signer) -> bool:
        return signer.verify(self.header.source, self.packed, self.raw[HEADER_BYTES:])


def contradict(one: SignedHeader, other: SignedHeader) -> bool:
    """Whether no chain can hold the runs of both.

    They overlap and differ; or the later one follows right behind the earlier one, and
    names another as its previous, or is stamped at or below it.
    """
    if one.chain != other.chain or one.hash == other.hash:
        return False
    former, latter = sorted((one, other), key=lambda signed: signed.first)
    if former.last >= latter.first:
        return True
    if former.last + 1 != latter.first:
        return False
    header = latter.header
    is_late = header.first_timestamp <= former.header.last_timestamp
    return header.previous != former.hash or is_late


def breaks(header: Header, report: Report) -> bool:
    """Whether a run was stamped at or below what its source had promised not to use again."""
    if header.incarnation != report.incarnation:
        return False
    last = header.first + header.updates - 1
    is_wholly_new = header.first > report.sequence and header.first_timestamp <= report.promise
    return is_wholly_new or (last > report.sequence and header.last_timestamp <= report.promise)


class Evidence:
    """A pair of headers, or a header and the standing whose promise it breaks.

    To be made by `pair`, `promise` or `parse`.

    Attributes:
        raw: as it is stored and sent.
        at_place: the header that begins at the place.
    """

    def __init__(self, at_place: SignedHeader, other: SignedHeader | Fact) -> None:
        self.at_place = at_place
        self._other = other
        if isinstance(other, SignedHeader):
            self.raw = _PAIR + at_place.raw + other.raw
        else:
            signed = _FACT.pack(other.version, other.signature) + other.value
            self.raw = _PROMISE + at_place.raw + signed

    @classmethod
    def pair(cls, one: SignedHeader, other: SignedHeader) -> "Evidence | None":
        """That the runs of both cannot stand in one chain; None if they can."""
        if not contradict(one, other):
            return None
        return cls(*sorted((one, other), key=lambda signed: (signed.first, signed.packed)))

    @classmethod
    def promise(cls, header: SignedHeader, standing: Fact) -> "Evidence | None":
        """That the run of `header` breaks the promise in `standing`; None if it does not."""
        if standing.source != header.header.source or standing.key != STANDING:
            return None
        try:
            report = decode_report(standing.value)
        except ValueError:
            return None
        evidence = cls(header, standing)
        is_good = breaks(header.header, report) and len(evidence.raw) <= MAX_EVIDENCE_BYTES
        return evidence if is_good else None

    @classmethod
    def parse(cls, raw: bytes) -> "Evidence":
        """The evidence that `raw` is; its signatures are not looked at.

        Raises:
            BadRun: it proves nothing, or not in the one form that it can be written in.
        """
        if len(raw) > MAX_EVIDENCE_BYTES:
            raise BadRun(f"evidence of {len(raw)} bytes, at most {MAX_EVIDENCE_BYTES} expected")
        kind, first, rest = raw[:1], raw[1 : 1 + SIGNED_BYTES], raw[1 + SIGNED_BYTES :]
        evidence = None
        if kind == _PAIR:
            evidence = cls.pair(SignedHeader(first), SignedHeader(rest))
        elif kind == _PROMISE and len(rest) >= _FACT.size:
            header = SignedHeader(first)
            version, signature = _FACT.unpack_from(rest)
            value = rest[_FACT.size :]
            evidence = cls.promise(
                header, Fact(header.header.source, STANDING, version, value, signature)
            )
        if evidence is None or evidence.raw != raw:
            raise BadRun("evidence that proves nothing")
        return evidence

    @property
    def chain(self) -> Chain:
        return self.at_place.chain

    @property
    def place(self) -> int:
        """The sequence from which on the chain is in doubt: a run of it begins there."""
        return self.at_place.first

    @property
    def is_of_a_promise(self) -> bool:
        """Whether a promise was broken; otherwise two runs contradict each other."""
        return not isinstance(self._other, SignedHeader)

    @cached_property
    def hash(self) -> bytes:
        """BLAKE2b-256 of what is signed: signatures can be varied, and would bring no news."""
        digest = blake2b(self.at_place.packed, digest_size=HASH_BYTES)
        if isinstance(self._other, SignedHeader):
            digest.update(self._other.packed)
        else:
            digest.update(signed_bytes(self.at_place.header.room, self._other))
        return digest.digest()

    @property
    def mark(self) -> bytes:
        """How the hash begins: what a digest says of it."""
        return self.hash[:MARK_BYTES]

    @property
    def rank(self) -> tuple[int, bytes]:
        """Of two about one chain, that with the lower rank counts.

        By the hash where the place is the same: to make one that counts once more, its
        source has to work twice as hard as for the one before.
        """
        return self.place, self.hash

    def check(self, room: bytes, signer: Signer) -> None:
        """Look at the signatures.

        Raises:
            BadRun: of another room, or not signed by its source.
        """
        other = self._other
        headers = [self.at_place, *([other] if isinstance(other, SignedHeader) else [])]
        if any(signed.header.room != room for signed in headers):
            raise BadRun("evidence from another room")
        if not all(signed.is_signed(signer) for signed in headers):
            raise BadRun("evidence whose signature is not its source's")
        if isinstance(other, Fact) and not signer.verify(
            other.source, signed_bytes(room, other), other.signature
        ):
            raise BadRun("evidence with a standing that its source did not sign")
