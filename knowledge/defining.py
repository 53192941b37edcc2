"""Whether a sentence defines what a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.matter import Sentence
from knowledge.terms import Piece, Term

_MISSED = 0.3
"""How far a word must be held not to count as missing."""
_DEFINED = 0.8
"""Share of the words before "là" that must be asked about."""
_COPULA = re.compile(r"\s(?:là|chỉ|được hiểu là|nghĩa là|gồm)\s|:\s")
_LONGEST_DEFINED = 90


def defines(terms: Sequence[Term], sentence: Sentence, *, sure: bool) -> bool:
    """Tell whether a sentence says what something is: the words asked for, then "là"."""
    lead = _COPULA.split(sentence.text, maxsplit=1)
    if len(lead) < 2 or len(lead[0]) > _LONGEST_DEFINED:
        return False
    piece = Piece(lead[0])
    own = {word for word in piece.folded if " " not in word}
    asked = {part for term in terms for part in term.folded.split(" ")}
    held = sum(term.held_by(piece, sure=sure) > _MISSED for term in terms)
    opens = terms[0].held_by(piece, sure=sure) > _MISSED
    return opens and 2 * held >= len(terms) - 1 and len(own & asked) >= _DEFINED * len(own)
