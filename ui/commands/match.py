"""How well a name answers what somebody typed of it."""

__all__ = ["score"]

WORD, ROW, FIRST = 8, 8, 3
"""What a letter is worth at the beginning of a word, next to the one before, at the very front."""


def score(typed: str, name: str) -> int | None:
    """How well `name` answers `typed`, more is better; None if it lacks a letter of it.

    All letters of `typed` must occur in their order, though not beside each other: "zte"
    finds "Zoom to everything". Spaces and case make no difference.
    """
    letters, text = "".join(typed.casefold().split()), name.casefold()
    if not letters:
        return 0
    # best[i]: the most that the letters so far are worth, the last of them standing at i.
    best: list[int | None] = [None] * len(text)
    for number, letter in enumerate(letters):
        reached: int | None = 0 if number == 0 else None
        found: list[int | None] = [None] * len(text)
        for place, other in enumerate(text):
            if number and place and (before := best[place - 1]) is not None:
                reached = before if reached is None else max(reached, before)
            if other != letter or reached is None:
                continue
            worth = reached + _worth(text, place)
            beside = best[place - 1] if number and place else None
            if beside is not None:
                worth = max(worth, beside + ROW + _worth(text, place))
            found[place] = worth
        best = found
    reachable = [worth for worth in best if worth is not None]
    # Of two names that have it alike, the shorter one is meant.
    return max(reachable) * 16 - min(len(text), 15) if reachable else None


def _worth(text: str, place: int) -> int:
    if place == 0:
        return WORD + FIRST
    return WORD if not text[place - 1].isalnum() else 1
