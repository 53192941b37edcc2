"""Telex and VNI keystrokes left in a text: ``"ngheof"`` and ``"ngheo2"`` stand for ``"nghèo"``.

A keyboard that was switched off, or an application that drops what it composed, leaves the keys
as they were hit. They are undone by trying which of them could be marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from knowledge.text import fold, unify

_TELEX = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u0306": "w"}
_VNI = {
    "\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5", "\u0306": "8",
    "\u0302": "6", "\u031b": "7",
}  # fmt: skip
_HORN = "\u031b"
_CIRCUMFLEX = "\u0302"
_TELEX_MARKS = frozenset("fsrxjw")
_TELEX_DOUBLED = frozenset("aeod")
_MOST_MARKS = 4
"""Keys for the marks of one syllable: đ, a tone, and two horns hit one by one ("dduwowcj")."""
_SHORTEST = 3
"""Characters of the shortest that is tried; "A1" and "I2" are codes."""
_LONGEST = 12
"""Characters of a word that is tried; a Vietnamese syllable takes eleven keys at most."""


def undone(word: str, forms: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the syllables whose keystrokes ``word`` is, in the order of ``forms``.

    Args:
        word: as typed, in any case; marks that did come out may stand among the keys.
        forms: gives the known syllables that have a folded form.
    """
    typed = _keys(unify(word), vni=False) if not word.isascii() else word.lower()
    vni = any(map(str.isdigit, typed))
    marks = [at for at in range(1, len(typed)) if _may_mark(typed, at, vni=vni)]
    if not marks or not _SHORTEST <= len(typed) <= _LONGEST or not typed[0].isalpha():
        return []
    hit = sorted(typed)
    found = dict[str, None]()
    for base in _bases(typed, marks):
        for syllable in forms(base) if base.isalpha() else ():
            if fold(syllable) != syllable and hit in _hits(syllable, vni=vni):
                found[syllable] = None
    return list(found)


def _may_mark(typed: str, at: int, *, vni: bool) -> bool:
    if vni:
        return typed[at] in "123456789"
    letter = typed[at]
    return letter in _TELEX_MARKS or (letter in _TELEX_DOUBLED and letter in typed[:at])


def _bases(typed: str, marks: list[int]) -> Iterator[str]:
    """Yield what may be the letters of the syllable: the keys without some of the marks."""
    seen = set[str]()
    for count in range(1, min(len(marks), _MOST_MARKS) + 1):
        for left_out in combinations(marks, count):
            base = "".join(key for at, key in enumerate(typed) if at not in left_out)
            if base not in seen:
                seen.add(base)
                yield base


def _hits(syllable: str, *, vni: bool) -> list[list[str]]:
    """Return the keys of a syllable, sorted; "ươ" takes one horn or two."""
    keys = _keys(syllable, vni=vni)
    horn = "7" if vni else "w"
    ways = [keys]
    if unicodedata.normalize("NFD", syllable).count(_HORN) > 1:
        ways.append(keys.replace(horn, "", 1))
    return [sorted(way) for way in ways]


def _keys(syllable: str, *, vni: bool) -> str:
    """Return the keystrokes of a syllable, every mark after its letter."""
    keys = ""
    letter = ""
    for character in unicodedata.normalize("NFD", syllable):
        if character == "đ":
            keys += "d9" if vni else "dd"
        elif vni and character in _VNI:
            keys += _VNI[character]
        elif character == _CIRCUMFLEX:
            keys += letter
        elif character == _HORN:
            keys += "w"
        elif character in _TELEX:
            keys += _TELEX[character]
        else:
            keys += character
            letter = character
    return keys
