"""What this program is."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

__all__ = ["about_box"]


def about_box(parent: QWidget, fingerprint: str = "") -> QMessageBox:
    """A box to be shown with `open`; `fingerprint` are the words of this device's key."""
    box = QMessageBox(parent)
    box.setWindowTitle("About")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"redux-scuttlebutt {_version()}")
    box.setInformativeText(
        "One board and one counter, shared between everybody’s machines without a server."
        " Everybody may act at any time, connected or not. Late actions are put in their"
        " place, and the history is rewound and replayed.\n\n"
        + (f"This device’s words: {fingerprint}\n\n" if fingerprint else "")
        + "MIT License."
    )
    return box


def _version() -> str:
    try:
        return version("redux-scuttlebutt")
    except PackageNotFoundError:  # a frozen program may come without its metadata
        return ""
