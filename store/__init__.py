"""A Redux store whose state is a fold over an ordered, rewindable history."""
