import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from redux_scuttlebutt.sync.transport import MAX_FRAME_BYTES, ConnectionLost, Transport
from support.transport_suite import TransportSuite, echo, serving

FILE = Path(__file__).parents[2] / "examples" / "stream_transport.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stream_transport", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


example = load()


class TestStreamTransport(TransportSuite):
    @pytest.fixture
    def here(self) -> Transport:
        return example.StreamTransport()

    @pytest.fixture
    def there(self) -> Transport:
        return example.StreamTransport()

    @pytest.fixture
    def address(self) -> str:
        return "tcp://127.0.0.1:0"


async def test_a_stranger_that_sends_too_much_is_cut_off() -> None:
    async with serving(example.StreamTransport(), "tcp://127.0.0.1:0", echo) as address:
        host, _, port = address.removeprefix("tcp://").rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write((MAX_FRAME_BYTES + 1).to_bytes(4, "big"))

        assert await reader.read() == b""
        writer.close()


async def test_who_is_no_address_cannot_be_reached() -> None:
    with pytest.raises(ConnectionLost, match="cannot be reached"):
        await example.StreamTransport().connect("nowhere")


async def test_two_replicas_meet_over_it(capsys: pytest.CaptureFixture[str]) -> None:
    await example.main()

    assert capsys.readouterr().out.startswith("Bo has seen 1 click")
