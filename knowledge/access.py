"""Roles, and the table of who may make which request where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["nguoi_xem", "can_bo", "bien_tap", "quan_tri"]
"""người xem, cán bộ, biên tập, quản trị; each may do what the one before may."""

ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most."""

Request = str
"""What somebody wants: the name of a command, or one of the table's other requests, such as
``cau_hoi`` (a question in words) and ``bang_tinh`` (a workbook of communes)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The least role that may make a request, by place; ``None`` where nobody may.

    Attributes:
        private: in a conversation of one person with the assistant.
        group: where others read along.
    """

    private: Role | None
    group: Role | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person who is enrolled, or whose access was withdrawn.

    Attributes:
        number: short number of the person, for administrators to type.
        person: channel and id, ``"telegram:42"``.
        name: the name the channel showed when the role was given; decides nothing.
        role: ``None`` when access was withdrawn.
    """

    number: int
    person: str
    name: str
    role: Role | None


class AccessTable:
    """Who may do what.

    Args:
        requests: what is asked without a command.
        commands: command names without the slash.
    """

    def __init__(self, requests: Mapping[Request, Rule], commands: Mapping[Request, Rule]) -> None:
        self.commands = tuple(commands)
        self._rules = {**requests, **commands}

    def least(self, request: Request, *, private: bool) -> Role | None:
        """Return the least role that may make ``request``; ``None`` when nobody may there."""
        rule = self._rules.get(request)
        if rule is None:
            return None
        return rule.private if private else rule.group

    def allows(self, request: Request, role: Role | None, *, private: bool) -> bool:
        """Tell whether ``role`` may make ``request``; what the table does not name, nobody may."""
        least = self.least(request, private=private)
        return role is not None and least is not None and ROLES.index(role) >= ROLES.index(least)
