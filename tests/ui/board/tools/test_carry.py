from redux_scuttlebutt.ui.board.tools.carry import Drag


def test_a_drag_moves_what_is_still_there() -> None:
    drag = Drag(["a", "b"])
    drag.move(10.4, -3.6)

    assert drag.finish(["b", "c"]) == {
        "type": "whiteboard/moved",
        "payload": {"ids": ["b"], "by": [10, -4]},
    }
    assert drag.finish([]) is None
    assert Drag(["a"]).finish(["a"]) is None
