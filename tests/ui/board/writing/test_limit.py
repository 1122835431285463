import pytest
from PySide6.QtGui import QTextCursor, QTextDocument

from redux_scuttlebutt.ui.board.writing.limit import Limit

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def document() -> QTextDocument:
    document = QTextDocument("0123456789")
    document.documentLayout()  # without it, nobody is told of changes
    return document


def put(document: QTextDocument, place: int, text: str) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(place)
    cursor.insertText(text)


def test_what_is_put_in_last_is_cut_and_not_what_stood_there(document: QTextDocument) -> None:
    limit = Limit(document, 12)
    reached: list[bool] = []
    limit.reached.connect(lambda: reached.append(True))

    put(document, 5, "abcd")

    assert document.toPlainText() == "01234ab56789"
    assert reached == [True]


def test_letters_of_several_bytes_are_cut_whole(document: QTextDocument) -> None:
    Limit(document, 13)

    put(document, 10, "増え")

    assert document.toPlainText() == "0123456789増"


def test_within_the_limit_nothing_happens(document: QTextDocument) -> None:
    limit = Limit(document, 12)
    reached: list[bool] = []
    limit.reached.connect(lambda: reached.append(True))

    put(document, 0, "ab")

    assert document.toPlainText() == "ab0123456789"
    assert not reached
