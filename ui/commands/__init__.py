"""What people can ask the window for, by menu, by key, by name: one list of commands."""
