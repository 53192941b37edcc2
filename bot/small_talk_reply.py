"""Replies to messages that no document answers, each sort with its own sentence."""

from __future__ import annotations

from knowledge.answer import Reply
from knowledge.messages import Messages
from knowledge.small_talk import SmallTalk

_COURTESIES = ("greeting", "thanks")
"""Sorts that are no question; all others are questions left unanswered."""


class SmallTalkDesk:
    """Answers small talk.

    Args:
        talk: tells its sorts.
        messages: section ``small_talk``.
    """

    def __init__(self, talk: SmallTalk, messages: Messages) -> None:
        self._talk = talk
        self._say = messages

    def before(self, message: str) -> Reply | None:
        """Return the reply to a message that needs no search, ``None`` for any other."""
        return self._reply(self._talk.before(message))

    def after(self, message: str) -> Reply | None:
        """Return the reply to a question of another world, for which nothing was found."""
        return self._reply(self._talk.after(message))

    def _reply(self, sort: str) -> Reply | None:
        if not sort:
            return None
        text = self._say(f"small_talk.{sort}")
        return Reply("answer", text) if sort in _COURTESIES else Reply("abstain", text)
