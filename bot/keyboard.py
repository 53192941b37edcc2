"""Messages typed at a keyboard; a pasted table, which has line breaks, is one message."""

from __future__ import annotations

from collections.abc import Iterator

from prompt_toolkit import PromptSession

from knowledge.messages import Messages


def typed_messages(messages: Messages) -> Iterator[str]:
    """Yield what the person types until the input ends (Ctrl-D) or is interrupted (Ctrl-C)."""
    session: PromptSession[str] = PromptSession()
    while True:
        try:
            yield session.prompt(messages("console.prompt"))
        except (EOFError, KeyboardInterrupt):
            return
