"""The reply to "còn thiếu bao nhiêu?": what each year asks for, in households and rates."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.case_text import fact_name
from knowledge.messages import Messages
from knowledge.ratios import ceiling_decimal, floor_decimal, grouped, in_vietnamese
from knowledge.targets import YearTarget


class TargetWriter:
    """Words what a case still needs.

    Args:
        messages: sections ``dialogue.targets`` and ``check``.
    """

    def __init__(self, messages: Messages) -> None:
        self._say = messages

    def lines(self, targets: Sequence[YearTarget]) -> list[str]:
        """Return a heading and a line per reduction year.

        Args:
            targets: what the years ask for; at least one.
        """
        return [self._say("dialogue.targets.heading"), *(self._line(one) for one in targets)]

    def _line(self, target: YearTarget) -> str:
        if target.unreachable:
            return self._say("dialogue.targets.unreachable", year=target.year)
        if target.requirement.measure == "point_reduction":
            return self._rate_line(target)
        start = target.start.poor_households
        if target.most_poor is None or start is None:
            return self._unknown(target, "poor_households")
        return self._say(
            "dialogue.targets.households",
            year=target.year,
            most=grouped(target.most_poor),
            start=grouped(start),
            state=self._state(target),
        )

    def _rate_line(self, target: YearTarget) -> str:
        start = target.start.rate
        if target.highest_rate is None or start is None:
            return self._unknown(target, "poor_rate")
        households = ""
        if target.most_poor is not None and target.end.households is not None:
            households = self._say(
                "dialogue.targets.rate_households",
                most=grouped(target.most_poor),
                total=grouped(target.end.households),
            )
        strict = target.requirement.comparison == ">"
        return self._say(
            f"dialogue.targets.{'rate_under' if strict else 'rate'}",
            year=target.year,
            highest=in_vietnamese(floor_decimal(target.highest_rate)),
            start=in_vietnamese(floor_decimal(start)),
            households=households,
            state=self._state(target),
        )

    def _unknown(self, target: YearTarget, fact: str) -> str:
        zero = target.start.poor_households == 0
        key = "zero_base" if zero and fact == "poor_households" else "unknown"
        return self._say(
            f"dialogue.targets.{key}",
            year=target.year,
            fact=fact_name(fact, target.start.year, self._say),
        )

    def _state(self, target: YearTarget) -> str:
        if target.verdict == "met":
            return self._say("dialogue.targets.passed")
        if target.households_over:
            count = grouped(target.households_over)
            return self._say("dialogue.targets.over", count=count)
        if target.points_short is not None:
            points = in_vietnamese(ceiling_decimal(target.points_short))
            return self._say("dialogue.targets.short", points=points)
        return ""
