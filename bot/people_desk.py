"""The desk for /nguoidung: administrators list people, make codes, change and withdraw roles."""

from __future__ import annotations

import re

from bot.desk import Acted, Call
from bot.enrolment import Enrolment
from bot.erasure_desk import Eraser, pseudonym
from knowledge.access import ROLES, Member, Role
from knowledge.answer import Reply
from knowledge.messages import Messages
from knowledge.store_ports import MemberStore
from knowledge.text import fold

_PERSON = re.compile(r"[a-z]+:[\w-]+", re.ASCII)


class PeopleDesk:
    """Answers /nguoidung.

    What may follow the command: nothing (the list); ``mới ROLE`` (a code); a person's number or
    ``channel:id``, then nothing, a role, ``thu hồi``, ``xóa`` or ``xóa hẳn``.

    Args:
        members: who is enrolled.
        enrolment: makes codes.
        eraser: erases a person.
        guest: role of people who are not enrolled.
        messages: sections ``reception`` and ``role``.
    """

    def __init__(
        self,
        members: MemberStore,
        enrolment: Enrolment,
        eraser: Eraser,
        guest: Role | None,
        messages: Messages,
    ) -> None:
        self._members = members
        self._enrolment = enrolment
        self._eraser = eraser
        self._guest = guest
        self._say = messages

    def __call__(self, call: Call) -> Reply | Acted:
        """See :class:`bot.desk.Desk`."""
        argument = call.argument.strip()
        if ":" not in argument:  # an id may hold an underscore, a link has them for spaces
            argument = argument.replace("_", " ")
        first, _, rest = argument.partition(" ")
        wanted = fold(rest).strip().replace(" ", "_")
        if not first:
            return self._list()
        if fold(first) == "moi":
            return self._code(call, wanted)
        member = self._named(first)
        if member is None:
            return Reply("clarify", self._say("reception.people.unknown", wanted=first))
        return self._change(call, member, wanted)

    def _list(self) -> Reply:
        members = self._members.members()
        rows = [
            self._say(
                "reception.people.row",
                number=member.number,
                name=self._name(member),
                person=member.person,
                role=self._role(member.role),
            )
            for member in members
        ]
        head = self._say("reception.people.head", count=len(members), guest=self._role(self._guest))
        choices = [self._say("reception.people.new", role=self._role(role)) for role in ROLES]
        return Reply("answer", "\n".join([head, *rows]), choices=tuple(choices))

    def _code(self, call: Call, wanted: str) -> Reply | Acted:
        role = _role(wanted)
        if role is None:
            named = ", ".join(map(self._role, ROLES))
            return Reply("clarify", self._say("reception.people.which_role", roles=named))
        return Acted(Reply("answer", self._enrolment.make(role, call.entry("code_made"))))

    def _named(self, wanted: str) -> Member | None:
        """Return the person meant; somebody who is not enrolled has the number 0."""
        if wanted.isdecimal():
            found = (one for one in self._members.members() if one.number == int(wanted))
            return next(found, None)
        if not _PERSON.fullmatch(wanted):
            return None
        return self._members.member(wanted) or Member(0, wanted, "", self._guest)

    def _change(self, call: Call, member: Member, wanted: str) -> Reply | Acted:
        role = _role(wanted)
        if wanted not in ("thu_hoi", "xoa", "xoa_han") and role is None:
            return self._card(member)
        if member.person == call.visitor.person:
            return Reply("clarify", self._say("reception.people.oneself"))
        if wanted == "xoa":
            shown = {"who": self._who(member), "name": self._name(member)}
            choices = [self._say(f"reception.people.{key}", **shown) for key in ("erase", "show")]
            asked = self._say("reception.people.erase_asked", **shown)
            return Reply("clarify", asked, choices=tuple(choices))
        if wanted == "xoa_han":
            facts = {"member": True, "of": pseudonym()}
            entry = call.entry("erased", facts)
            self._eraser.erase(member.person, entry, None, member=True)
            return self._done("erased", member)
        facts = {"before": member.role, "after": role}
        entry = call.entry("role_changed", facts, member.person)
        self._members.set_role(member.person, member.name, role, entry)
        return self._done("changed" if role else "withdrawn", member, role)

    def _done(self, key: str, member: Member, role: Role | None = None) -> Acted:
        shown = {"name": self._name(member), "role": self._role(role)}
        return Acted(Reply("answer", self._say(f"reception.people.{key}", **shown)))

    def _card(self, member: Member) -> Reply:
        who = self._who(member)
        choices = [
            self._say("reception.people.change", who=who, role=self._role(role))
            for role in ROLES
            if role != member.role
        ]
        others = ("withdraw", "erase_first") if member.role else ("erase_first",)
        choices += [self._say(f"reception.people.{key}", who=who) for key in others]
        text = self._say(
            "reception.people.card",
            name=self._name(member),
            person=member.person,
            role=self._role(member.role),
        )
        return Reply("answer", text, choices=tuple(choices))

    def _who(self, member: Member) -> str:
        return str(member.number or member.person)

    def _name(self, member: Member) -> str:
        return member.name or member.person

    def _role(self, role: Role | None) -> str:
        return self._say(f"role.{role}" if role else "reception.people.no_role")


def _role(wanted: str) -> Role | None:
    return next((role for role in ROLES if role == wanted), None)
