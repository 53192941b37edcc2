"""The phrases of ``follow_up_words.yaml``: how questions lean on what was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.phrases import Phrases, Vocabulary, Word
from knowledge.text import has_diacritics


@dataclass(frozen=True, slots=True)
class Family:
    """Questions of one sort about what was said before.

    Attributes:
        signs: phrases of which such a question holds one.
        words: its other words.
    """

    signs: Phrases
    words: Vocabulary


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    """The phrases of ``follow_up_words.yaml``, whose head says what each list is for.

    Attributes:
        fillers: words that carry no subject.
        kinds: phrases that ask for a person, a time, a place, a quantity, a document.
        kind_of: the kind of each of these.
        spelling: what words typed without marks most likely are.
    """

    fillers: Vocabulary
    kinds: Phrases
    kind_of: Mapping[str, str]
    openings: Phrases
    closings: Phrases
    contrasts: Phrases
    contrast_ends: Phrases
    joints: Phrases
    clause_words: Vocabulary
    contents: Phrases
    clause_nouns: Phrases
    families: Mapping[str, Family]
    nouns: Phrases
    kind_of_noun: Mapping[str, str]
    demonstratives: Phrases
    far_ones: Phrases
    pronouns: Phrases
    there: Phrases
    which: Phrases
    relations: Phrases
    limits: Phrases
    predicates: Phrases
    spelling: Phrases
    counted: Phrases
    things: frozenset[str]
    asks: Phrases
    light_verbs: Phrases
    verbs: Phrases
    rule_words: Phrases
    award_words: Phrases
    ordinals: Sequence[Phrases]
    shorthand: Mapping[str, str]
    alternatives: Sequence[Phrases]

    def trimmed(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return the words without the politeness before and after them, unless they are all."""
        return self.without_closings(self.without_openings(words) or words) or words

    def without_openings(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return the words without the politeness before them."""
        while found := self.openings.opening(words):
            words = words[found.last :]
        return words

    def without_closings(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return the words without the politeness after them."""
        while found := self.closings.closing(words):
            words = words[: found.first]
        return words

    def is_of(self, family: str, words: Sequence[Word]) -> bool:
        """Tell whether a question belongs to a family and holds nothing else."""
        one = self.families[family]
        signs = one.signs.all(words)
        covered = {at for sign in signs for at in range(sign.first, sign.last)}
        return bool(signs) and all(
            at in covered or word in one.words or word in self.fillers
            for at, word in enumerate(words)
        )

    def spelt(self, words: Sequence[Word]) -> str:
        """Return words of a question about a document, with marks where none were typed."""
        if any(has_diacritics(word.text) for word in words):
            return " ".join(word.text for word in words)
        spelt: list[str] = []
        at = 0
        while at < len(words):
            found = self.spelling.at(words, at)
            spelt.append(found.phrase if found else words[at].text)
            at = found.last if found else at + 1
        return " ".join(spelt)
