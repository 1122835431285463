"""What a press, a drag and a release do to the board."""
