"""A strict stand-in for an OpenAI-compatible endpoint on the loopback, with faults on request.

Only ``POST /v1/chat/completions`` exists. A request must name a model and carry messages whose tool
results answer tool calls made before, as the real service demands.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeLanguageModel:
    """What the endpoint does next, and what it was asked.

    Attributes:
        prose: text of the final answers, one after another; the last is repeated.
        tool: name of the tool called first, or ``None`` to answer without one.
        arguments: arguments of that call, as the text a model writes.
        endless: whether it calls the tool again after every result.
        fault: ``""``, ``"500"``, ``"429"``, ``"garbage"``, ``"html"``, ``"empty"`` or ``"slow"``.
        requests: bodies of the requests so far.
    """

    prose: list[str] = field(default_factory=lambda: ["…"])
    tool: str | None = "tra_cuu"
    arguments: str = "{}"
    fault: str = ""
    endless: bool = False
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    _answers: int = 0

    def reply(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the completion for one request."""
        messages = body["messages"]
        calls = {c["id"] for m in messages for c in m.get("tool_calls") or ()}
        results = [m for m in messages if m["role"] == "tool"]
        assert all(m["tool_call_id"] in calls for m in results), "tool result without a call"
        message: dict[str, Any] = {"role": "assistant", "content": None}
        if self.tool and (self.endless or messages[-1]["role"] != "tool"):
            call = {"name": self.tool, "arguments": self.arguments}
            number = f"call_{len(self.requests)}"
            message["tool_calls"] = [{"id": number, "type": "function", "function": call}]
            reason = "tool_calls"
        else:
            message["content"] = self.prose[min(self._answers, len(self.prose) - 1)]
            self._answers += 1
            reason = "stop"
        choice = {"index": 0, "message": message, "finish_reason": reason}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [choice],
            "usage": usage,
        }


@contextmanager
def serving(model: FakeLanguageModel) -> Iterator[FakeLanguageModel]:
    """Serve ``model`` on a free port while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/chat/completions" or not body.get("model"):
                return self._send(404, b'{"error": {"message": "unknown path"}}')
            model.requests.append(body)
            if model.fault in ("500", "429"):
                return self._send(int(model.fault), b'{"error": {"message": "busy"}}')
            if model.fault == "slow":
                time.sleep(3)
            canned = {"garbage": b'{"choices": [', "html": b"<html>502</html>", "empty": b""}
            if model.fault in canned:
                return self._send(200, canned[model.fault])
            return self._send(200, json.dumps(model.reply(body)).encode())

        def _send(self, status: int, content: bytes) -> None:
            with suppress(BrokenPipeError):  # the caller may have given up waiting
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
