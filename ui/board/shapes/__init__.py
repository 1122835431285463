"""Shapes as they are painted, and found under a pointer."""
