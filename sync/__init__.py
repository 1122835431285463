"""Scuttlebutt: what makes histories equal."""
