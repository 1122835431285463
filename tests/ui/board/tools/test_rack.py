import pytest

from redux_scuttlebutt.ui.board.layers.stage import Stage
from redux_scuttlebutt.ui.board.tools.desk import Desk
from redux_scuttlebutt.ui.board.tools.rack import Rack
from redux_scuttlebutt.ui.theme import LIGHT

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def desk() -> Desk:
    return Desk(Stage(LIGHT), lambda: "a", lambda _: None)


def test_the_tool_before_is_remembered(desk: Desk) -> None:
    rack = Rack(desk)

    rack.take(rack.tool("marker"))
    rack.take(rack.tool("eraser"))

    assert (rack.before, rack.held) == ("marker", rack.eraser)


def test_the_pen_takes_the_nib_of_the_tool(desk: Desk) -> None:
    rack = Rack(desk)

    rack.take(rack.tool("marker"))

    assert desk.pen.kind == "marker"


def test_a_tool_for_one_use_is_used_up_unless_it_is_kept(desk: Desk) -> None:
    rack = Rack(desk)
    assert not rack.is_used_up

    rack.take(rack.tool("rect"))
    assert rack.is_used_up
    assert "Q keeps the tool" in rack.hint

    rack.keeps_tool = True
    assert not rack.is_used_up
    assert "Q lets the tool go" in rack.hint


def test_a_tool_that_is_not_there_is_an_error_that_names_those_that_are(desk: Desk) -> None:
    with pytest.raises(ValueError, match=r"'saw', expected one of .*'pen'"):
        Rack(desk).tool("saw")
