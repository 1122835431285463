"""Writing text on the board."""
