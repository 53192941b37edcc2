"""The bot beside a Bot API server that knows three methods and says as little as it can."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

import pytest

from knowledge.answer import Attachment, Reply
from tests.fake_telegram_world import StubAnswerer, serving
from tests.patience import until

LAN = 11


class Minimal(BaseHTTPRequestHandler):
    """One connection per call, no long polling, no fields that may be left out."""

    updates: list[dict]
    sent: list[dict]

    def do_POST(self) -> None:
        method = self.path.rpartition("/")[2]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        params = dict(parse_qsl(raw.decode(errors="replace")))
        result = None
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "x"}
        elif method == "getUpdates":
            offset = int(params.get("offset", 0))
            result = [update for update in self.updates if update["update_id"] >= offset]
        elif method == "sendMessage":
            self.sent.append(params)
            result = {"message_id": len(self.sent)}
        answer = {"ok": result is not None} | ({} if result is None else {"result": result})
        self.send_response(404 if result is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.slow
def test_a_server_that_says_little_is_enough():
    picture = Attachment("a.png", b"\x89PNG", "photo")
    stub = StubAnswerer(
        {
            "hỏi": Reply("clarify", "Loại nào?", choices=("xã",)),
            "vẽ": Reply("answer", "Đây.", attachments=(picture,)),
        }
    )
    served = type("Served", (Minimal,), {"updates": [], "sent": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), served)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def say(number, **content):
        head = {"message_id": number, "date": 1, "chat": {"id": LAN, "type": "private"}}
        served.updates.append({"update_id": number, "message": head | content})

    with serving(stub, root=f"http://127.0.0.1:{server.server_address[1]}"):
        for number, said in enumerate(("/start", "hỏi", "vẽ", "tiếp"), start=1):
            say(number, text=said)
        rows = [[{"text": "xã", "callback_data": "c:0"}]]
        tapped = {"message_id": 2, "date": 1, "chat": {"id": LAN, "type": "private"}}
        tapped |= {"reply_markup": {"inline_keyboard": rows}}
        query = {"id": "1", "from": {"id": LAN, "is_bot": False, "first_name": "x"}}
        query |= {"message": tapped, "chat_instance": "1", "data": "c:0"}
        served.updates.append({"update_id": 9, "callback_query": query})
        assert until(lambda: len(served.sent) >= 7)
        time.sleep(0.2)  # for what should not come
    server.shutdown()
    server.server_close()
    shown = [call["text"] for call in served.sent]
    assert shown[1:3] == ["Loại nào?", "Đây."]
    assert shown[4:] == ["Trả lời: tiếp", "Ông/bà chọn: xã", "Trả lời: xã"]
    assert "gửi lại câu hỏi" in shown[3]  # the picture could not be sent: said once
