"""`scuttlebutt peer`: a peer without a window, one JSON object per line in and out."""

import asyncio
import json
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, TextIO, cast

from ..store.action import is_private
from ..store.canonical import state_hash, to_plain
from ..store.rewind import Rewind
from ..store.update import Update
from ..sync.gossip.session import Session
from ..sync.trust.identity import fingerprint
from ..sync.trust.room import without_secrets
from ..sync.wire.run import Chain, Head
from .lines import LineReader, LineWriter
from .memory import expect_much_to_stay
from .options import Options
from .replica import Replica

__all__ = ["LineReader", "PeerProgram", "run_peer"]

Write = Callable[[dict[str, Any]], object]


class PeerProgram:
    """Answers commands with events.

    Args:
        replica: whose commands these are.
        write: takes one event at a time.

    Attributes:
        quitting: set once the program was asked to end.
    """

    def __init__(self, replica: Replica, write: Write) -> None:
        self._replica = replica
        self._dispatcher = replica.dispatcher
        self._write = write
        self._unsaved: deque[tuple[Update, dict[str, Any]]] = deque()
        self._unfolded: deque[tuple[Callable[[dict[str, Any]], None], dict[str, Any]]] = deque()
        self.quitting = asyncio.Event()
        dispatcher = self._dispatcher
        dispatcher.on("stored", self._report_saved)
        dispatcher.on("settled", self._answer_settled)
        dispatcher.on("rewind", self._report_rewind)
        dispatcher.on("problem", self._report_problem)
        replica.notices.subscribe(self._report_notice)
        replica.network.on("peer", self._report_peer)
        replica.network.on("refused", self._report_refused)

    def ready(self) -> None:
        """Say where we are: the log from before is folded, and we listen."""
        self._write(
            {
                "event": "ready",
                "source": self._dispatcher.source.hex(),
                "name": self._dispatcher.name,
                "fingerprint": fingerprint(self._dispatcher.source),
                "room": self._dispatcher.room.hex(),
                "invite": self._replica.invite,
                "listen": self._replica.network.addresses,
                "updates": len(self._dispatcher.history),
            }
        )
        for notice in self._replica.notices.texts:
            self._report_notice(notice)

    def take(self, line: str) -> None:
        """Carry one line out. A bad one is answered with an error and changes nothing."""
        echo: dict[str, Any] = {}
        try:
            command = _parsed(line)
            if not isinstance(command, dict):
                raise TypeError(f"a command is a JSON object, not {line.strip()!r}")
            fields = cast("dict[str, Any]", command)
            if "id" in fields:
                json.dumps(fields["id"], ensure_ascii=False).encode()  # may it be said again?
                echo = {"id": fields["id"]}
            self._do(fields, echo)
        except Exception as error:
            # The reducer, the codec and the addresses each have their own errors, and a
            # line must not end the program with any of them.
            self._write({"event": "error", "message": _sentence(error), **echo})

    def _do(self, command: dict[str, Any], echo: dict[str, Any]) -> None:
        match command.get("do"):
            case "dispatch":
                action = command.get("action")
                if isinstance(action, dict) and is_private(cast("dict[str, Any]", action)):
                    raise ValueError("types that begin with @@ stay on one machine")
                update = self._dispatcher.local_update(cast("Any", action))
                self._unsaved.append((update, echo))
                self._report_saved()
            case "state":
                self._unfolded.append((self._report_state, echo))
                self._answer_settled()
            case "history":
                first, last = command.get("first", 0), command.get("last")
                if type(first) is not int or (last is not None and type(last) is not int):
                    raise TypeError("first and last are places, whole numbers")
                if first < 0 or (last is not None and last < first):
                    raise ValueError(f"no places from {first} to {last}")
                self._unfolded.append((lambda e: self._report_history(first, last, e), echo))
                self._answer_settled()
            case "standing":
                self._report_standing(echo)
            case "stats":
                counts = self._dispatcher.stats.as_dict()
                self._write({"event": "stats", "counts": counts, **echo})
            case "connect":
                url = command.get("url")
                if not isinstance(url, str):
                    raise TypeError(f"url is {url!r}, expected a text such as ws://127.0.0.1:7000")
                self._replica.connect(url)
            case "disconnect":
                self._replica.network.disconnect()
            case "quit":
                self.quitting.set()
            case unknown:
                raise ValueError(
                    f"do is {unknown!r}, expected dispatch, state, history, standing,"
                    " stats, connect, disconnect or quit"
                )

    def _answer_settled(self) -> None:
        while self._unfolded and self._dispatcher.is_settled:
            answer, echo = self._unfolded.popleft()
            answer(echo)

    def _report_state(self, echo: dict[str, Any]) -> None:
        state = self._dispatcher.history.state
        self._write(
            {
                "event": "state",
                "updates": len(self._dispatcher.history),
                "parked": self._dispatcher.parked,
                "hash": state_hash(state),
                "state": to_plain(state),
                **echo,
            }
        )

    def _report_history(self, first: int, last: int | None, echo: dict[str, Any]) -> None:
        history = self._dispatcher.history
        updates = [
            {
                "timestamp": update.timestamp,
                "source": update.source.hex(),
                "incarnation": update.incarnation,
                "sequence": update.sequence,
                "action": update.action,
                "refused": history.refusal(update),
                "undone": history.is_undone(update),
            }
            for update in history.updates[first:last]
        ]
        self._write({"event": "history", "updates": updates, **echo})

    def _report_standing(self, echo: dict[str, Any]) -> None:
        agreement = self._dispatcher.agreement
        sessions = self._replica.network.sessions
        others = [
            {
                "source": other.source.hex(),
                "name": other.name,
                "fingerprint": fingerprint(other.source),
                "verified": other.is_verified,
                "namesake": other.namesake.hex() if other.namesake else None,
                "connected": other.is_connected,
                "member": other.is_member,
                "lacks": other.lacks,
                "owes": other.owes,
            }
            for other in self._replica.people.others(sessions)
        ]
        self._write(
            {
                "event": "standing",
                "final": agreement.final,
                "stored_by_all": agreement.stored_by_all,
                "others": others,
                **echo,
            }
        )

    def _report_notice(self, notice: str) -> None:
        self._write({"event": "notice", "message": notice})

    def _report_saved(self, *_chains: object) -> None:
        while self._unsaved:
            update, echo = self._unsaved[0]
            chain = Chain(update.source, update.incarnation)
            if self._dispatcher.stored.get(chain, Head()).sequence < update.sequence:
                return
            self._unsaved.popleft()
            self._write(
                {
                    "event": "dispatched",
                    "source": update.source.hex(),
                    "incarnation": update.incarnation,
                    "sequence": update.sequence,
                    "timestamp": update.timestamp,
                    **echo,
                }
            )

    def _report_rewind(self, rewind: Rewind) -> None:
        self._write(
            {
                "event": "rewind",
                "late": len(rewind.late),
                "depth": rewind.depth,
                "replayed": rewind.replayed,
                "ms": round(rewind.duration_ms, 3),
            }
        )

    def _report_peer(self, session: Session, status: str) -> None:
        source = session.peer.hex() if session.peer else ""
        self._write({"event": "peer", "source": source, "name": session.name, "status": status})

    def _report_refused(self, address: str, reason: str) -> None:
        self._write({"event": "error", "message": f"{address} refused us: {reason}"})

    def _report_problem(self, text: str | None) -> None:
        if text is not None:
            self._write({"event": "error", "message": f"not saved: {text}"})


