"""The desk for /suckhoe: how the installation and the channel are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk import Call
from knowledge.answer import Reply
from knowledge.condition import Condition
from knowledge.messages import Messages

_GIGABYTE = 10**9
_LITTLE_SPACE = 10**9  # bytes


class HealthDesk:
    """Answers /suckhoe.

    Args:
        condition: reads how the installation is.
        channel: gives what the channel says of itself, see :class:`bot.ports.ChannelReport`;
            ``None`` where there is no channel.
        messages: section ``health``.
    """

    def __init__(
        self,
        condition: Callable[[], Condition],
        channel: Callable[[], Mapping[str, Any] | None],
        messages: Messages,
    ) -> None:
        self._condition = condition
        self._channel = channel
        self._say = messages

    def __call__(self, call: Call) -> Reply:
        """See :class:`bot.desk.Desk`."""
        now, channel = self._condition(), self._channel()
        faults = self._faults(now, channel)
        head = self._say("health.ill" if faults else "health.well", version=now.version or "?")
        lines = [head, *faults, "", self._index(now), self._state(now), *self._heard(channel)]
        lines.append(self._say("health.disk", free=_gigabytes(now.free_bytes)))
        lines.append(self._say("health.rules", rules=now.rules, overdue=now.overdue))
        return Reply("answer", "\n".join(lines))

    def _faults(self, now: Condition, channel: Mapping[str, Any] | None) -> list[str]:
        """Return a line about each thing that somebody has to look after."""
        faults = [now.fault] if now.fault else []
        if now.lines is None:
            faults.append(self._say("health.fault.state"))
        if now.free_bytes < _LITTLE_SPACE:
            faults.append(self._say("health.fault.disk", free=_gigabytes(now.free_bytes)))
        if now.overdue:
            faults.append(self._say("health.fault.rules", overdue=now.overdue))
        if channel is not None and not channel["ok"]:
            reasons = "; ".join(channel["reasons"])
            faults.append(self._say("health.fault.channel", reasons=reasons))
        return [self._say("health.fault.line", fault=fault) for fault in faults]

    def _index(self, now: Condition) -> str:
        if now.index is None:
            return self._say("health.no_index")
        return self._say(
            "health.index",
            fingerprint=now.index,
            documents=now.documents,
            passages=now.passages,
            vectors=now.vectors or self._say("health.no_vectors"),
        )

    def _state(self, now: Condition) -> str:
        if now.lines is None:
            return self._say("health.no_state")
        return self._say("health.state", lines=now.lines, letters=now.letters)

    def _heard(self, channel: Mapping[str, Any] | None) -> list[str]:
        if channel is None:
            return [self._say("health.no_channel")]
        silence = channel["seconds_since_telegram"]
        key = "channel" if silence is not None else "channel_silent"
        return [self._say(f"health.{key}", waiting=channel["waiting"], seconds=silence)]


def _gigabytes(size: int) -> str:
    tenths = 10 * size // _GIGABYTE
    return f"{tenths // 10},{tenths % 10}"
