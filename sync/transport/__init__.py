"""How bytes reach another peer."""
