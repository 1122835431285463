"""The shared counter on screen."""
