"""A drawing as a PNG."""

from collections.abc import Mapping
from math import ceil, sqrt

from PySide6.QtGui import QImage

from ....store.documents.whiteboard import Shape
from ..layers.render import paint_view
from ..layers.view import View
from ..shapes.figures import Figures
from ..shapes.pictures import Pictures
from .carried import Blob, write_carried
from .frame import Frame, How, frame_of, papered
from .made import Made
from .pictures import encoded
from .png_board import png_with_board

__all__ = ["MOST_PIXELS", "image_of", "made_png", "scale_of", "size_of"]

MOST_PIXELS = 64_000_000
"""Of one picture: they take 256 MB while it is painted."""

MOST_SIDE = 32_000

DOTS_PER_METRE = 96 / 0.0254
"""Of the screen at 100 %, so that programs for text show it as large as it was drawn."""


def made_png(shapes: Mapping[str, Shape], how: How, blob: Blob) -> Made:
    """`shapes` as a PNG file.

    Raises:
        NothingDrawn: there are none.
        NotReadable: it is to carry more than could be read again.
    """
    figures = Figures(shapes, Pictures(blob))
    frame = frame_of(figures, how.margin)
    scale = scale_of(frame, how.scale)
    image = image_of(figures, frame, scale, how)
    notices: list[str] = []
    if scale < how.scale:
        notices.append(
            f"The picture would have been too large, so it is made at {scale:.2g}× instead of"
            f" {how.scale:g}×."
        )
    png = encoded(image)
    if how.has_board:
        text, left_out = write_carried(shapes, blob)
        png = png_with_board(png, text)
        if left_out:
            notices.append(f"{left_out} images cannot be opened again from it.")
    return Made(png, tuple(notices))


def image_of(figures: Figures, frame: Frame, scale: float, how: How) -> QImage:
    """What is in `frame`, at so many pixels for one."""
    formats = QImage.Format
    form = formats.Format_ARGB32_Premultiplied if how.is_transparent else formats.Format_RGB32
    image = QImage(*size_of(frame, scale), form)
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    paint_view(image, figures, View(scale, frame.left * scale, frame.top * scale), papered(how))
    if how.title:
        image.setText("Title", how.title)
    return image


def scale_of(frame: Frame, wanted: float) -> float:
    """`wanted`, or the largest scale at which the picture is not too large."""
    area = sqrt(MOST_PIXELS / (frame.width * frame.height))
    return min(wanted, area, MOST_SIDE / frame.width, MOST_SIDE / frame.height)


def size_of(frame: Frame, scale: float) -> tuple[int, int]:
    """Pixels of the picture."""
    return max(1, ceil(frame.width * scale - 1e-6)), max(1, ceil(frame.height * scale - 1e-6))
