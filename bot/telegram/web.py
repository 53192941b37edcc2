"""The bot's two small web servers: one Telegram calls with updates, one that tells its health."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler, stream_request_body

from bot.telegram.chats import Json
from bot.telegram.health import Health
from knowledge.errors import ConfigError, StateUnavailableError
from knowledge.messages import Messages

_MOST_BYTES = 1_000_000  # of an update; Telegram's are a few thousand
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header

Take = Callable[[Sequence[Json]], Awaitable[None]]


class _Quiet(RequestHandler):
    """A handler that says nothing of itself, and nothing of its requests to the log."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Type", "application/json")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(json.dumps({"ok": False, "error_code": status_code}))


@stream_request_body
class _Updates(_Quiet):
    """Takes one update per request, from nobody but Telegram."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, secret: str, take: Take, health: Health) -> None:
        self._secret = secret
        self._take = take
        self._health = health
        self._body = bytearray()

    def prepare(self) -> None:
        """Turn strangers away before anything of what they send is kept."""
        given = self.request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.send_error(HTTPStatus.FORBIDDEN)

    def data_received(self, chunk: bytes) -> None:
        if not self._finished:
            self._body += chunk

    async def post(self) -> None:
        update = _read(self._body)
        if update is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        self._health.heard()
        try:
            await self._take([update])
        except StateUnavailableError:  # Telegram will send it again
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self.finish({"ok": True})


class _Report(_Quiet):
    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, health: Health) -> None:
        self._health = health

    def get(self) -> None:
        report = self._health.report()
        if not report["ok"]:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.finish(json.dumps(report))

    def head(self) -> None:
        self.get()


def _read(body: bytes | bytearray) -> Json | None:
    """Return the update in ``body``, ``None`` when there is none."""
    try:
        update: Json = json.loads(body)
        return update if isinstance(update["update_id"], int) else None
    except (ValueError, TypeError, KeyError):
        return None


class WebServer:
    """A web server in the running event loop."""

    def __init__(self, application: Application) -> None:
        self._server = HTTPServer(
            application, max_body_size=_MOST_BYTES, idle_connection_timeout=600, body_timeout=30
        )

    def listen(self, host: str, port: int, messages: Messages) -> None:
        """Begin to serve.

        Raises:
            ConfigError: the place cannot be had.
        """
        try:
            self._server.listen(port, address=host, reuse_port=False)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ConfigError(
                messages("telegram.cannot_listen", place=f"{host}:{port}", reason=reason)
            ) from error

    async def close(self) -> None:
        """Serve no more."""
        self._server.stop()
        await self._server.close_all_connections()


def webhook_server(path: str, secret: str, take: Take, health: Health) -> WebServer:
    """Return a server that takes updates at ``path`` from those who know ``secret``."""
    given = {"secret": secret, "take": take, "health": health}
    return WebServer(_application([(re.escape(path), _Updates, given)]))


def health_server(health: Health) -> WebServer:
    """Return a server that answers every GET with the state of the bot: 200 or 503."""
    return WebServer(_application([(r"/.*", _Report, {"health": health})]))


def _application(handlers: list[Any]) -> Application:
    return Application(handlers, default_handler_class=_Absent, log_function=lambda _: None)


class _Absent(_Quiet):
    def prepare(self) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)
