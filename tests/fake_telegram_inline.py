"""The fake's inline mode: people type after the bot's name, see what it offers, and send one."""

from __future__ import annotations

import re
from threading import Condition
from typing import Any

from telegram.constants import (
    InlineQueryLimit,
    InlineQueryResultLimit,
    InlineQueryResultsButtonLimit,
)

from tests.fake_telegram_checks import Json, RefusalError, bot_user, content, decoded, integer

_ARTICLE = {"type", "id", "title", "input_message_content", "reply_markup", "url", "description"}
_CONTENT = {"message_text", "parse_mode", "entities", "link_preview_options"}
_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class Inline:
    """What :class:`tests.fake_telegram_api.FakeTelegram` knows of inline queries."""

    _changed: Condition

    def forget_inline(self) -> None:
        """Have no query, and no answer to one."""
        self._open: set[str] = set()
        self._offers: dict[str, Json] = {}

    def type_inline(self, person: int, query: str, chat_type: str | None = "sender") -> str:
        """Let a person type ``query`` after the bot's name; return the id of the query."""
        if len(query) > InlineQueryLimit.MAX_QUERY_LENGTH:
            raise ValueError("an app sends no query as long as that")
        with self._changed:
            id_ = str(9_000_000 + len(self._open))
            self._open.add(id_)
            sender = {"id": person, "is_bot": False, "first_name": "Lan"}
            place = {"chat_type": chat_type} if chat_type else {}
            self.inject(
                inline_query={"id": id_, "from": sender, "query": query, "offset": ""} | place
            )
            return id_

    def offered(self, query_id: str) -> Json | None:
        """Return the answer to a query with ``results`` and ``button``; ``None`` for none yet."""
        with self._changed:
            return self._offers.get(query_id)

    def send_offered(self, query_id: str, index: int, chat_id: int) -> Json:
        """Let the person send one of the results to a chat; return the message."""
        with self._changed:
            answer = self._offers[query_id]
            chosen = answer["results"][index]
            chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
            sender = {"id": abs(chat_id), "is_bot": False, "first_name": "Lan"}
            shown = chosen["shown"] | {"via_bot": bot_user(answer["token"])}
            return self._new_message(chat, sender, shown)

    def _answer_inline_query(self, token: str, params: Json) -> bool:
        results = [_checked(result) for result in decoded(params, "results", list)]
        if len(results) > InlineQueryLimit.RESULTS:
            raise RefusalError(400, "Bad Request: RESULTS_TOO_MUCH")
        if len({result["id"] for result in results}) < len(results):
            raise RefusalError(400, "Bad Request: RESULT_ID_DUPLICATE")
        if len(str(params.get("next_offset", "")).encode()) > InlineQueryLimit.MAX_OFFSET_LENGTH:
            raise RefusalError(400, "Bad Request: NEXT_OFFSET_INVALID")
        if integer(params, "cache_time", 300) < 0:
            raise RefusalError(400, "Bad Request: cache_time is negative")
        button = decoded(params, "button", dict)
        _check_button(button)
        query = params["inline_query_id"]
        with self._changed:
            if query not in self._open or query in self._offers:
                raise RefusalError(400, _TOO_OLD)
            self._offers[query] = {
                "results": results,
                "button": button,
                "token": token,
                "cache_time": integer(params, "cache_time", 300),
                "is_personal": str(params.get("is_personal", "")).lower() == "true",
            }
            self._changed.notify_all()
        return True


def _checked(result: Any) -> Json:
    """Return a result with the message that will be sent; only articles with a text are known."""
    if not isinstance(result, dict) or result.get("type") != "article" or set(result) - _ARTICLE:
        raise RefusalError(400, "Bad Request: RESULT_TYPE_INVALID")
    limit = InlineQueryResultLimit
    if not limit.MIN_ID_LENGTH <= len(str(result.get("id", "")).encode()) <= limit.MAX_ID_LENGTH:
        raise RefusalError(400, "Bad Request: RESULT_ID_INVALID")
    if not str(result.get("title", "")).strip():
        raise RefusalError(400, "Bad Request: ARTICLE_TITLE_EMPTY")
    text = result.get("input_message_content")
    if not isinstance(text, dict) or "message_text" not in text or set(text) - _CONTENT:
        raise RefusalError(400, "Bad Request: SEND_MESSAGE_TYPE_INVALID")
    message = {
        "text": text["message_text"],
        **{key: text[key] for key in text.keys() - {"message_text"}},
    }
    return result | {"shown": content(message)}


def _check_button(button: Json | None) -> None:
    if button is None:
        return
    limit = InlineQueryResultsButtonLimit
    lengths = f"{limit.MIN_START_PARAMETER_LENGTH},{limit.MAX_START_PARAMETER_LENGTH}"
    if not str(button.get("text", "")).strip() or set(button) != {"text", "start_parameter"}:
        raise RefusalError(400, "Bad Request: inline query results button is invalid")
    if not re.fullmatch(rf"[A-Za-z0-9_-]{{{lengths}}}", button["start_parameter"]):
        raise RefusalError(400, "Bad Request: START_PARAM_INVALID")
