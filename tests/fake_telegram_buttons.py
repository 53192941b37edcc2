"""The fake's buttons and edits: taps of people, changes of messages already sent."""

from __future__ import annotations

import time
from copy import deepcopy

from telegram.constants import CallbackQueryLimit

from tests.fake_telegram_checks import (
    Json,
    RefusalError,
    bot_user,
    content,
    integer,
    markup_content,
)
from tests.fake_telegram_html import units

_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


class Buttons:
    """What :class:`tests.fake_telegram_api.FakeTelegram` knows of buttons and edits."""

    def tap(
        self,
        chat_id: int,
        message_id: int,
        index: int = 0,
        *,
        person: int | None = None,
        name: str = "Lan",
        data: str | None = None,
        accessible: bool = True,
        before_last_edit: bool = False,
    ) -> str:
        """Let a person tap a button the bot has sent; return the id of the tap.

        Args:
            chat_id: the chat.
            message_id: the message with the button.
            index: which of its buttons, counted over all rows; an app may still show buttons that
                have been taken away since.
            person: who taps; by default the person :meth:`say` speaks for.
            name: first name of who taps.
            data: forged data, instead of the button's own.
            accessible: whether Telegram still gives the message, or only its place.
            before_last_edit: whether the tap was made while the first buttons were still there.
        """
        with self._changed:
            message = deepcopy(self._messages[chat_id, message_id])
            buttons = self._keyboards.get((chat_id, message_id), [])
            if before_last_edit:
                message["reply_markup"] = {"inline_keyboard": [[b] for b in buttons]}
            if not accessible:
                message = {"chat": message["chat"], "message_id": message_id, "date": 0}
            number = str(len(self._callbacks) + 1000 * self._last_update)
            sender = {"id": person or abs(chat_id), "is_bot": False, "first_name": name}
            self.inject(
                callback_query={
                    "id": number,
                    "from": sender,
                    "message": message,
                    "chat_instance": "1",
                    "data": buttons[index]["callback_data"] if data is None else data,
                }
            )
            return number

    def alerts(self) -> list[str]:
        """Return the texts shown to people who tapped, oldest first."""
        calls = self.calls("answerCallbackQuery")
        return [call["params"].get("text", "") for call in calls if call["status"] == 200]

    def _answer_callback_query(self, token: str, params: Json) -> bool:
        if units(params.get("text", "")) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
            raise RefusalError(400, "Bad Request: MESSAGE_TOO_LONG")
        with self._changed:
            if params["callback_query_id"] not in self._callbacks:
                raise RefusalError(
                    400,
                    "Bad Request: query is too old and response timeout expired "
                    "or query ID is invalid",
                )
            self._callbacks.remove(params["callback_query_id"])
        return True

    def _edit_message_text(self, token: str, params: Json) -> Json:
        return self._edited(token, params, content(params), ("text", "entities", "reply_markup"))

    def _edit_message_reply_markup(self, token: str, params: Json) -> Json:
        return self._edited(token, params, markup_content(params), ("reply_markup",))

    def _edited(self, token: str, params: Json, shown: Json, keys: tuple[str, ...]) -> Json:
        chat = self._chat(params)
        with self._changed:
            message = self._messages.get((chat["id"], integer(params, "message_id", 0)))
            if message is None:
                raise RefusalError(400, "Bad Request: message to edit not found")
            if message.get("from", {}).get("id") != bot_user(token)["id"]:
                raise RefusalError(400, "Bad Request: message can't be edited")
            if all(message.get(key) == shown.get(key) for key in keys):
                raise RefusalError(400, _NOT_MODIFIED)
            for key in keys:
                message.pop(key, None)
            message |= shown | {"edit_date": int(time.time())}
            return dict(message)
