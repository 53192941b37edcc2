"""The desk for cases: decides a turn, keeps the evidence, shows it again, draws it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.case_reply import CaseWriter, Result
from bot.dialogue import Turn, next_gap
from bot.target_reply import TargetWriter
from knowledge.answer import Attachment, Reply
from knowledge.case_reading import CaseReader
from knowledge.cases import Case
from knowledge.determination import Determination, Gap
from knowledge.eligibility import Calculator
from knowledge.errors import CaseError, StateUnavailableError
from knowledge.evidence import Evidence, evidence_id, make_evidence
from knowledge.messages import Messages
from knowledge.rules import RuleSet
from knowledge.store_ports import EvidenceStore

_LOG = logging.getLogger(__name__)

Draw = Callable[[Mapping[str, Any], Result], bytes | None]
"""From a case and its determination to a PNG, ``None`` when there is nothing to draw."""

_KINDS = ("xã", "phường", "thị trấn", "huyện")


class CaseDesk:
    """Answers turns of the dialogue about a case.

    Args:
        calculator: decides.
        store: gives what keeps evidence messages.
        draw: makes the picture.
        messages: sentences for readers.
    """

    def __init__(
        self,
        calculator: Calculator,
        store: Callable[[], EvidenceStore],
        draw: Draw,
        messages: Messages,
    ) -> None:
        self._calculator = calculator
        self._store = store
        self._draw = draw
        self._say = messages
        self._reader = CaseReader(messages)
        self._writer = CaseWriter(messages)
        self._targets = TargetWriter(messages)

    def answer(self, turn: Turn, on: date) -> Reply:
        """Return the reply to a turn; a decided case is kept as evidence under a short id."""
        try:
            case = self._reader.read(dict(turn.case))
        except CaseError as error:
            return self._writer.impossible(error)
        determination = self._calculator.decide(case)
        result = determination.to_json()
        rules = self._rules(case)
        if turn.withheld:
            choices = self._named("recomputed", "not_recomputed")
            return replace(self._writer.withheld(turn, result), choices=choices)
        if determination.verdict == "insufficient_data":
            gap = next_gap(result, turn.declined)
            asked = None if gap is None else (gap, self._calculator.question(gap, case))
            reply = self._writer.asking(turn, result, rules, self._told(turn), asked)
            return replace(reply, choices=self._choices(turn, gap, rules))
        if turn.unread:
            return self._writer.unsure(turn)
        matters = self._listing_matters(case, determination)
        reply = self._writer.decided(turn, result, rules, on, listing_matters=matters)
        if turn.move == "asked_margin" and determination.rule is not None:
            targets = self._targets.lines(self._calculator.targets(case))
            text = "\n".join([*self._writer.understood(turn), "", *targets])
            return replace(reply, text=text, notices=())
        next_steps = ("margin", "draw") if determination.rule is not None else ()
        if turn.move == "supposed":
            next_steps = (*next_steps, "adopt")
        elif matters:
            next_steps = (*next_steps, "coastal", "island")
        return replace(self._kept(reply, result, on), choices=self._named(*next_steps))

    def _told(self, turn: Turn) -> Result | None:
        """Return what was decided before the message, whose remarks need not be repeated."""
        if not turn.before:
            return None
        try:
            before = self._reader.read(dict(turn.before))
        except CaseError:  # what cannot be true was sent before, and was told
            return None
        return self._calculator.decide(before).to_json()

    def again(self, identity: str) -> Reply:
        """Return an evidence message as it was, with a mark when the rules changed since."""
        evidence = self._found(identity)
        if isinstance(evidence, Reply):
            return evidence
        reply = evidence.reply()
        return replace(reply, notices=(*reply.notices, *self._mark(evidence)))

    def picture(self, identity: str) -> Reply:
        """Return the picture of an evidence message."""
        evidence = self._found(identity)
        if isinstance(evidence, Reply):
            return evidence
        held = evidence.determination
        png = self._draw(held["case"], held)
        if png is None:
            return Reply("answer", self._say("dialogue.nothing_to_draw"))
        caption = self._say("dialogue.chart_caption", id=evidence.id)
        photo = Attachment(f"bieu-do-{evidence.id}.png", png, "photo", caption)
        return Reply("answer", "", attachments=(photo,))

    def _found(self, identity: str) -> Evidence | Reply:
        """Return an evidence message, or the reply that there is none to be had."""
        try:
            evidence = self._store().evidence(identity.lower()) if identity else None
        except StateUnavailableError as error:
            return Reply("abstain", str(error))
        return evidence or self._unknown(identity)

    def _unknown(self, identity: str) -> Reply:
        key = "unknown_id" if identity else "no_id"
        return Reply("abstain", self._say(f"dialogue.{key}", id=identity[:40]))

    def _kept(self, reply: Reply, result: Result, on: date) -> Reply:
        identity = evidence_id(reply, on)
        held = {**(reply.determination or {}), "evidence_id": identity}
        signature = self._writer.signature(identity, result, on)
        signed = replace(reply, determination=held, notices=(*reply.notices, signature))
        try:
            self._store().keep_evidence(make_evidence(identity, signed, on))
        except StateUnavailableError as error:
            _LOG.warning("evidence not kept: %s", error)
            return replace(reply, notices=(*reply.notices, self._say("answer.not_kept")))
        return signed

    def _mark(self, evidence: Evidence) -> tuple[str, ...]:
        held = evidence.determination
        before, place = held["rules_version"], held["case"].get("place") or {}
        now = self._calculator.rules_version
        if place.get("province") and held["rule"] is not None:
            rules = self._calculator.rule_set(place["province"], held["case"].get("programme"))
            if rules is None:
                return (self._say("dialogue.rules_gone", before=before),)
            now = rules.version
        if now == before:
            return ()
        return (self._say("dialogue.rules_changed", before=before, now=now),)

    def _rules(self, case: Case) -> RuleSet | None:
        if case.province is None:
            return None
        return self._calculator.rule_set(case.province, case.programme)

    def _listing_matters(self, case: Case, determination: Determination) -> bool:
        """Tell whether being on a list nobody spoke of would change the outcome."""
        if case.listed_as or case.kind == "huyện" or determination.rule is None:
            return False
        listed = self._calculator.decide(case.with_listing("xã đảo"))
        return listed.verdict != determination.verdict

    def _named(self, *names: str) -> tuple[str, ...]:
        return tuple(self._say(f"dialogue.choice.{name}") for name in names)

    def _choices(self, turn: Turn, gap: Gap | None, rules: RuleSet | None) -> tuple[str, ...]:
        """Return the short messages that may answer the question."""
        if gap is None or turn.move == "supposed":
            return ()
        if gap.fact == "province":
            return tuple(one.province for one in self._calculator.rule_sets)
        if gap.fact == "kind":
            return _KINDS
        if gap.fact == "submission_year" and rules is not None:
            first = rules.programme.first_countable_year + rules.consecutive_years
            return tuple(str(y) for y in range(first, rules.programme.last_submission_year + 1))
        return self._named("declined")
