"""What the file of the log holds, and what leads from each of its formats to the next."""

from zlib import crc32

__all__ = ["ADD_RUN", "FILLED", "MIGRATIONS", "TAKEN", "TAKE_BACK", "checksum"]

MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        source BLOB NOT NULL,
        incarnation INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        arrived INTEGER NOT NULL,
        raw BLOB NOT NULL,
        UNIQUE (source, incarnation, first)
    ) STRICT;
    CREATE TABLE people (
        source BLOB PRIMARY KEY,
        name TEXT NOT NULL,
        seen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE runs ADD COLUMN crc INTEGER;
    CREATE TABLE set_aside (
        id INTEGER PRIMARY KEY,
        source BLOB NOT NULL,
        incarnation INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        arrived INTEGER NOT NULL,
        raw BLOB NOT NULL,
        crc INTEGER
    ) STRICT;
    CREATE TABLE damaged (
        id INTEGER PRIMARY KEY,
        source BLOB NOT NULL,
        incarnation INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        arrived INTEGER NOT NULL,
        raw BLOB NOT NULL,
        reason TEXT NOT NULL
    ) STRICT;
    CREATE TABLE facts (
        id INTEGER PRIMARY KEY,
        source BLOB NOT NULL,
        key TEXT NOT NULL,
        version INTEGER NOT NULL,
        value BLOB NOT NULL,
        signature BLOB NOT NULL,
        UNIQUE (source, key)
    ) STRICT;
    CREATE TABLE blobs (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT;
    """,
    """
    ALTER TABLE people ADD COLUMN verified INTEGER;
    CREATE TABLE evidence (
        id INTEGER PRIMARY KEY,
        source BLOB NOT NULL,
        incarnation INTEGER NOT NULL,
        raw BLOB NOT NULL,
        again_from INTEGER NOT NULL,
        UNIQUE (source, incarnation)
    ) STRICT;
    """,
)
"""`PRAGMA user_version` counts those done. None is ever edited: files were made by it.

`arrived`, `seen` and `verified` are microseconds since 1970: when somebody took this name, and
when their key was compared, null where it was not; `id` is the order of arrival, `crc` the
`checksum` of `raw`, null in rows that came from format 1 and were not looked at since.
`runs` has no holes: what lies behind one is `set_aside`, and `damaged` names the hole. What
is in doubt by `evidence` stays in `runs`; whoever reads a chain has to mind its place.
"""

ADD_RUN = (
    "INSERT INTO runs(source, incarnation, first, last, arrived, raw, crc) VALUES(?,?,?,?,?,?,?)"
)
TAKE_BACK = """
    INSERT INTO runs(source, incarnation, first, last, arrived, raw, crc)
    SELECT source, incarnation, first, last, arrived, raw, crc FROM set_aside WHERE id = ?
"""
TAKEN = "DELETE FROM set_aside WHERE id = ?"
FILLED = "DELETE FROM damaged WHERE source = ? AND incarnation = ? AND first <= ?"


def checksum(raw: bytes) -> int:
    """Finds each flipped bit of a run, where its hashes see neither its signature nor,
    for the last one of a chain, its header."""
    return crc32(raw)
