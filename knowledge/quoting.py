"""What is quoted of a passage for an answer: the sentence, more around it, or all of it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.defining import defines
from knowledge.matter import Matter, Sentence
from knowledge.question import Question
from knowledge.terms import Term

_OPEN_QUOTE = 420
"""Characters quoted to a question that asks for no figure, date or name."""
_WHOLE_PASSAGE_FROM = 0.6
"""Share of the question's weight in a heading from which the whole passage is the answer."""


def quote_of(
    question: Question,
    terms: Sequence[Term],
    matter: Matter,
    sentence: Sentence,
    titled: float,
    *,
    sure: bool,
) -> str:
    """Return what is quoted: to an open question also the sentences that go on from there.

    Args:
        question: the question taken apart.
        terms: the words of its subject.
        matter: the passage.
        sentence: the one that answers best.
        titled: how well the passage's heading names just what is asked, 0 to 1.
        sure: whether the diacritics of the question are the reader's own.
    """
    text = matter.passage.text
    if question.kind or question.confirms or sentence.items:
        return sentence.text
    if "definition" in question.forms and defines(terms, sentence, sure=sure):
        return sentence.text
    if titled >= _WHOLE_PASSAGE_FROM or len(text) <= _OPEN_QUOTE:
        return text
    start = text.find(sentence.text)
    end = start + len(sentence.text)
    for other in matter.sentences:
        at = text.find(other.text, end)
        if other.items or at < 0:
            continue
        if at + len(other.text) - start > _OPEN_QUOTE:
            break
        end = at + len(other.text)
    return text[start:end]
