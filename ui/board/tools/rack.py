"""Where the tools hang: which one is in the hand, which was before, and whether it stays."""

from .desk import Desk
from .erase import EraserTool
from .tool import Tool
from .toolbox import TOOLS, toolbox

__all__ = ["Rack"]


class Rack:
    """The tools of one hand.

    Attributes:
        held: the tool in the hand.
        before: the name of the one that was in it before.
        keeps_tool: tools that are for one use stay in the hand.
    """

    def __init__(self, desk: Desk) -> None:
        self._pen = desk.pen
        self._tools = toolbox(desk)
        self.held = self._tools["pen"]
        self.before = self.held.name
        self.keeps_tool = False

    def tool(self, name: str) -> Tool:
        """The tool of that name.

        Raises:
            ValueError: there is no such tool.
        """
        if name not in self._tools:
            raise ValueError(f"the tool is {name!r}, expected one of {TOOLS}")
        return self._tools[name]

    def take(self, tool: Tool) -> None:
        """Have `tool` in the hand, and draw with its nib."""
        self.before, self.held = self.held.name, tool
        if tool.nib:
            self._pen.use(tool.nib)

    @property
    def eraser(self) -> EraserTool:
        """What the other end of a pen is, whatever is in the hand."""
        eraser = self._tools["eraser"]
        assert isinstance(eraser, EraserTool)
        return eraser

    @property
    def is_used_up(self) -> bool:
        """Whether the tool in the hand is put away when it has been used."""
        return self.held.is_once and not self.keeps_tool

    @property
    def hint(self) -> str:
        """What the tool can do, in a line."""
        hint = self.held.hint
        if self.held.is_once:
            hint += " · Q lets the tool go" if self.keeps_tool else " · Q keeps the tool"
        return hint
