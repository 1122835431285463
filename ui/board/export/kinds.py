"""The kinds of files a drawing can be made into, by the ends of their names."""

from collections.abc import Mapping
from pathlib import PurePath

from ....store.documents.shapes import Shape
from .carried import Blob
from .frame import How
from .made import Made
from .pdf import made_pdf
from .png import made_png
from .svg import made_svg

__all__ = ["KINDS", "UnknownKind", "kind_of", "made"]

KINDS: Mapping[str, str] = {
    "png": "Picture, PNG",
    "svg": "Drawing, SVG",
    "pdf": "Document, PDF",
}
"""By the suffix, what each is called."""


class UnknownKind(ValueError):
    """A file is asked for of which we do not know how to make it."""


def kind_of(name: str | PurePath) -> str:
    """The kind of a file by its name.

    Raises:
        UnknownKind: the name ends otherwise.
    """
    suffix = PurePath(name).suffix[1:].lower()
    if suffix not in KINDS:
        raise UnknownKind(
            f"{PurePath(name).name!r} ends in {suffix!r}, expected .{' or .'.join(KINDS)}"
        )
    return suffix


def made(kind: str, shapes: Mapping[str, Shape], how: How, blob: Blob) -> Made:
    """`shapes` as a file of the `kind`.

    Args:
        blob: the bytes of images.

    Raises:
        NothingDrawn: there are none.
        ValueError: what is asked for is too large; the text says what would do.
    """
    if kind == "png":
        return made_png(shapes, how, blob)
    if kind == "svg":
        return made_svg(shapes, how, blob)
    return made_pdf(shapes, how, blob)
