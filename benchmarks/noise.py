"""Questions as phones send them, made from clean ones; equal input gives equal noise."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from knowledge.text import fold

_TELEX = {
    "\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u0306": "w",
    "\u031b": "w",
}  # fmt: skip
_SHARE_SLIPPED = 0.2
_SHARE_RAW = 0.3
_CHAT = {
    "không": "ko", "được": "dc", "bao nhiêu": "bn", "như thế nào": "ntn", "gì": "j",
    "người": "ng", "với": "vs", "cũng": "cx", "nhiều": "nhìu", "biết": "bít",
}  # fmt: skip

Noise = Callable[[str, random.Random], str]


def _bare(text: str, _chance: random.Random) -> str:
    out = fold(text)
    return "".join(o.upper() if t.isupper() else o for o, t in zip(out, text, strict=True))


def _half(text: str, chance: random.Random) -> str:
    return " ".join(_bare(w, chance) if chance.random() < 0.5 else w for w in text.split())


def _slips(text: str, chance: random.Random) -> str:
    return " ".join(
        _slip(w, chance) if chance.random() < _SHARE_SLIPPED else w for w in text.split()
    )


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 3:
        return word
    at = chance.randrange(len(word) - 1)
    middle = chance.choice([word[at + 1] + word[at], word[at + 1], word[at] * 2 + word[at + 1]])
    return word[:at] + middle + word[at + 2 :]


def _keys(text: str, chance: random.Random) -> str:
    return " ".join(_telex(w) if chance.random() < _SHARE_RAW else w for w in text.split())


def _telex(word: str) -> str:
    keys, tone = "", ""
    for character in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "DD")):
        if character in "\u0300\u0301\u0309\u0303\u0323":
            tone = _TELEX[character]
        elif character == "\u0302":
            keys += keys[-1]
        else:
            keys += _TELEX.get(character, character)
    stem = keys.rstrip("?,.!:;")
    return stem + tone + keys[len(stem) :]


def _chat(text: str, _chance: random.Random) -> str:
    padded = f" {text} "
    for full, short in _CHAT.items():
        for mark in (" ", "?", ","):
            padded = padded.replace(f" {full}{mark}", f" {short}{mark}")
    return padded.strip()


def _mixed(text: str, chance: random.Random) -> str:
    return "".join(c.upper() if chance.random() < 0.5 else c.lower() for c in text)


KINDS: dict[str, Noise] = {
    "clean": lambda text, _: text,
    "no diacritics": _bare,
    "half of them": _half,
    "slips": _slips,
    "slips, no diacritics": lambda text, chance: _slips(_bare(text, chance), chance),
    "Telex keys": _keys,
    "chat": _chat,
    "chat, no diacritics": lambda text, chance: _bare(_chat(text, chance), chance),
    "CAPITALS": lambda text, _: text.upper(),
    "mIxEd": _mixed,
    "NFD": lambda text, _: unicodedata.normalize("NFD", text),
}


def noisy(text: str, kind: str) -> str:
    """Return ``text`` with one of :data:`KINDS` of noise."""
    text = unicodedata.normalize("NFC", text)
    return KINDS[kind](text, random.Random(f"{kind} {text}"))
