"""Choices as buttons under a message; a tapped one is read back from the message itself.

Nothing is kept here, so buttons work after a restart. What a button stands for is its text; the
data it carries, of which Telegram allows 64 bytes, is only its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ChatType, InlineKeyboardMarkupLimit

from bot.render import printable
from bot.render_split import utf16_length

LONGEST_CHOICE = 120
"""UTF-16 code units a button may stand for; a phone shows about forty, and a cut choice would be
another choice."""

_SHORT = 16  # UTF-16 code units of a button that leaves room for a second one in its row
_DATA = re.compile(r"c:\d{1,2}", re.ASCII)


class Tap(NamedTuple):
    """A button that was tapped.

    Attributes:
        message: the message that carries the button.
        asker: the message of the person whom the buttons are for; in a private chat ``message``.
        choice: what the button stands for.
    """

    message: Message
    asker: Message
    choice: str


def split_choices(choices: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the choices that fit on buttons, each in one line, and those that do not."""
    lines = [" ".join(printable(choice).split()) for choice in choices]
    fitting = [line for line in lines if line and utf16_length(line) <= LONGEST_CHOICE]
    fitting = fitting[: InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER]
    return fitting, [line for line in lines if line and line not in fitting]


def keyboard(choices: Sequence[str]) -> InlineKeyboardMarkup | None:
    """Return buttons for ``choices``, ``None`` for none; short ones stand two in a row."""
    if not choices:
        return None
    buttons = [
        InlineKeyboardButton(choice, callback_data=f"c:{number}")
        for number, choice in enumerate(choices)
    ]
    width = 2 if all(utf16_length(choice) <= _SHORT for choice in choices) else 1
    rows = [buttons[start : start + width] for start in range(0, len(buttons), width)]
    return InlineKeyboardMarkup(rows)


def read_tap(query: CallbackQuery) -> Tap | str:
    """Return what was tapped, or the key of the sentence that declines the tap.

    Declined are buttons of messages Telegram no longer shows us, data that no button of the
    message carries, and, in a group, buttons under an answer to somebody else.
    """
    message = query.message
    # The library gives a message that cannot be read as one without content, of date zero.
    if not isinstance(message, Message) or not message.is_accessible:
        return "button_old"
    if not _DATA.fullmatch(query.data or ""):
        return "button_old"
    private = message.chat.type == ChatType.PRIVATE
    asker = message if private else message.reply_to_message
    if asker is None:
        return "button_old"
    if not private and asker.from_user != query.from_user:
        return "button_foreign"
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    choices = [one for row in rows for one in row if _DATA.fullmatch(str(one.callback_data))]
    for button in choices:
        if button.callback_data == query.data:
            return Tap(message, asker, button.text)
    return "button_old" if choices else "button_used"
