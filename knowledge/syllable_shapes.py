"""Whether letters can be a Vietnamese syllable: a beginning and a rime the language has.

A word that cannot be one is a slip of the fingers, a leftover of the keyboard, or a foreign word;
a word that can be one is the writer's own, even where no indexed text uses it.
"""

from __future__ import annotations

import unicodedata

from knowledge.text import fold, has_diacritics, unify

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi "
    "om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya "
    "uych uynh uyt uyu uyên uyêt ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
)
_AFTER_QU = (
    "a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăt ân âng ât âu ây e en eo et ê ên ênh êt êu "
    "i it ich in inh iên iêt iêu ơ ơi y yt ych ynh yên yêt ôc"
)
_FRONT = frozenset("eêiy")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def _joins(onset: str, rime: str) -> bool:
    if onset in ("k", "gh", "ngh"):
        return rime[0] in _FRONT
    if onset in ("c", "g", "ng"):
        return rime[0] not in _FRONT or onset + rime in ("gi", "gin")
    return onset != "qu"


_SHAPES = frozenset(
    [onset + rime for onset in _ONSETS.split() for rime in _RIMES.split() if _joins(onset, rime)]
    + [f"qu{rime}" for rime in _AFTER_QU.split()]
    + _RIMES.split()
)
_BARE_SHAPES = frozenset(map(fold, _SHAPES))


def is_syllable(word: str) -> bool:
    """Tell whether ``word`` can be a Vietnamese syllable, in any case, with or without marks."""
    letters = unify(word)
    if not has_diacritics(letters):
        return letters in _BARE_SHAPES
    decomposed = unicodedata.normalize("NFD", letters).translate(_TONES)
    return unicodedata.normalize("NFC", decomposed) in _SHAPES
