"""What the window shows of the board, one layer above the other, and when it is painted."""
