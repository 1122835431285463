"""The signs of the program: drawings of 24 by 24, in whatever colour is asked for."""
