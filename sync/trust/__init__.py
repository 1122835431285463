"""Who somebody is, and who is in the room."""