async def run_peer(options: Options, stdin: BinaryIO | LineReader, stdout: TextIO) -> int:
    """Run until the input ends, says quit, or the system asks; returns the exit code.

    Raises:
        SyncError: the folder, the room or an address cannot be had.
    """
    loop = asyncio.get_running_loop()
    expect_much_to_stay()
    lines = stdin if isinstance(stdin, LineReader) else LineReader(stdin)
    join = lines.next() if options.join == "-" else options.join
    replica = Replica(options.data, options.name, join=join)
    try:
        writer = LineWriter(stdout)
        program = PeerProgram(replica, writer.write)
        writer.unread = program.quitting.set
        await replica.open(options.listen, options.connect)
        await replica.until_ready()
        program.ready()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, program.quitting.set)
        lines.feed(loop, program.take, program.quitting.set)
        await program.quitting.wait()
    finally:
        await replica.close()
    return 0


def _parsed(line: str) -> object:
    try:
        return json.loads(line, parse_constant=_no_json)
    except json.JSONDecodeError as error:
        raise ValueError(f"the line is no JSON: {error}") from error


def _no_json(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _sentence(error: Exception) -> str:
    """What went wrong. A mistyped line is repeated in it, which may hold an invite."""
    return without_secrets(str(error)) or type(error).__name__
