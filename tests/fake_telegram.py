"""A strict stand-in for the Telegram Bot API on the loopback interface.

``python -m tests.fake_telegram 0`` prints ``PORT n`` and serves until killed; tests may also use
:class:`FakeTelegram` in their own process. Unknown methods get 404, unknown parameters 400.

Control: ``POST /control/<verb>`` with the verb's arguments as a JSON object, where the verb is a
public method of :class:`FakeTelegram`: ``say``, ``send_file``, ``tap``, ``type_inline``,
``offered``, ``send_offered``, ``inject``, ``fail``, ``block``, ``migrate``, ``limit``, ``route``,
``repeat``, ``sent``, ``sent_files``, ``alerts``, ``calls``, ``reset``.

Not modelled: the timing of Telegram's own flood control (``limit`` is exact and allows no bursts),
links found in plain text, privacy mode of groups, files by id or address, media other than photos
(PNG) and documents, certificates of webhooks, inline results other than articles with a text.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_files import multipart

_VERBS = (
    "say", "send_file", "tap", "type_inline", "offered", "send_offered", "inject", "fail", "block",
    "migrate", "limit", "route", "repeat",
    "sent", "sent_files", "alerts", "calls", "reset",
)  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet, or each answer waits 40 ms for the other's ACK
    fake: FakeTelegram

    def do_POST(self) -> None:
        called = re.fullmatch(r"/bot[^/]*/(\w+)", urlsplit(self.path).path)
        if called and self.fake.resets(called[1]):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        raw, kind = self.rfile.read(length), self.headers.get("Content-Type", "")
        if "json" in kind:
            params = json.loads(raw or b"{}")
        elif "multipart" in kind:
            params = multipart(raw, kind)
        else:
            params = dict(parse_qsl(raw.decode(), keep_blank_values=True))
        path = urlsplit(self.path)
        params |= dict(parse_qsl(path.query))
        if path.path.startswith("/control/"):
            answer: tuple[int, Any] | None = self._control(path.path.split("/")[2], params)
        elif match := re.fullmatch(r"/bot([^/]*)/(\w+)", path.path):
            answer = self.fake.handle(match[1], match[2], params)
        elif match := re.fullmatch(r"/file/bot\d+:[\w-]+/(.+)", unquote(path.path)):
            answer = self.fake.download(match[1])
        else:
            answer = 404, {"ok": False, "error_code": 404, "description": "Not Found"}
        self._write(answer)

    do_GET = do_POST  # noqa: N815 - named by the standard library

    def _control(self, verb: str, arguments: dict[str, Any]) -> tuple[int, Any]:
        if verb not in _VERBS:
            return 404, {"error": f"no verb {verb}"}
        positional = arguments.pop("methods", ())
        return 200, {"result": getattr(self.fake, verb)(*positional, **arguments)}

    def _write(self, answer: tuple[int, Any] | None) -> None:
        if answer is None:
            self.close_connection = True
            return
        status, body = answer
        data = body.encode() if isinstance(body, str) else body
        if not isinstance(data, bytes):
            data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:  # the caller has gone
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep standard error for the tests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.connections: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of bots that were killed in the middle of a call."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)


def serve(fake: FakeTelegram, port: int = 0) -> _Server:
    """Return a server for ``fake`` on the loopback interface, not yet running."""
    return _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"fake": fake}))


class Place:
    """Where a fake is to be found: always the same address, whether anybody is there or not."""

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake
        self._port = 0
        self.come()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def come(self) -> None:
        """Serve, in a thread."""
        self._server = serve(self._fake, self._port)
        self._port = self._server.server_address[1]
        options = {"poll_interval": 0.02}
        Thread(target=self._server.serve_forever, kwargs=options, daemon=True).start()

    def go(self) -> None:
        """Refuse connections, and end those there are."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._server.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def running(fake: FakeTelegram) -> Iterator[str]:
    """Serve ``fake`` in a thread meanwhile; gives its root address."""
    place = Place(fake)
    yield place.root
    place.go()


if __name__ == "__main__":
    chosen = serve(FakeTelegram(), int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(f"PORT {chosen.server_address[1]}", flush=True)
    chosen.serve_forever()
