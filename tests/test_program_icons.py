"""The program's icon, in each size that a system asks for."""

import importlib.util
import struct
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

SCRIPT = Path(__file__).parent.parent / "packaging/program_icons.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    # `packaging` is no package: a well-known library has that name.
    spec = importlib.util.spec_from_file_location("program_icons", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def side_of(picture: bytes) -> int:
    image = QImage.fromData(QByteArray(picture), "PNG")  # pyright: ignore[reportArgumentType]
    assert image.width() == image.height()
    assert image.pixelColor(image.width() // 3, image.height() // 2).alpha() == 255
    assert image.pixelColor(0, image.height() - 1).alpha() == 0
    return image.width()


def test_windows_finds_every_size_where_the_table_says(script: ModuleType) -> None:
    data: bytes = script.ico(script.DRAWING.read_bytes())
    zero, kind, number = struct.unpack_from("<HHH", data)
    assert (zero, kind) == (0, 1)

    sides: list[int] = []
    for entry in range(number):
        width, _, _, _, _, bits, length, offset = struct.unpack_from(
            "<BBBBHHII", data, 6 + 16 * entry
        )
        sides.append(side_of(data[offset : offset + length]))
        assert (width or 256, bits) == (sides[-1], 32)
    assert sides == [16, 20, 24, 32, 40, 48, 64, 128, 256]


def test_macos_finds_every_size_behind_its_name(script: ModuleType) -> None:
    data: bytes = script.icns(script.DRAWING.read_bytes())
    assert struct.unpack_from(">4sI", data) == (b"icns", len(data))

    sides: dict[bytes, int] = {}
    place = 8
    while place < len(data):
        kind, length = struct.unpack_from(">4sI", data, place)
        sides[kind] = side_of(data[place + 8 : place + length])
        place += length
    assert (sides[b"ic07"], sides[b"ic10"], sides[b"ic11"]) == (128, 1024, 32)


def test_both_are_written(script: ModuleType, tmp_path: Path) -> None:
    written = script.write_icons(tmp_path / "new")

    assert [path.suffix for path in written] == [".ico", ".icns"]
    assert all(path.stat().st_size > 1000 for path in written)
