"""The desk for questions about the award criteria, answered from the rules on file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.citing import Citer
from bot.rule_citation import rule_citation
from knowledge.answer import Citation, Reply
from knowledge.answering import Candidate
from knowledge.criteria import CriteriaQuestion, read_criteria, rules_for
from knowledge.finding import Finding
from knowledge.messages import Messages
from knowledge.question_words import QuestionWords
from knowledge.rules import RuleSet, UnitClass
from knowledge.sentences import split_sentences
from knowledge.text import squeeze

_CITED = 3


class CriteriaDesk:
    """Answers which fall a unit must reach.

    Args:
        rule_sets: the award rules on file.
        citer: cites passages.
        asked: how questions are asked.
        messages: section ``answer``.
    """

    def __init__(
        self,
        rule_sets: Sequence[RuleSet],
        citer: Citer,
        asked: QuestionWords,
        messages: Messages,
    ) -> None:
        self._rule_sets = rule_sets
        self._citer = citer
        self._asked = asked
        self._say = messages

    def reads(self, question: str) -> CriteriaQuestion | None:
        """Return what a question asks of the criteria, ``None`` for any other."""
        return read_criteria(question, self._asked)

    def answer(
        self, read: CriteriaQuestion, finding: Finding, province: str | None, on: date
    ) -> Reply | None:
        """Return what the rules on file say, ``None`` where they say nothing.

        Args:
            read: what is asked.
            finding: what the corpus says to the same question.
            province: the reader's province, where the question names none.
            on: the day the answer is for.
        """
        named = read.provinces or ((province,) if province else ())
        rules, without = rules_for(self._rule_sets, named)
        if rules is None:
            if finding.answers or not without:
                return None
            names = ", ".join(without)
            held = ", ".join(rules.province for rules in self._rule_sets)
            return Reply("abstain", self._say("answer.no_criteria", province=names, held=held))
        classes = read.classes(rules)[:_CITED]
        if not classes:
            return None
        lines, citations = [], []
        for label, unit_class in enumerate(classes, start=1):
            sentence, citation = self._source(rules, unit_class, finding.candidates, on)
            key = "answer.criterion_quoted" if sentence else "answer.criterion"
            lines.append(
                self._say(
                    key,
                    unit=unit_class.label,
                    province=rules.province,
                    quote=sentence or unit_class.source.quote,
                    label=label,
                )
            )
            citations.append(citation)
        confirmed = read.confirmed(classes[0]) if len(classes) == 1 else None
        if confirmed is not None:
            key = "answer.verdict_right" if confirmed else "answer.verdict_wrong"
            lines[0] = self._say(key, sentence=lines[0])
        notices = tuple(
            self._say("answer.level_gone", kind=level.kind)
            for level in rules.programme.abolished
            if level.kind in read.kinds and on.year >= level.from_submission_year
        )
        return Reply("answer", "\n".join(lines), tuple(citations), notices=notices)

    def _source(
        self,
        rules: RuleSet,
        unit_class: UnitClass,
        candidates: Sequence[Candidate],
        on: date,
    ) -> tuple[str, Citation]:
        """Return the sentence of a passage that holds a rule's words; else the rule itself."""
        quote = squeeze(unit_class.source.quote)
        for candidate in candidates:
            for sentence in split_sentences(candidate.passage.text):
                if quote in squeeze(sentence) and _of_class(unit_class, sentence):
                    return sentence, self._citer.cite(candidate, sentence, on)
        return "", rule_citation(rules, unit_class, self._say)


def _of_class(unit_class: UnitClass, sentence: str) -> bool:
    """Tell whether a sentence is about a class of units, not another with the same words."""
    bounds = unit_class.baseline
    if bounds is None:
        return True
    said = "dưới" if bounds.below is not None or bounds.at_most is not None else "trở lên"
    return said in sentence.split("phải")[0]
