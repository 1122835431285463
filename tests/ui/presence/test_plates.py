"""Plates with marks and names: readable on everybody's colour."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from redux_scuttlebutt.ui.presence.plates import elided, label_at, plate_at, readable_on
from redux_scuttlebutt.ui.theme import DARK, LIGHT, Look, Theme

BO = Look(QColor("#C7051F"), "▲")


def luminance(color: QColor) -> float:
    parts = [color.redF(), color.greenF(), color.blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_name_can_be_read_on_every_person_s_colour(theme: Theme) -> None:
    for color in theme.people:
        low, high = sorted((luminance(color), luminance(readable_on(color))))
        assert (high + 0.05) / (low + 0.05) >= 4.5, color.name()


def test_however_long_a_name_its_plate_is_not(qapp: QApplication) -> None:
    metrics = QFontMetricsF(QFont())

    plate = plate_at(metrics, QPointF(), elided(metrics, "Ana " * 100), BO)

    assert elided(metrics, "Ana") == "Ana"
    assert elided(metrics, "Ana " * 100).endswith("…")
    assert plate.width() < 200


def test_a_label_stands_above_its_frame(qapp: QApplication) -> None:
    frame = QRectF(100, 100, 50, 50)

    label = label_at(QFontMetricsF(QFont()), frame, "Bo", BO)

    assert label.left() == frame.left()
    assert label.bottom() < frame.top()
