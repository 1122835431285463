"""stub"""

from PySide6.QtWidgets import QWidget

from .canvas import BoardCanvas


class BoardTools(QWidget):
    def __init__(self, canvas: BoardCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
