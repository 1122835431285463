"""A drawing as an SVG 1.1 file that stands alone: nothing in it asks for another file."""

import base64
import zlib
from collections.abc import Iterable, Mapping

from ....store.documents.shapes import Shape
from ....store.documents.whiteboard import UNIT
from ..shapes.figures import Figures
from .carried import MOST_BLOBS, Blob, sorted_shapes, write_carried
from .frame import How, frame_of
from .made import Made
from .opening import NAMESPACE
from .pictures import type_of
from .svg_shapes import element_of, xml_text

__all__ = ["made_svg"]

LINE = 76


def made_svg(shapes: Mapping[str, Shape], how: How, blob: Blob) -> Made:
    """`shapes` as an SVG file.

    Raises:
        NothingDrawn: there are none.
        NotReadable: it is to carry more than could be read again.
    """
    frame = frame_of(Figures(shapes), how.margin)
    width, height = frame.width, frame.height
    row = [shape for _, shape in sorted_shapes(shapes)]
    images, left_out = _images(row, blob)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' version="1.1" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
    ]
    if how.title:
        lines.append(f"<title>{xml_text(how.title)}</title>")
    if images:
        lines.append("<defs>")
        lines += (
            _definition(f"image-{number}", *images[name]) for name, number in _numbered(images)
        )
        lines.append("</defs>")
    if not how.is_transparent:
        paper = how.theme.paper.name()
        lines.append(f'<rect width="{width}" height="{height}" fill="{paper}"/>')
    ids = {name: f"image-{number}" for name, number in _numbered(images)}
    corner = frame.left * UNIT, frame.top * UNIT
    lines.append('<g fill="none" stroke-linecap="round" stroke-linejoin="round">')
    lines += (element_of(shape, corner, how.theme, ids.get(shape.blob)) for shape in row)
    lines.append("</g>")
    notices: list[str] = []
    if left_out:
        notices.append(
            f"{left_out} images are not here, or too large for an SVG: frames show where."
        )
    if how.has_board:
        text, not_carried = write_carried(shapes, blob)
        lines.append(_metadata(text))
        if not_carried:
            notices.append(f"{not_carried} images cannot be opened again from it.")
    lines.append("</svg>\n")
    return Made("\n".join(lines).encode(), tuple(notices))


def _images(row: Iterable[Shape], blob: Blob) -> tuple[dict[str, tuple[str, bytes]], int]:
    """The type and the bytes of each image by its name, and how many there are not."""
    names = dict.fromkeys(shape.blob for shape in row if shape.kind == "image")
    found: dict[str, tuple[str, bytes]] = {}
    room = MOST_BLOBS
    for name in names:
        data = blob(name)
        media = None if data is None or len(data) > room else type_of(data)
        if data is not None and media is not None:
            found[name] = media, data
            room -= len(data)
    return found, len(names) - len(found)


def _numbered(images: Iterable[str]) -> Iterable[tuple[str, int]]:
    return ((name, number) for number, name in enumerate(images, 1))


def _definition(element_id: str, media: str, data: bytes) -> str:
    """An image of one pixel by one, to be brought to its size by whoever uses it."""
    return (
        f'<image id="{element_id}" width="1" height="1" preserveAspectRatio="none"'
        f' xlink:href="data:{media};base64,{base64.b64encode(data).decode()}"/>'
    )


def _metadata(text: bytes) -> str:
    """The drawing itself, which `opening.board_in_svg` finds."""
    packed = base64.b64encode(zlib.compress(text)).decode()
    lines = "\n".join(packed[at : at + LINE] for at in range(0, len(packed), LINE))
    return f'<metadata><board xmlns="{NAMESPACE}">\n{lines}\n</board></metadata>'
