from PySide6.QtGui import QImage

from redux_scuttlebutt.ui.board.layers.sheet import painting
from redux_scuttlebutt.ui.board.layers.view import View
from redux_scuttlebutt.ui.board.shapes.paint import place_painter
from redux_scuttlebutt.ui.board.shapes.seen import seen_by


def test_a_painter_shows_what_its_device_has_room_for() -> None:
    view = View(2, 100, 50)
    with painting(QImage(300, 200, QImage.Format.Format_RGB32)) as painter:
        place_painter(painter, view)
        seen = seen_by(painter)

    assert seen.grown(0.1).holds(view.window(300, 200))
    assert not seen.holds(view.window(300, 200).grown(3 / view.scale))
