"""Buttons under a message; a tapped one is read back from the message itself.

Nothing is kept here, so buttons work after a restart. A choice or a question stands for its text;
the data it carries, of which Telegram allows 64 bytes, is only its number, or else a short command
that it stands for under a label of its own. The sources of an answer are named by the key under
which the conversation keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ChatType, InlineKeyboardMarkupLimit

from bot.offers import NOTHING, Offers
from bot.render import Renderer
from bot.render_split import utf16_length
from knowledge.messages import Messages
from knowledge.text import fold

LONGEST_CHOICE = 120
"""UTF-16 code units a button may stand for; a phone shows about forty, and a cut choice would be
another choice."""

READABLE = 40
"""UTF-16 code units of a button that a phone shows whole."""

_SHORT = 16  # UTF-16 code units of a button that leaves room for a second one in its row
_DATA = re.compile(r"[cq]:\d{1,2}|n:[0-9a-f]{10}|k:|/[a-z]+(?: [a-z0-9]+){1,4}", re.ASCII)
_CHOICE, _SOURCES, _TRIAL, _COMMAND = "c:", "n:", "k:", "/"


class Tap(NamedTuple):
    """A button that was tapped.

    Attributes:
        message: the message that carries the button.
        asker: the message of the person whom the buttons are for; in a private chat ``message``.
        label: the words on the button.
        said: what the button stands for, as if it had been typed.
        remaining: the buttons that stay: of several choices one is taken, and any other button is
            taken by itself.
    """

    message: Message
    asker: Message
    label: str
    said: str
    remaining: InlineKeyboardMarkup | None


def split_choices(choices: Sequence[str], render: Renderer) -> tuple[list[str], list[str]]:
    """Return the choices that fit on buttons, each in one line, and those that do not."""
    lines = [render.one_line(choice) for choice in choices]
    fitting = [line for line in lines if line and utf16_length(line) <= LONGEST_CHOICE]
    fitting = fitting[: InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER]
    return fitting, [line for line in lines if line and line not in fitting]


def keyboard(
    choices: Sequence[str],
    questions: Sequence[str] = (),
    offers: Offers = NOTHING,
    messages: Messages | None = None,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a reply, ``None`` for none; short choices stand two in a row.

    Args:
        choices: short messages, of which one is to be chosen.
        questions: what may be asked next.
        offers: what else to offer.
        messages: section ``telegram``; needed where there are offers.
        labels: what is written on those choices that are commands and have a label of their own.
    """
    buttons = [
        _button(labels[choice], fold(choice))
        if choice in labels
        else _button(choice, f"{_CHOICE}{number}")
        for number, choice in enumerate(choices)
    ]
    width = 2 if all(utf16_length(button.text) <= _SHORT for button in buttons) else 1
    rows = [buttons[start : start + width] for start in range(0, len(buttons), width)]
    rows += [[_button(question, f"q:{number}")] for number, question in enumerate(questions)]
    last = []
    if messages and offers.sources:
        last.append(_button(messages("telegram.sources"), f"{_SOURCES}{offers.sources}"))
    if messages and offers.trial:
        last.append(_button(messages("telegram.trial"), _TRIAL))
    rows += [last] if last else []
    return InlineKeyboardMarkup(rows) if rows else None


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


def read_tap(query: CallbackQuery) -> Tap | str:
    """Return what was tapped, or the key of the sentence that declines the tap.

    Declined are buttons of messages Telegram no longer shows us, data that no button of the
    message carries, and, in a group, buttons under an answer to somebody else.
    """
    message = query.message
    # The library gives a message that cannot be read as one without content, of date zero.
    if not isinstance(message, Message) or not message.is_accessible:
        return "button_old"
    carried = _DATA.fullmatch(query.data or "")
    if carried is None:
        return "button_old"
    private = message.chat.type == ChatType.PRIVATE
    asker = message if private else message.reply_to_message
    if asker is None:
        return "button_old"
    if not private and asker.from_user != query.from_user:
        return "button_foreign"
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    for button in (button for row in rows for button in row):
        if button.callback_data == query.data:
            return Tap(message, asker, button.text, _said(button), _remaining(rows, button))
    ours = [one for row in rows for one in row if _DATA.fullmatch(str(one.callback_data))]
    return "button_old" if ours else "button_used"


def _said(button: InlineKeyboardButton) -> str:
    data = str(button.callback_data)
    if data.startswith(_SOURCES):
        return f"/nguon {data.removeprefix(_SOURCES)}"
    if data.startswith(_COMMAND):
        return data
    return "/kiemtra" if data == _TRIAL else button.text


def _remaining(
    rows: Sequence[Sequence[InlineKeyboardButton]], tapped: InlineKeyboardButton
) -> InlineKeyboardMarkup | None:
    one_of = (_CHOICE, _COMMAND)
    chosen = str(tapped.callback_data).startswith(one_of)

    def stays(button: InlineKeyboardButton) -> bool:
        is_choice = str(button.callback_data).startswith(one_of)
        return not is_choice if chosen else button.callback_data != tapped.callback_data

    left = [[button for button in row if stays(button)] for row in rows]
    left = [row for row in left if row]
    return InlineKeyboardMarkup(left) if left else None
