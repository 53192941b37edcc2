"""State and methods of the pretended Telegram: one bot, any number of chats."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from threading import Condition
from typing import Any

from telegram.constants import BotDescriptionLimit, ChatAction, PollingLimit

from tests.fake_telegram_buttons import Buttons
from tests.fake_telegram_checks import (
    Json,
    RefusalError,
    automatic_entities,
    bot_user,
    check_call,
    check_commands,
    content,
    decoded,
    failure,
    integer,
)
from tests.fake_telegram_files import Files, Upload
from tests.fake_telegram_flood import Flood
from tests.fake_telegram_html import units
from tests.fake_telegram_inline import Inline
from tests.fake_telegram_webhook import Webhook
from tests.patience import PATIENCE


class FakeTelegram(Buttons, Files, Flood, Inline, Webhook):
    """State of the pretended Telegram: one bot, any number of chats."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        with self._changed:
            self._updates: list[Json] = []
            self._calls: list[Json] = []
            self._chats: dict[int, Json] = {}
            self._messages: dict[tuple[int, int], Json] = {}
            self._callbacks: set[str] = set()
            self._keyboards: dict[tuple[int, int], list[Json]] = {}
            self._files: dict[str, Json] = {}
            self._faults: list[Json] = []
            self._blocked: set[int] = set()
            self._migrated: dict[int, int] = {}
            self._poller = 0
            self._last_update = 1000
            self._last_message = 0
            self.limit()
            self.forget_inline()
            self.forget_webhook()
            self._changed.notify_all()

    # --- control -----------------------------------------------------------------------------

    def inject(self, **update: Any) -> int:
        """Queue one raw update; its id is returned, and made up when not given."""
        with self._changed:
            number: int = update.setdefault("update_id", self._last_update + 1)
            self._last_update = max(self._last_update, number)
            for kind in update.values():
                message = kind.get("message", kind) if isinstance(kind, dict) else {}
                if "chat" in message and "message_id" in message:
                    chat = message["chat"]
                    self._chats[chat["id"]] = chat
                    self._messages.setdefault((chat["id"], message["message_id"]), message)
                if isinstance(kind, dict) and "chat_instance" in kind:
                    self._callbacks.add(kind["id"])
            self._updates.append(update)
            self._changed.notify_all()
            return number

    def say(self, chat_id: int, text: str | None = None, **more: Any) -> Json:
        """Let a person write ``text``; ``more`` are further fields of the message."""
        with self._changed:
            person = {"id": abs(chat_id), "is_bot": False, "first_name": "Lan"}
            chat = {"id": chat_id, "type": "private", "first_name": "Lan"}
            if chat_id < 0:
                chat = {"id": chat_id, "type": "supergroup", "title": "Tổ công tác"}
            message = self._new_message(chat, person, {})
            if text is not None:
                message["text"] = text
                message |= {"entities": found} if (found := automatic_entities(text)) else {}
            message |= more
            self._messages[chat_id, message["message_id"]] = dict(message)
            self.inject(message=message)
            return message

    def fail(self, method: str, kind: str, times: int = 1, **details: Any) -> None:
        """Make the next ``times`` calls of ``method`` fail.

        Kinds: ``status`` (``code``, ``description``; HTML body when no description),
        ``retry_after`` (``seconds``), ``drop`` (no answer, nothing done), ``lost`` (done, then no
        answer), ``late`` (done, and an HTML body with ``code`` instead of the answer), ``reset``
        (the connection is reset before the body is read), ``hang`` (no answer for ``seconds``,
        nothing done). With ``chat_id``, only calls for that chat fail, except by ``reset``.
        """
        with self._changed:
            self._faults += [{"method": method, "kind": kind, **details} for _ in range(times)]

    def block(self, chat_id: int, blocked: bool = True) -> None:
        """Let the person of a private chat block the bot, or allow it again."""
        with self._changed:
            (self._blocked.add if blocked else self._blocked.discard)(chat_id)

    def migrate(self, chat_id: int, new_id: int) -> None:
        """Make a group a supergroup: it has another number now, and both chats say so."""
        group = {"id": chat_id, "type": "group", "title": "Tổ công tác"}
        supergroup = {"id": new_id, "type": "supergroup", "title": "Tổ công tác"}
        with self._changed:
            self._migrated[chat_id] = new_id
            self._chats[new_id] = supergroup
            for chat, kind, other in (
                (group, "migrate_to_chat_id", new_id),
                (supergroup, "migrate_from_chat_id", chat_id),
            ):
                sender = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
                self.inject(message=self._new_message(chat, sender, {kind: other}))

    def calls(self, *methods: str) -> list[Json]:
        """Return the calls of ``methods``, or of all but ``getUpdates``, oldest first."""
        with self._changed:
            return [c for c in self._calls if c["method"] in methods or not methods]

    def sent(self, chat_id: int | None = None) -> list[Json]:
        """Return the messages the bot has sent and the fake has taken, oldest first."""
        return self._done(chat_id, "sendMessage")

    def sent_files(self, chat_id: int | None = None) -> list[Json]:
        """Return the photos and documents the bot has sent and the fake has taken."""
        return self._done(chat_id, "sendPhoto", "sendDocument")

    def _done(self, chat_id: int | None, *methods: str) -> list[Json]:
        done = [call["result"] for call in self.calls(*methods) if call["status"] == 200]
        return [message for message in done if chat_id in (None, message["chat"]["id"])]

    def note(self, method: str, **details: Any) -> None:
        """Put a remark of the test among the calls."""
        with self._changed:
            self._calls.append({"method": method, "status": 0, "result": None} | details)

    def wait(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait until ``condition`` on what the fake knows holds; tell whether it did."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    # --- the Bot API -------------------------------------------------------------------------

    def handle(self, token: str, method: str, params: Json) -> tuple[int, Json | str] | None:
        """Return status and body of one call; ``None`` for a connection that just closes."""
        fault = self._fault(method, params)
        kind = fault["kind"] if fault else ""
        if fault and kind == "hang":
            time.sleep(fault["seconds"])
        body: Json | str = {}
        status = 0
        try:
            if fault and kind not in ("lost", "late"):
                status, body = failure(fault)
            else:
                check_call(token, method, params)
                self.check_flood(params)
                body = {"ok": True, "result": getattr(self, _snake(method))(token, params)}
                status = 200
        except RefusalError as refusal:
            status, body = refusal.code, refusal.body
        if method != "getUpdates":
            result = body.get("result") if isinstance(body, dict) else None
            self._record(method, params, status, result)
        if fault and kind == "late":
            return failure(fault)
        return None if kind in ("drop", "lost", "hang") else (status, body)

    def resets(self, method: str) -> bool:
        """Tell whether the connection of the next call of ``method`` is to be reset."""
        with self._changed:
            for fault in self._faults:
                if fault["method"] == method and fault["kind"] == "reset":
                    self._faults.remove(fault)
                    self.note(method, params={}, at=time.monotonic())
                    return True
        return False

    def _record(self, method: str, params: Json, status: int, result: Any) -> None:
        params = {name: _plain(value) for name, value in params.items()}
        call = {"method": method, "params": params, "status": status, "result": result}
        with self._changed:
            self._calls.append(call | {"at": time.monotonic()})
            self._changed.notify_all()

    def _fault(self, method: str, params: Json) -> Json | None:
        with self._changed:
            for fault in self._faults:
                chat = fault.get("chat_id")
                if fault["kind"] == "reset" or fault["method"] != method:
                    continue
                if chat in (None, integer(params, "chat_id")):
                    self._faults.remove(fault)
                    return fault
        return None

    def _get_me(self, token: str, params: Json) -> Json:
        return bot_user(token) | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }

    def _get_updates(self, token: str, params: Json) -> list[Json]:
        limit = integer(params, "limit", PollingLimit.MAX_LIMIT)
        offset = integer(params, "offset", 0)
        allowed = decoded(params, "allowed_updates", list)
        with self._changed:
            if self.webhook_url:
                raise RefusalError(
                    409,
                    "Conflict: can't use getUpdates method while webhook is active; "
                    "use deleteWebhook to delete the webhook first",
                )
            self._poller += 1
            mine = self._poller
            self._changed.notify_all()
            if offset > 0:
                self._updates = [u for u in self._updates if u["update_id"] >= offset]
            elif offset < 0:
                self._updates = self._updates[offset:]
            self._changed.wait_for(
                lambda: self._updates or self._poller != mine, integer(params, "timeout", 0)
            )
            if allowed:  # Telegram drops the others, and so does the fake
                self._updates = [u for u in self._updates if {*allowed} & u.keys()]
            if self._poller != mine:
                raise RefusalError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            return self._updates[: max(PollingLimit.MIN_LIMIT, min(limit, PollingLimit.MAX_LIMIT))]

    def _send_message(self, token: str, params: Json) -> Json:
        chat = self._chat(params)
        return self._sent(token, chat, params, content(params))

    def _sent(self, token: str, chat: Json, params: Json, shown: Json) -> Json:
        """Store a message of the bot with what it shows, and what it quotes."""
        reply = decoded(params, "reply_parameters", dict) or {}
        with self._changed:
            answered = self._messages.get((chat["id"], reply.get("message_id", 0)))
            if reply and not answered and not reply.get("allow_sending_without_reply"):
                raise RefusalError(400, "Bad Request: message to be replied not found")
            message = self._new_message(chat, bot_user(token), shown)
            if answered:
                quoted = {key: answered[key] for key in answered if key != "reply_to_message"}
                message["reply_to_message"] = quoted
                self._messages[chat["id"], message["message_id"]]["reply_to_message"] = quoted
            if "reply_markup" in message:
                rows = message["reply_markup"].get("inline_keyboard", [])
                buttons = [button for row in rows for button in row]
                self._keyboards[chat["id"], message["message_id"]] = buttons
            return message

    def _send_chat_action(self, token: str, params: Json) -> bool:
        self._chat(params)
        if params["action"] not in list(ChatAction):
            raise RefusalError(400, "Bad Request: wrong parameter action in request")
        return True

    def _set_my_commands(self, token: str, params: Json) -> bool:
        check_commands(decoded(params, "commands", list))
        return True

    def _set_my_description(self, token: str, params: Json) -> bool:
        longest = BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
        if units(params.get("description", "")) > longest:
            raise RefusalError(400, "Bad Request: DESCRIPTION_TOO_LONG")
        return True

    def _chat(self, params: Json) -> Json:
        chat_id = integer(params, "chat_id")
        with self._changed:
            if chat_id in self._blocked:
                raise RefusalError(403, "Forbidden: bot was blocked by the user")
            if chat_id in self._migrated:
                raise RefusalError(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    migrate_to_chat_id=self._migrated[chat_id],
                )
            if chat_id not in self._chats:
                raise RefusalError(400, "Bad Request: chat not found")
            return self._chats[chat_id]

    def _new_message(self, chat: Json, sender: Json, content: Json) -> Json:
        self._last_message += 1
        head = {"message_id": self._last_message, "date": int(time.time())}
        message = head | {"chat": chat, "from": sender} | content
        self._messages[chat["id"], self._last_message] = message
        return dict(message)


def _plain(value: Any) -> Any:
    """Return a parameter for the list of calls; of an uploaded file only name and size."""
    if isinstance(value, Upload):
        return {"file": value.name, "size": len(value.content)}
    return value


def _snake(method: str) -> str:
    return re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", f"_{method}")
