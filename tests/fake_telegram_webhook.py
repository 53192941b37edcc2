"""The fake's webhook: calls the bot with each update until that is answered with 2xx."""

from __future__ import annotations

import http.client
import json
import re
import time
from threading import Condition, Thread
from urllib.parse import urlsplit

from telegram.constants import WebhookLimit

from tests.fake_telegram_checks import Json, RefusalError, decoded, integer

_CONNECTIONS = 40  # when the bot does not say
_TRY_AGAIN = 0.2  # seconds; Telegram waits longer


class Webhook:
    """What :class:`tests.fake_telegram_api.FakeTelegram` knows of webhooks.

    Updates of one chat are sent one after the other, as Telegram does.
    """

    _changed: Condition
    _updates: list[Json]

    def forget_webhook(self) -> None:
        """Have none, and no way to its address."""
        self.webhook_url = ""
        self._secret: str | None = None
        self._routes: dict[str, str] = {}
        self._busy: dict[int | None, Json] = {}
        self._pauses: dict[int, float] = {}
        self.deliveries: list[tuple[int, int]] = []
        self._generation = getattr(self, "_generation", 0) + 1

    def route(self, public: str, place: str) -> None:
        """Be the server in front of the bot: what goes to ``public`` arrives at ``place``."""
        self._routes[public] = place

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, as Telegram does when an answer was lost on its way."""
        with self._changed:
            self._updates.append(next(u for u in self._sent_updates if u["update_id"] == update_id))
            self._changed.notify_all()

    def _set_webhook(self, token: str, params: Json) -> bool:
        url, secret = params["url"], params.get("secret_token")
        if url and not url.startswith("https://"):
            raise RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided")
        longest = int(WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
        if secret is not None and not re.fullmatch(rf"[\w-]{{1,{longest}}}", secret, re.ASCII):
            raise RefusalError(400, "Bad Request: secret token contains unallowed characters")
        most = integer(params, "max_connections", _CONNECTIONS)
        limit = WebhookLimit
        if not limit.MIN_CONNECTIONS_LIMIT <= most <= limit.MAX_CONNECTIONS_LIMIT:
            raise RefusalError(400, "Bad Request: max_connections is out of range")
        with self._changed:
            self._webhook_allowed = decoded(params, "allowed_updates", list)
            self._drop(params)
            self.webhook_url, self._secret, self._most = url, secret, most
            self._sent_updates: list[Json] = []
            self._generation += 1
            if url:
                Thread(target=self._pump, args=(self._generation,), daemon=True).start()
        return True

    def _delete_webhook(self, token: str, params: Json) -> bool:
        with self._changed:
            self.webhook_url = ""
            self._generation += 1
            self._drop(params)
            self._changed.notify_all()
        return True

    def _drop(self, params: Json) -> None:
        if str(params.get("drop_pending_updates")).lower() == "true":
            self._updates.clear()

    def _get_webhook_info(self, token: str, params: Json) -> Json:
        state = {"url": self.webhook_url, "has_custom_certificate": False}
        return state | {"pending_update_count": len(self._updates)}

    def _pump(self, generation: int) -> None:
        """Send what is due, each update in a thread of its own."""
        while True:
            with self._changed:
                if self._generation != generation:
                    return
                for update in self._due():
                    self._busy[_chat(update)] = update
                    Thread(target=self._deliver, args=(update,), daemon=True).start()
                self._changed.wait(0.05)

    def _due(self) -> list[Json]:
        found, seen = [], set(self._busy)
        allowed = self._webhook_allowed
        for update in list(self._updates):
            if allowed and not {*allowed} & update.keys():
                self._updates.remove(update)
                continue
            chat = _chat(update)
            if chat in seen or len(seen) >= self._most:
                continue
            seen.add(chat)
            if self._pauses.get(update["update_id"], 0) <= time.monotonic():
                found.append(update)
        return found

    def _deliver(self, update: Json) -> None:
        status = self.post(json.dumps(update).encode(), self._secret)
        with self._changed:
            self.deliveries.append((update["update_id"], status))
            del self._busy[_chat(update)]
            if 200 <= status < 300:
                self._updates.remove(update)
                self._sent_updates.append(update)
            else:
                self._pauses[update["update_id"]] = time.monotonic() + _TRY_AGAIN
            self._changed.notify_all()

    def post(
        self, body: bytes, secret: str | None, method: str = "POST", url: str | None = None
    ) -> int:
        """Call the bot's address; return the status, 0 when nobody answers."""
        parts = urlsplit(url or self.webhook_url)
        place = urlsplit(self._routes.get(f"{parts.scheme}://{parts.netloc}", ""))
        headers = {"Content-Type": "application/json"}
        headers |= {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
        try:
            connection.request(method, parts.path, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def _chat(update: Json) -> int | None:
    for kind in update.values():
        if isinstance(kind, dict):
            message = kind.get("message", kind)
            return message.get("chat", {}).get("id") if isinstance(message, dict) else None
    return None
