from random import Random

from redux_scuttlebutt.ui.board.reading_order import Item, in_reading_order, reading_order


def item(name: str, left: int, top: int, width: int = 10, height: int = 10) -> Item:
    return Item(name, (left, top, left + width, top + height))


def test_rows_are_read_from_left_to_right_and_downwards() -> None:
    items = [item("d", 50, 100), item("b", 50, 2), item("c", 0, 103), item("a", 0, 0)]

    assert in_reading_order(items) == ["a", "b", "c", "d"]


def test_a_frame_around_others_does_not_make_one_row_of_them() -> None:
    frame = item("frame", 0, 0, 500, 500)
    inside = [item("below", 10, 200), item("right", 100, 20), item("left", 20, 22)]

    assert in_reading_order([*inside, frame]) == ["frame", "left", "right", "below"]


def test_the_order_does_not_depend_on_where_one_begins() -> None:
    random = Random(7)
    items = [
        item(str(n), random.randrange(50), random.randrange(50), height=random.randrange(9))
        for n in range(60)
    ]
    order = in_reading_order(items)

    for _ in range(20):
        random.shuffle(items)
        assert in_reading_order(items) == order
    assert sorted(order) == sorted(i.shape_id for i in items)


def test_it_rests_between_rows() -> None:
    steps = reading_order(item(str(n), 0, 20 * n) for n in range(100))

    assert sum(1 for _ in steps) >= 99


def test_an_empty_board_has_no_order() -> None:
    assert in_reading_order([]) == []
