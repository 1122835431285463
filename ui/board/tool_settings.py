"""The colours, widths and feel of the tools, kept between starts."""

from PySide6.QtCore import QSettings

from .tools.hand import Hand
from .tools.pen import FIRMNESS, Nib

__all__ = ["restore_tools", "save_tools"]


def save_tools(hand: Hand, settings: QSettings) -> None:
    """Write how the tools of `hand` are set."""
    pen = hand.pen
    for kind, nib in pen.nibs.items():
        settings.setValue(f"tools/{kind}/ink", nib.ink)
        settings.setValue(f"tools/{kind}/other_ink", nib.other_ink)
        settings.setValue(f"tools/{kind}/width", nib.width)
    settings.setValue("tools/colours", " ".join(pen.custom))
    settings.setValue("tools/streamline", pen.streamline)
    settings.setValue("tools/firmness", pen.firmness)
    settings.setValue("tools/keeps", int(hand.keeps_tool))


def restore_tools(hand: Hand, settings: QSettings) -> None:
    """Set the tools of `hand` as they were; what is missing or makes no sense stays as it is."""

    def text(key: str, default: str) -> str:
        return str(settings.value(f"tools/{key}", default))

    def number(key: str, default: int) -> int:
        try:
            return int(text(key, str(default)))
        except ValueError:
            return default

    pen = hand.pen
    for kind, nib in pen.nibs.items():
        ink, other = text(f"{kind}/ink", nib.ink), text(f"{kind}/other_ink", nib.other_ink)
        pen.put_nib(kind, Nib(ink, other, number(f"{kind}/width", nib.width)))
    pen.remember(text("colours", "").split())
    pen.set_streamline(number("streamline", pen.streamline))
    firmness = text("firmness", pen.firmness)
    if firmness in FIRMNESS:
        pen.set_firmness(firmness)
    hand.set_keeps_tool(number("keeps", 0) == 1)
