"""Which written words can be Vietnamese syllables: the test of whether letters were read right."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu "
    "iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao "
    "oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt "
    "ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uy uya uych "
    "uyên uyêt uynh uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưng ưt ưu "
    "ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh yt"
)
_SYLLABLE = re.compile(
    f"(?:{_ONSET})?(?:{'|'.join(sorted(_RHYMES.split(), key=len, reverse=True))})"
)
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPPED_TONES = frozenset("\u0301\u0323")
_EDGES = re.compile(r"^[!-@\[-`{-~]+|[!-@\[-`{-~]+$")
_JOINTS = re.compile(r"[\s/(),.;:\"“”‘’?!\[\]–…-]+")


def marked_words(text: str) -> list[str]:
    """Return the words that hold more than ASCII letters; abbreviations in capitals are left out.

    Signs count as letters, for an old font keeps letters in them: ``"gi¸"`` is one word.
    """
    words = (_EDGES.sub("", word) for word in _JOINTS.split(text))
    return [word for word in words if not word.isascii() and not (word.isupper() and len(word) < 5)]


def count_syllables(text: str) -> tuple[int, int]:
    """Return how many of the marked words are Vietnamese syllables, and how many there are."""
    words = marked_words(text)
    return sum(map(is_syllable, words)), len(words)


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether a word is spelled as a Vietnamese syllable, its tone included."""
    base: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", word.lower()):
        (tones if character in _TONES else base).append(character)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(base))
    if _SYLLABLE.fullmatch(plain) is None:
        return False
    return not _STOPPED.search(plain) or bool(tones and tones[0] in _STOPPED_TONES)
