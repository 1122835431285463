"""Pictures of a board for elsewhere, and boards out of pictures."""
