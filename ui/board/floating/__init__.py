"""The small things that lie above the canvas: a map, a note, a way back."""
