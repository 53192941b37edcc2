"""The reply to a turn of the dialogue about a case: one message that can be forwarded.

It holds, in this order, the figures as understood, the verdict, the finding of each year with its
formula and limit, what is still needed or asked, remarks, source, rules, date and a short id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.dialogue import Turn
from knowledge.answer import Citation, Reply
from knowledge.case_text import describe_additions, describe_case, describe_changes, fact_name
from knowledge.determination import Gap
from knowledge.document_text import vietnamese_date
from knowledge.errors import CaseError
from knowledge.figures import Ambiguity, AmbiguityCode, describe_ambiguity
from knowledge.messages import Messages
from knowledge.ratios import in_vietnamese
from knowledge.rules import RuleSet, UnitClass

Result = Mapping[str, Any]
"""A determination in the calculator's output shape (design, section 5)."""

MERGED: AmbiguityCode = "merged_unit"
"""Reason of a verdict withheld because the figures may stand on two territories."""


class CaseWriter:
    """Words the reply to a decided turn.

    Args:
        messages: sections ``answer``, ``case`` and ``dialogue``.
    """

    def __init__(self, messages: Messages) -> None:
        self._say = messages

    def decided(
        self, turn: Turn, result: Result, rules: RuleSet | None, on: date, *, listing_matters: bool
    ) -> Reply:
        """Return the message about a verdict, without id and buttons.

        Args:
            turn: what the person said.
            result: what the calculator decided.
            rules: the rule set applied; ``None`` when there is none.
            on: the day of the answer.
            listing_matters: whether a list nobody spoke of would change the outcome.
        """
        unit_class = _unit_class(rules, result)
        told = _reason(result)  # stands beside the verdict
        notices = [note for note in result["notes"] if note != told]
        notices += self._overdue(unit_class, on)
        if listing_matters:
            notices.append(self._say("answer.unlisted"))
        found = [self._verdict(result), *self._findings(result, unit_class), *self._margin(result)]
        return Reply(
            kind="verdict",
            text=_paragraphs([*self.understood(turn), *self._unused(turn, None)], found),
            citations=tuple(self._citations(result, rules)),
            determination=_marked(_determination(turn.case, result), turn, unit_class),
            notices=self._listed(notices),
        )

    def asking(
        self,
        turn: Turn,
        result: Result,
        rules: RuleSet | None,
        told: Result | None,
        asked: tuple[Gap, str] | None,
    ) -> Reply:
        """Return the message that asks for the next figure; what was told before is left out.

        Args:
            turn: what the person said.
            result: what the calculator decided: that a fact is missing.
            rules: the rule set applied; ``None`` when there is none.
            told: what it decided for the case as it was before; ``None`` for a new case.
            asked: the fact to ask for and the question for it; ``None`` when there is none left.
        """
        class_is_news = told is None or told["rule"] != result["rule"]
        unit_class = _unit_class(rules, result) if class_is_news else None
        known = [finding for finding in result["findings"] if finding["value"] is not None]
        found = [*self._findings({**result, "findings": known}, unit_class)]
        if turn.move == "started":
            found.insert(0, self._say("dialogue.started"))
        elif told is None:
            found.insert(0, self._say("answer.verdict.insufficient_data"))
        already = () if told is None else told["notes"]
        notes = [note for note in result["notes"] if note not in already]
        return Reply(
            kind="clarify",
            text=_paragraphs(self.understood(turn), found, self._question(turn, result, asked)),
            citations=tuple(self._citations(result, rules)) if class_is_news else (),
            determination=_determination(turn.case, result),
            notices=self._listed([*self._unused(turn, asked and asked[0]), *notes]),
        )

    def impossible(self, error: CaseError) -> Reply:
        """Return why the figures cannot be true, and what to do."""
        return Reply("clarify", self._say("answer.impossible", fault=error))

    def unsure(self, turn: Turn) -> Reply:
        """Return what has to be made clear before the message can change the case."""
        return Reply("clarify", _paragraphs([*self._unused(turn, None)]))

    def understood(self, turn: Turn) -> list[str]:
        """Return what the message changed, and the case as it is understood now."""
        return [*self._heading(turn), describe_case(turn.case, self._say)]

    def withheld(self, turn: Turn, result: Result) -> Reply:
        """Return the question to be settled before a merged unit's figures can be compared."""
        if turn.dialogue is not None and turn.dialogue.merged == "asked":
            words = self._say("answer.merged.refused")
        else:
            question = describe_ambiguity(Ambiguity(MERGED, None, ()), self._say)
            words = self._say("answer.merged.asked", question=question)
        text = _paragraphs(self.understood(turn), [words])
        held = dict(result) | {"verdict": "undetermined", "reason": MERGED, "findings": []}
        return Reply("clarify", text, determination=_determination(turn.case, held))

    def signature(self, identity: str, result: Result, on: date) -> str:
        """Return the last line of an evidence message: id, rules version, date."""
        return self._say(
            "answer.signature", id=identity, rules=result["rules_version"], day=vietnamese_date(on)
        )

    def _heading(self, turn: Turn) -> list[str]:
        if turn.move in ("supposed", "asked_margin"):
            facts = describe_additions(turn.before, turn.case, self._say)
            return [self._say("dialogue.supposed", facts="; ".join(facts))] if facts else []
        changes = describe_changes(turn.before, turn.case, self._say)
        return [self._say("dialogue.changed", changes="; ".join(changes))] if changes else []

    def _verdict(self, result: Result) -> str:
        reason = _reason(result)
        if reason is None:
            return self._say(f"answer.verdict.{result['verdict']}")
        return self._say("answer.verdict.undetermined", reason=reason)

    def _findings(self, result: Result, unit_class: UnitClass | None) -> Iterator[str]:
        if unit_class is not None:
            yield self._say("answer.unit_class", label=unit_class.label)
        for finding in result["findings"]:
            mark = self._say(f"answer.mark.{finding['verdict']}")
            said = {"year": finding["year"], "verdict": mark, "working": finding["working"]}
            if finding["value"] is None:
                yield self._say("answer.finding_open", **said)
                continue
            side = "above" if _comparison(unit_class, finding) == ">" else "at_least"
            required = self._say(
                f"answer.required.{side}",
                limit=in_vietnamese(finding["limit"]),
                unit=finding["unit"],
            )
            yield self._say("answer.finding", **said, required=required)

    def _margin(self, result: Result) -> list[str]:
        margin = result["margin"]
        return [self._say("answer.margin", **margin)] if margin else []

    def _question(self, turn: Turn, result: Result, asked: tuple[Gap, str] | None) -> list[str]:
        if asked is None or turn.move == "supposed":
            gaps = result["missing"]
            missing = ", ".join(fact_name(one["fact"], one["year"], self._say) for one in gaps)
            key = "supposed_lacks" if turn.move == "supposed" else "all_declined"
            return [self._say(f"dialogue.{key}", missing=missing)]
        gap, question = asked
        own = [item for item in turn.ambiguities if _asks_for(item, gap)]
        return [describe_ambiguity(own[0], self._say) if own else question]

    def _unused(self, turn: Turn, gap: Gap | None) -> Iterator[str]:
        """Yield what the message left open, but for what is asked now about ``gap``."""
        asked = False
        for item in turn.ambiguities:
            if gap is not None and not asked and _asks_for(item, gap):
                asked = True
            elif item.code != MERGED or not item.blocking:
                yield describe_ambiguity(item, self._say)

    def _overdue(self, unit_class: UnitClass | None, on: date) -> list[str]:
        if unit_class is None or unit_class.recheck_by >= on:
            return []
        due = vietnamese_date(unit_class.recheck_by)
        return [self._say("answer.overdue", day=due)]

    def _listed(self, notices: Sequence[str]) -> tuple[str, ...]:
        """Return the remarks as one block: a heading, then a line each."""
        if not notices:
            return ()
        lines = "\n".join(f"• {notice}" for notice in dict.fromkeys(notices))
        return (self._say("answer.remarks", remarks=lines),)

    def _citations(self, result: Result, rules: RuleSet | None) -> Iterator[Citation]:
        file = f"programmes/{rules.programme.id}/{rules.id}/rules.yaml" if rules else ""
        sources = {source["clause"]: source for source in _sources(result)}
        for source in sources.values():
            yield Citation(
                document=source["document"],
                title=self._say("answer.rules_title"),
                section=source["clause"],
                quote=source["quote"],
                file=file,
                in_force=None,
            )


