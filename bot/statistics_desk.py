"""The desk for /thongke: how much the assistant is used and how well it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo

from bot.desk import Call
from knowledge.answer import Reply
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.store_ports import Journal
from knowledge.text import fold
from knowledge.usage import Span, Usage, count_usage, stretches

_DAYS, _WEEKS = 7, 8  # shown
_MOST_CITED = 5
_MEDIAN, _SLOW = 50, 95  # percent


class StatisticsDesk:
    """Answers /thongke: the last days, or with ``tuần`` the last weeks.

    Args:
        journal: what is counted.
        zone: time zone of the days.
        today: gives the date.
        messages: section ``statistics``.
    """

    def __init__(
        self, journal: Journal, zone: tzinfo, today: Callable[[], date], messages: Messages
    ) -> None:
        self._journal = journal
        self._zone = zone
        self._today = today
        self._say = messages

    def __call__(self, call: Call) -> Reply:
        """See :class:`bot.desk.Desk`."""
        weekly = fold(call.argument).strip() == "tuan"
        span: Span = "week" if weekly else "day"
        starts = stretches(self._today(), _WEEKS if weekly else _DAYS, span)
        since = datetime.combine(starts[0], time.min, self._zone).astimezone(UTC)
        counted = count_usage(self._journal.lines(since.isoformat()), starts, self._zone)
        whole = Usage(starts[0])
        for one in counted:
            whole.add(one)
        lines = [self._say(f"statistics.head_{span}", first=vietnamese_date(starts[0]))]
        lines += [self._counts(whole), self._times(whole), ""]
        lines += [
            self._say("statistics.row", first=f"{one.first:%d/%m}", counts=self._counts(one))
            for one in reversed(counted)
            if one.questions or one.refused or one.failed or one.wrong or one.good
        ]
        if whole.documents:
            cited = whole.documents.most_common(_MOST_CITED)
            named = "; ".join(f"{name} ({count})" for name, count in cited)
            lines += ["", self._say("statistics.cited", documents=named)]
        other = "day" if weekly else "week"
        choices = (self._say(f"statistics.choice_{other}"),)
        return Reply("answer", "\n".join(lines), choices=choices)

    def _counts(self, usage: Usage) -> str:
        return self._say(
            "statistics.counts",
            questions=usage.questions,
            answered=usage.answered,
            asked_back=usage.asked_back,
            unanswered=usage.unanswered,
            refused=usage.refused,
            failed=usage.failed,
            wrong=usage.wrong,
            good=usage.good,
        )

    def _times(self, usage: Usage) -> str:
        median, slow = usage.time_of(_MEDIAN), usage.time_of(_SLOW)
        return self._say("statistics.times", median=median, slow=slow)
