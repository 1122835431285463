from redux_scuttlebutt.ui.board.tools.erase import Erase, removal
from redux_scuttlebutt.ui.board.tools.pointer import Pointer


def test_the_eraser_names_each_stroke_once_in_the_order_of_touching() -> None:
    touched = {0.0: ["b"], 1.0: ["b", "a"], 2.0: []}
    erase = Erase(lambda _start, end: touched[end[0]], Pointer(0, 0))

    erase.move(Pointer(1, 0))
    erase.move(Pointer(2, 0))

    assert erase.finish(["a", "b", "c"]) == removal(["b", "a"])
    assert removal([]) is None
