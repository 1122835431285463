"""The program: command line, joining the parts, start and stop."""
