"""The whiteboard on screen: the canvas, its tools, and pictures of it."""

from .bars.tools_bar import BoardTools
from .canvas import BoardCanvas
from .layers.render import render_image

__all__ = ["BoardCanvas", "BoardTools", "render_image"]
