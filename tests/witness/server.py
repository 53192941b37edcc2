"""Starts telemelya, a stand-in for the Bot API written by others: ``python server.py PORT``.

Runs in an environment of its own (requirements.lock beside this file): what it needs does not go
together with what the product needs. It keeps its state in Redis and files in S3; both are played
here, in memory, on ports that happen to be free. Everything listens on the loopback interface only.
"""

from __future__ import annotations

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import uvicorn
from fakeredis import TcpFakeServer

HOST = "127.0.0.1"


class Store(BaseHTTPRequestHandler):
    """As much of S3 as it uses: one bucket, files put and taken."""

    protocol_version = "HTTP/1.1"
    files: ClassVar[dict[str, bytes]] = {}

    def do_HEAD(self) -> None:
        self._write(200)

    def do_PUT(self) -> None:
        self.files[self.path] = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._write(200)

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        self._write(404 if content is None else 200, content or b"")

    def _write(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("ETag", '"0"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep standard error for the server under test."""


def main(port: int) -> None:
    redis, store = (
        TcpFakeServer((HOST, 0), server_type="redis"),
        ThreadingHTTPServer((HOST, 0), Store),
    )
    for server in (redis, store):
        Thread(target=server.serve_forever, daemon=True).start()
    os.environ["REDIS_URL"] = f"redis://{HOST}:{redis.server_address[1]}/0"
    os.environ["MINIO_ENDPOINT"] = f"{HOST}:{store.server_address[1]}"
    os.environ["STRICT_EDIT"] = "true"
    uvicorn.run("telemelya.server.app:app", host=HOST, port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))
