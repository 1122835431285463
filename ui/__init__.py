"""Qt widgets bound to a store."""
