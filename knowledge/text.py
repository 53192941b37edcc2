"""Vietnamese text: one normal form, a form without diacritics, and syllables."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Nothing to be seen: joiners, and the marks that turn the direction of what follows.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f" + (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_ZERO_WIDTH = dict.fromkeys(map(ord, _INVISIBLE), None)
_CONTROL = {code: " " for code in range(32) if chr(code) not in "\t\n"} | {0x7F: " ", 0xA0: " "}
_SYLLABLE = re.compile(r"[^\W_]+", re.UNICODE)

# Old tone placement (hoà, thuý) to the placement now taught (hòa, thúy); never after "q" (quý).
_OLD_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
# It opens with plain letters, which the engine looks for twenty times faster than for alternatives.
_OLD_TONE = re.compile(r"[ou](?:(?<=o)[àáảãạèéẻẽẹ]|(?<=u)[ỳýỷỹỵ])(?<!q..)(?!\w)")


_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
LOWER = f"a-z{_MARKED}"
"""Inside of a character class of a regular expression: small Vietnamese letters."""
UPPER = f"A-Z{_MARKED.upper()}"
"""The same for capitals. A range such as ``À-Ỹ`` will not do: Unicode mixes the two cases."""


def normalize(text: str) -> str:
    """Return ``text`` in NFC, without control, invisible or lone surrogate characters.

    Letters and line breaks stay as written, so the result can be quoted.
    """
    plain = text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()
    if plain and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text  # what is removed below is not printable
    clean = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", clean.translate(_ZERO_WIDTH)).translate(_CONTROL)


def unify(text: str) -> str:
    """Return ``text`` normalised, in lower case, with one placement of tone marks."""
    return _OLD_TONE.sub(_move_tone, normalize(text).lower())


def _move_tone(match: re.Match[str]) -> str:
    return _OLD_TONES[match.group()]


def fold(text: str) -> str:
    """Return ``text`` in lower case without diacritics: ``"Đạt"`` gives ``"dat"``.

    One character in gives one character out for text already in NFC, so offsets in the folded
    form are offsets in the normalised text.
    """
    return normalize(text).translate(_FOLDED)


@lru_cache(maxsize=32_768)
def fold_syllable(syllable: str) -> str:
    """Return :func:`fold` of a syllable; those of a text come up again and again."""
    return fold(syllable)


class _Folded(dict[int, str]):
    """Characters without their marks, each worked out when it first comes up."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    lower = character.lower()
    if len(lower) != 1:
        return lower[:1]
    if lower == "đ":
        return "d"
    return unicodedata.normalize("NFD", lower)[0] if lower > "\x7f" else lower


def syllables(text: str) -> list[str]:
    """Return the runs of letters and digits of ``text``, in order, as written."""
    return _SYLLABLE.findall(text)


def has_diacritics(syllable: str) -> bool:
    """Tell whether a syllable carries a Vietnamese mark (``"hộ"`` yes, ``"ho"`` no)."""
    return fold(syllable) != normalize(syllable).lower()


def squeeze(text: str) -> str:
    """Return ``text`` normalised, with every run of white space turned into one space."""
    return " ".join(normalize(text).split())
