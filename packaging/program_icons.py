"""The program's icon as Windows and macOS want it, made from the one drawing.

Both formats are lists of PNG pictures with a table in front, so each size is drawn for
itself. Qt's own writers would put only one size into either.

Run as `python packaging/program_icons.py FOLDER`; the PyInstaller spec calls `write_icons`.
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

__all__ = ["icns", "ico", "write_icons"]

DRAWING = Path(__file__).parent.parent / "ui/icons/program/redux-scuttlebutt.svg"

ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_KINDS = (
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic10", 1024),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
)
"""What each entry is for, and how many pixels wide; from ic10 on they are for double scale."""


def ico(drawing: bytes) -> bytes:
    """The icon of a Windows program."""
    pictures = [_png(drawing, side) for side in ICO_SIDES]
    table = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(table) + 16 * len(pictures)
    for side, picture in zip(ICO_SIDES, pictures, strict=True):
        # A byte cannot say 256; 0 does. One plane, 32 bits for each pixel.
        table += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return table + b"".join(pictures)


def icns(drawing: bytes) -> bytes:
    """The icon of a macOS program."""
    entries = b""
    for kind, side in ICNS_KINDS:
        picture = _png(drawing, side)
        entries += kind + struct.pack(">I", 8 + len(picture)) + picture
    return b"icns" + struct.pack(">I", 8 + len(entries)) + entries


def write_icons(folder: Path) -> tuple[Path, Path]:
    """Write `redux-scuttlebutt.ico` and `.icns` into `folder`; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    drawing = DRAWING.read_bytes()
    paths = folder / "redux-scuttlebutt.ico", folder / "redux-scuttlebutt.icns"
    for path, make in zip(paths, (ico, icns), strict=True):
        path.write_bytes(make(drawing))
    return paths


def _png(drawing: bytes, side: int) -> bytes:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    buffer.close()
    return bytes(data.data())


if __name__ == "__main__":
    for written in write_icons(Path(sys.argv[1])):
        print(written)
