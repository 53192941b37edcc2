"""What the fake refuses: names, types and limits of parameters, as the Bot API does."""

from __future__ import annotations

import json
import re
from typing import Any

from telegram.constants import (
    BotCommandLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
)

from tests.fake_telegram_html import EntityError, parse_html, units

Json = dict[str, Any]

_MEDIA = (
    "caption parse_mode caption_entities disable_notification protect_content message_thread_id "
    "message_effect_id reply_parameters reply_markup"
)
# method: required parameters, then optional ones
PARAMETERS: dict[str, tuple[str, str]] = {
    "getMe": ("", ""),
    "getUpdates": ("", "offset limit timeout allowed_updates"),
    "setWebhook": (
        "url",
        "certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    ),
    "deleteWebhook": ("", "drop_pending_updates"),
    "getWebhookInfo": ("", ""),
    "sendMessage": (
        "chat_id text",
        "parse_mode entities link_preview_options disable_notification protect_content "
        "message_thread_id message_effect_id reply_parameters reply_markup",
    ),
    "sendChatAction": ("chat_id action", "message_thread_id"),
    "editMessageText": (
        "text",
        "chat_id message_id inline_message_id parse_mode entities link_preview_options "
        "reply_markup",
    ),
    "editMessageReplyMarkup": ("", "chat_id message_id inline_message_id reply_markup"),
    "sendPhoto": ("chat_id photo", _MEDIA + " show_caption_above_media has_spoiler"),
    "sendDocument": ("chat_id document", _MEDIA + " thumbnail disable_content_type_detection"),
    "getFile": ("file_id", ""),
    "answerInlineQuery": (
        "inline_query_id results",
        "cache_time is_personal next_offset button",
    ),
    "answerCallbackQuery": ("callback_query_id", "text show_alert url cache_time"),
    "setMyCommands": ("commands", "scope language_code"),
    "setMyDescription": ("", "description language_code"),
}
_AUTOMATIC = {
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}"),
}


class RefusalError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


def bot_user(token: str) -> Json:
    """Return the bot as a user; its id is the number in the token."""
    number = int(token.split(":")[0])
    return {"id": number, "is_bot": True, "first_name": "Trợ lý", "username": "tro_ly_bot"}


def failure(fault: Json) -> tuple[int, Json | str]:
    """Return the answer of a call that was told to fail (none for ``drop``)."""
    if fault["kind"] == "retry_after":
        why = f"Too Many Requests: retry after {fault['seconds']}"
        raise RefusalError(429, why, retry_after=fault["seconds"])
    if "description" in fault:
        raise RefusalError(fault["code"], fault["description"])
    return fault.get("code", 0), "<html><body>Bad Gateway</body></html>"


def check_call(token: str, method: str, params: Json) -> None:
    """Refuse a malformed token, an unknown method, an unknown or a missing parameter."""
    if not re.fullmatch(r"\d+:[\w-]+", token) or method not in PARAMETERS:
        raise RefusalError(404, "Not Found")
    required, optional = (names.split() for names in PARAMETERS[method])
    unknown = set(params) - {*required, *optional}
    if unknown:
        raise RefusalError(400, f"Bad Request: unknown parameter {sorted(unknown)[0]}")
    for name in required:
        if name == "text" and not str(params.get(name, "")).strip():
            raise RefusalError(400, "Bad Request: message text is empty")
        if name not in params:
            raise RefusalError(400, f"Bad Request: parameter {name} is required")


def check_commands(commands: list[Json]) -> None:
    """Refuse a command menu out of bounds."""
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise RefusalError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= units(command["description"]) <= BotCommandLimit.MAX_DESCRIPTION:
            raise RefusalError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def integer(params: Json, name: str, default: int | None = None) -> Any:
    try:
        return int(params[name]) if name in params else default
    except (TypeError, ValueError):
        raise RefusalError(400, f"Bad Request: {name} is not a number") from None


def decoded(params: Json, name: str, kind: type) -> Any:
    value = params.get(name)
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise RefusalError(400, f"Bad Request: can't parse {name} JSON object") from None
    if value is not None and not isinstance(value, kind):
        raise RefusalError(400, f"Bad Request: {name} must be of another type")
    return value


def content(params: Json) -> Json:
    """Return text, entities and buttons as they will be shown."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise RefusalError(400, "Bad Request: message text is empty")
    if units(text) > MessageLimit.MAX_TEXT_LENGTH or len(params["text"].encode()) > 32_768:
        raise RefusalError(400, "Bad Request: message is too long")
    decoded(params, "link_preview_options", dict)
    shown = {"text": text} | ({"entities": entities} if entities else {})
    return shown | markup_content(params)


def caption_content(params: Json) -> Json:
    """Return caption, its entities and buttons as they will be shown with a file."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if units(text) > MessageLimit.CAPTION_LENGTH:
        raise RefusalError(400, "Bad Request: message caption is too long")
    shown = {"caption": text} if text else {}
    return shown | ({"caption_entities": entities} if entities else {}) | markup_content(params)


def markup_content(params: Json) -> Json:
    """Return the buttons; none leaves the key out, as an empty keyboard does."""
    markup = decoded(params, "reply_markup", dict)
    _check_buttons(markup or {})
    return {"reply_markup": markup} if markup and markup.get("inline_keyboard") else {}


def _formatted(params: Json, name: str, entities_name: str) -> tuple[str, list[Json]]:
    mode, source = params.get("parse_mode", ""), params.get(name, "")
    if mode not in ("", "HTML"):
        raise RefusalError(400, "Bad Request: unsupported parse_mode")
    text, entities = source.strip(), decoded(params, entities_name, list) or []
    if mode:
        try:
            text, entities = parse_html(source)
        except EntityError as error:
            raise RefusalError(400, f"Bad Request: can't parse entities: {error}") from None
    if len(entities) > MessageLimit.MESSAGE_ENTITIES:
        raise RefusalError(400, "Bad Request: too many entities (Telegram would drop some)")
    return text, entities


def _check_buttons(markup: Json) -> None:
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise RefusalError(400, "Bad Request: reply markup is too long")
    if any(len(row) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in rows):
        raise RefusalError(400, "Bad Request: too many buttons in a row (Telegram would cut it)")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise RefusalError(400, "Bad Request: inline keyboard button text must be non-empty")
        data = button.get("callback_data")
        if set(button) != {"text", "callback_data"}:
            raise RefusalError(
                400, "Bad Request: text buttons are unallowed in the inline keyboard"
            )
        limit = InlineKeyboardButtonLimit
        if not limit.MIN_CALLBACK_DATA <= len(data.encode()) <= limit.MAX_CALLBACK_DATA:
            raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")


def automatic_entities(text: str) -> list[Json]:
    """Return the commands and mentions Telegram finds in what a person typed."""
    found = [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}
        for kind, pattern in _AUTOMATIC.items()
        for match in pattern.finditer(text)
        if kind != "mention" or "/" not in text[: match.start()].split(" ")[-1]
    ]
    return sorted(found, key=lambda entity: entity["offset"])
