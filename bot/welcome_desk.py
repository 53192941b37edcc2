"""The desk for /start and /help: what the assistant is, its sources and limits, whom to ask."""

from __future__ import annotations

from bot.desk import Call
from bot.menu import Menu
from bot.visitor import LOCAL
from knowledge.answer import Reply
from knowledge.messages import Messages


class WelcomeDesk:
    """Answers the first contact.

    Args:
        menu: the commands to name.
        contact: a sentence that says whom to ask; ``None`` for none.
        messages: sections ``reception`` and ``command``.
    """

    def __init__(self, menu: Menu, contact: str | None, messages: Messages) -> None:
        self._menu = menu
        self._contact = contact
        self._say = messages

    def __call__(self, call: Call) -> Reply:
        """See :class:`bot.desk.Desk`."""
        if call.request == "start":
            said = [self._say("reception.start"), self._limits(), self._say("reception.begin")]
        else:
            said = [self._say("reception.help"), self._commands(call)]
            if call.visitor != LOCAL:
                said.append(self._say("reception.in_groups"))
            said += [self._say("reception.what"), self._limits()]
        return Reply("answer", "\n\n".join(said))

    def _limits(self) -> str:
        limits = self._say("reception.limits")
        return f"{limits} {self._contact}" if self._contact else limits

    def _commands(self, call: Call) -> str:
        names = self._menu.names(call.role, private=call.visitor.private)
        lines = (f"/{name}: {self._say(f'command.{name}')}" for name in names)
        return "\n".join([self._say("reception.commands"), *lines])
