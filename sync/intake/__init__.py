"""What others do: checked, kept, folded."""