def _paragraphs(*blocks: Sequence[str]) -> str:
    return "\n\n".join("\n".join(filter(None, block)) for block in blocks if any(block))


def _determination(case: Mapping[str, Any], result: Result) -> dict[str, Any]:
    return {"case": dict(case), **{key: value for key, value in result.items() if key != "id"}}


def _marked(held: dict[str, Any], turn: Turn, unit_class: UnitClass | None) -> dict[str, Any]:
    """Return a determination that also says what the picture needs: comparisons, supposition."""
    findings = [{**one, "comparison": _comparison(unit_class, one)} for one in held["findings"]]
    return {**held, "findings": findings, "supposed": turn.move == "supposed"}


def _reason(result: Result) -> str | None:
    """Return why nothing was decided: the first remark of an undetermined case."""
    return result["notes"][0] if result["verdict"] == "undetermined" else None


def _sources(result: Result) -> list[Mapping[str, Any]]:
    return [finding["source"] for finding in result["findings"]]


def _unit_class(rules: RuleSet | None, result: Result) -> UnitClass | None:
    if rules is None:
        return None
    return next((one for one in rules.classes if rules.rule_id(one) == result["rule"]), None)


def _comparison(unit_class: UnitClass | None, finding: Mapping[str, Any]) -> str:
    """Return the comparison of the requirement a finding tests."""
    held = unit_class.requirements if unit_class else ()
    tested = (finding["condition"], finding["limit"])
    return next((one.comparison for one in held if (one.measure, one.limit_text) == tested), ">=")


def _asks_for(item: Ambiguity, gap: Gap) -> bool:
    """Tell whether an open figure is the one that is missing."""
    if item.code in ("province", MERGED):
        return item.code == gap.fact
    if item.code == "conflict" and item.year is None:
        return gap.fact == "submission_year"
    return item.blocking and item.year is not None and item.year == gap.year
