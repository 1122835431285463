"""The whiteboard on screen: the canvas, its tools, and pictures of it."""

from .canvas import BoardCanvas
from .layers.render import render_image
from .tools_bar import BoardTools

__all__ = ["BoardCanvas", "BoardTools", "render_image"]
