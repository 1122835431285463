"""The demo's line is a transport like any other."""

import pytest

from redux_scuttlebutt.app.line import Line, LineTransport
from redux_scuttlebutt.sync.transport import Transport
from redux_scuttlebutt.sync.transport.websocket import WebSocketTransport
from support.transport_suite import TransportSuite


class LineSuite(TransportSuite):
    """Only the dialling side runs over the line."""

    line = Line()

    @pytest.fixture
    def here(self) -> Transport:
        return LineTransport(WebSocketTransport(), self.line)

    @pytest.fixture
    def there(self) -> Transport:
        return WebSocketTransport()

    @pytest.fixture
    def address(self) -> str:
        return "127.0.0.1:0"


class TestAWholeLine(LineSuite):
    """A line that is neither slow nor cut changes nothing."""


class TestASlowLine(LineSuite):
    """Frames that take their time arrive all the same."""

    line = Line(lag=0.003)
