"""What happened, for people: a ladder with one column per replica, and a hash of it all."""

from collections import deque
from hashlib import blake2b

from .heap import SECOND, START, Heap

__all__ = ["Story"]

KEPT = 2000
SHOWN = 80


class Story:
    """Notes of what matters, the last of which are kept, and a hash over everything."""

    def __init__(self, heap: Heap) -> None:
        self._heap = heap
        self._notes: deque[tuple[int, int | None, str]] = deque(maxlen=KEPT)
        self._hash = blake2b(digest_size=16)

    def note(self, who: int | None, text: str) -> None:
        """`text` happened at replica `who`, or to all."""
        self._notes.append((self._heap.now - START, who, text))
        self._hash.update(f"{self._heap.now} {who} {text}\n".encode())

    def carried(self, sender: int, receiver: int, frame: bytes) -> None:
        """A frame went on its way: part of the hash, though not of the story."""
        self._hash.update(f"{self._heap.now} {sender} {receiver} {len(frame)}\n".encode())
        self._hash.update(frame)

    @property
    def trace(self) -> str:
        """The same for two runs in which the same happened, byte for byte."""
        return self._hash.hexdigest()

    def ladder(self, columns: int) -> str:
        """The last notes, each in the column of its replica."""
        notes = list(self._notes)[-SHOWN:]
        width = max(12, min(34, 150 // max(columns, 1)))
        lines = [" " * 12 + "".join(f"{n:<{width}}" for n in range(columns))]
        for at, who, text in notes:
            time = f"{at / SECOND:10.3f}  "
            if who is None:
                lines.append(f"{time}== {text}")
                continue
            left = "".join(f"{'·':<{width}}" for _ in range(who))
            fits = len(text) < width or who == columns - 1
            right = "" if not fits else "".join(f"{'·':<{width}}" for _ in range(who + 1, columns))
            lines.append(f"{time}{left}{text:<{width}}{right}".rstrip(" "))
        return "\n".join(lines)
