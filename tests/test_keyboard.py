"""What is typed at a keyboard: a pasted table is one message, Ctrl-D and Ctrl-C end the talk."""

from __future__ import annotations

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.keyboard import typed_messages
from knowledge.messages import Messages

PASTE = "\x1b[200~Năm\tHộ nghèo\r\n2021\t98\r\n2022\t80\x1b[201~"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("xin chào\rcảm ơn\r\x04", ["xin chào", "cảm ơn"]),
        (PASTE + "\r\x04", ["Năm\tHộ nghèo\n2021\t98\n2022\t80"]),
        ("98\r\x03", ["98"]),
    ],
)
def test_messages(keys: str, said: list[str], messages: Messages) -> None:
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        with create_app_session(input=keyboard, output=DummyOutput()):
            assert list(typed_messages(messages)) == said
