"""What each source says of itself, and what all of it together tells."""
