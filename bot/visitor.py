"""Who makes a request, as the channel knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind one request; made anew for each from what the channel itself vouches for.

    Attributes:
        channel: name of the channel, ``"telegram"``.
        user_id: the channel's own unchanging id of the person; ``None`` when it tells none (an
            anonymous administrator of a group, a channel). Never a name: names can be taken.
        name: the name the channel shows; for administrators to read, decides nothing.
        private: whether nobody else reads along.
    """

    channel: str
    user_id: str | None
    name: str = ""
    private: bool = True

    @property
    def person(self) -> str:
        """Channel and id, ``"telegram:42"``, as roles and journal hold it."""
        if self.channel == LOCAL.channel:
            return LOCAL.channel
        return f"{self.channel}:{'anonymous' if self.user_id is None else self.user_id}"


LOCAL = Visitor("local", "")
"""Whoever types at the machine's own command line: its owner, an administrator."""
