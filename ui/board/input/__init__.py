"""What one does with pointer and keys, and what it means for the board."""
