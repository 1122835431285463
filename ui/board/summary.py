"""What there is to see on a board, in words for whoever does not see it."""

__all__ = ["summary"]


def summary(objects: int, people: int, selected: int) -> str:
    """How many there are of each; people and what is selected only if there are any."""
    parts = ["1 object" if objects == 1 else f"{objects} objects"]
    if people:
        parts.append("1 person" if people == 1 else f"{people} people")
    if selected:
        parts.append(f"{selected} selected")
    return ", ".join(parts)
