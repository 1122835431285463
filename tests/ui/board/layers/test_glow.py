from PySide6.QtGui import QColor

from redux_scuttlebutt.ui.board.layers.glow import Glows


def test_a_glow_fades_and_is_forgotten() -> None:
    now = 10.0
    glows = Glows(lambda: now)

    glows.start(["a"], QColor("red"), is_mark=False)
    strengths: list[float] = []
    while glows:
        strengths += [strength for _, _, strength in glows.current()]
        now += 0.1

    assert strengths == sorted(strengths, reverse=True)
    assert strengths[0] > 0.99
    assert 5 <= len(strengths) <= 7


def test_without_motion_a_mark_stays_as_it_is_for_longer() -> None:
    now = 10.0
    glows = Glows(lambda: now)

    glows.start(["a"], QColor("red"), is_mark=True)
    now += 2.9
    assert [strength for _, _, strength in glows.current()] == [1.0]
    now += 0.2
    assert not glows.current()
