"""All that is on the board, as a list."""
