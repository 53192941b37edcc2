"""The desk for /tinh: the province a person's questions are about when they name none."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.desk import Call
from bot.visitor import Visitor
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages
from knowledge.places import find_provinces
from knowledge.store_ports import ProvinceStore
from knowledge.text import fold

_LOG = logging.getLogger(__name__)

_CLEARING = ("bo chon", "khong", "xoa")


class ProvinceDesk:
    """Answers /tinh, and tells what was chosen.

    Args:
        store: remembers what people chose.
        likely: provinces to offer first, those with criteria on file.
        messages: section ``province``.
    """

    def __init__(self, store: ProvinceStore, likely: Sequence[str], messages: Messages) -> None:
        self._store = store
        self._likely = tuple(likely)
        self._say = messages

    def __call__(self, call: Call) -> Reply:
        """See :class:`bot.desk.Desk`."""
        if call.visitor.user_id is None:
            return Reply("abstain", self._say("province.nobody"))
        person = call.visitor.person
        wanted = call.argument.replace("_", " ").strip()
        if not wanted:
            return self._shown(person)
        if fold(wanted) in _CLEARING:
            self._store.choose_province(person, None)
            return Reply("answer", self._say("province.cleared"))
        named = find_provinces(wanted) or find_provinces(f"tỉnh {wanted}")
        if len(named) == 1:
            self._store.choose_province(person, named[0])
            return Reply("answer", self._say("province.chosen", province=named[0]))
        key = "several" if named else "unknown"
        offered = named or self._likely
        return Reply(
            "clarify", self._say(f"province.{key}", typed=wanted[:40]), choices=self._named(offered)
        )

    def of(self, visitor: Visitor) -> str | None:
        """Return the province a person has chosen; ``None`` for none, or when not known now."""
        if visitor.user_id is None:
            return None
        try:
            return next(iter(self._store.provinces(visitor.person)), None)
        except StateUnavailableError as error:
            _LOG.warning("province not known: %s", error)
            return None

    def _shown(self, person: str) -> Reply:
        """Return what is chosen, and what may be: what was chosen before, then what is likely."""
        chosen = self._store.provinces(person)
        now = chosen[0] if chosen else None
        others = [one for one in dict.fromkeys((*chosen[1:], *self._likely)) if one and one != now]
        choices = self._named(others)
        if now is None:
            return Reply("clarify", self._say("province.none"), choices=choices)
        clear = self._say("province.clear")
        return Reply("clarify", self._say("province.now", province=now), choices=(*choices, clear))

    def _named(self, provinces: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._say("province.choose", province=one) for one in provinces)
