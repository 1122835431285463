"""Which names look the same to people, and so who uses a name that is somebody else's.

A name proves nothing: anybody can take any. What looks alike is compared in one form, in
the manner of the skeletons of Unicode Technical Standard 39, with a table of our own that
holds the letters most often mistaken for each other.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from unicodedata import category, normalize

from ...store.update import SourceId

__all__ = ["namesakes", "skeleton"]

LONGEST = 1000

_INVISIBLE = frozenset({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0})
"""Letters and marks of which nothing shows; U+2800 is Braille without dots."""

_LOOKALIKES = str.maketrans(
    {
        letter: latin
        for latin, letters in {
            "a": "аαɑ",
            "b": "вьβ",
            "c": "сϲ",
            "d": "ԁ",
            "e": "еε",
            "g": "ɡԍ",
            "h": "һн",
            "j": "јϳ",
            "k": "кκ",
            "m": "м",
            "o": "оοσ0",
            "p": "рρ",
            "q": "ԛ",
            "s": "ѕ",
            "t": "тτ",
            "u": "υ",
            "v": "ѵν",
            "w": "ԝω",
            "x": "хχ",
            "y": "уγ",
            "l": "iіıιӏǀł1|!",
        }.items()
        for letter in letters
    }
)
"""Small letters: capitals are folded before."""


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """What is left of `name` for the eye: equal for names that people take for the same."""
    folded = normalize("NFKC", normalize("NFKC", name[:LONGEST]).casefold())
    seen = "".join(c for c in folded if not _is_unseen(c)).translate(_LOOKALIKES)
    return seen.replace("rn", "m").replace("vv", "w")


def namesakes(
    names: Mapping[SourceId, str], trusted: Collection[SourceId]
) -> dict[SourceId, SourceId]:
    """Who uses a name that is another's, and whose: the first who took it keeps it.

    Args:
        names: by source, in the order in which they took these names.
        trusted: those whose keys were compared. They keep any name, and come before others.
    """
    owners: dict[str, SourceId] = {}
    for source in (*filter(trusted.__contains__, names), *names):
        owners.setdefault(skeleton(names[source]), source)
    found: dict[SourceId, SourceId] = {}
    for source, name in names.items():
        alike = skeleton(name)
        if alike and source not in trusted and owners[alike] != source:
            found[source] = owners[alike]
    return found


def _is_unseen(character: str) -> bool:
    """White space, what acts instead of showing, and variants of how others look."""
    return (
        category(character) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
        or ord(character) in _INVISIBLE
        or 0xFE00 <= ord(character) <= 0xFE0F
        or 0xE0100 <= ord(character) <= 0xE01EF
    )
