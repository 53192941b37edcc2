"""Legacy Vietnamese fonts (TCVN3, VNI, VISCII, VPS): find the runs that need converting.

viparse converts; this module decides what to convert, because a document may mix fonts, carry a
legacy font name over Unicode text, or hold runs too short to judge alone. The unit of decision
is the group of runs set in one font: text that shows letters no legacy font can produce is
Unicode whatever its font is called, and is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import viparse  # type: ignore[import-untyped]

from ingest.spelling import count_syllables, is_syllable, marked_words

# Letters that exist only in Unicode text: a legacy file decodes to Latin-1 and cp1252 letters.
_UNICODE_ONLY = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af"
                           "\u01b0\u0300\u0301\u0303\u0309\u0323\u1ea0-\u1ef9]")  # fmt: skip
_HIGH = re.compile("[^\x00-\x7f\u2010-\u201f\u2022\u2026]")
# PDF producers map the soft hyphen (the letter ư of TCVN3) to a minus sign.
_MINUS_AS_LETTER = re.compile("\u2212(?=[a-zA-Z\x80-\xff])|(?<=[a-zA-Z\x80-\xff])\u2212")
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_OWN_VERDICT = 200
"""Characters a run needs to be judged on its own; shorter ones follow their group."""
_SAMPLE = 20_000
"""Characters of a text that are looked at to tell its encoding."""
_ALONE = 4
"""Words with marks from which a line among lines of Unicode is judged by itself."""
_MOSTLY, _NEARLY = (4, 5), (9, 10)
"""Shares of the words that must be syllables after conversion: of a text that shows hardly any
before it, and of one that shows many."""
_ENCODINGS = ("tcvn3", "vni", "viscii", "vps")
_LIES = 0.01
"""Share of Unicode-only letters above which a legacy font name is taken to be wrong."""


@dataclass(frozen=True, slots=True)
class FontRun:
    """A run of text as a file holds it.

    Attributes:
        text: the text before conversion.
        font: font name the file gives for it; empty when the format names none.
    """

    text: str
    font: str = ""


def is_unicode(text: str) -> bool:
    """Tell whether ``text`` holds Vietnamese letters that no legacy font produces."""
    return _UNICODE_ONLY.search(text) is not None


def convert_runs(runs: Sequence[FontRun]) -> tuple[list[str], tuple[str, ...]]:
    """Return the text of each run in Unicode, and the legacy encodings met, in order.

    Args:
        runs: of one document in reading order.

    Returns:
        One string per run (untouched when it is Unicode already), and encoding names as viparse
        spells them, e.g. ``("tcvn3",)``; empty when nothing was converted.
    """
    groups: dict[str, list[str]] = {}
    for run in runs:
        groups.setdefault(run.font, []).append(run.text)
    verdicts = {font: _group_encoding(font, texts) for font, texts in groups.items()}
    used: dict[str, None] = {}
    out: list[str] = []
    for run in runs:
        encoding = _run_encoding(run, verdicts[run.font])
        if encoding is None:
            out.append(run.text)
        else:
            used[encoding] = None
            out.append(_converted(run.text, encoding))
    return out, tuple(used)


def convert_text(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` in Unicode and the legacy encodings met, judging line by line.

    Lines of Unicode may stand beside lines in old fonts, as where a text was pasted together.
    """
    if not _HIGH.search(text):
        return text, ()
    lines = text.split("\n")
    if not any(_unicode_share([line]) > _LIES for line in lines):
        converted, used = convert_runs([FontRun(line) for line in lines])
        return "\n".join(converted), used
    found: dict[str, None] = {}
    for position, line in enumerate(lines):
        encoding = None if is_unicode(line) or not _HIGH.search(line) else _spelled(line, _ALONE)
        if encoding is not None:
            found[encoding] = None
            lines[position] = _converted(line, encoding)
    return "\n".join(lines), tuple(found)


def _group_encoding(font: str, texts: Sequence[str]) -> str | None:
    named = _font_encoding(font)
    if _unicode_share(texts) > _LIES:
        return None
    if named is not None:
        return named
    plain = "\n".join(text for text in texts if not is_unicode(text))
    return _detect(plain) if _HIGH.search(plain) else None


def _font_encoding(font: str) -> str | None:
    name = _SUBSET_TAG.sub("", font).upper()
    if name.startswith(".VN"):
        return "tcvn3"
    return "vni" if name.startswith("VNI") else None


def _unicode_share(texts: Iterable[str]) -> float:
    letters = unicode_only = 0
    for text in texts:
        letters += len(text)
        unicode_only += sum(1 for _ in _UNICODE_ONLY.finditer(text))
    return unicode_only / letters if letters else 0.0


def _run_encoding(run: FontRun, group: str | None) -> str | None:
    if group is None or not _HIGH.search(run.text) or is_unicode(run.text):
        return None
    if _font_encoding(run.font) is None and len(run.text) >= _OWN_VERDICT:
        return _detect(run.text) or group
    return group


def _detect(text: str) -> str | None:
    """Return the encoding whose reading of the text is spelled best, if it is spelled well."""
    # The verdict needs a few thousand letters, not the whole file.
    sample = text[:_SAMPLE]
    spelled = _spelled(sample, 1)
    if spelled is not None or count_syllables(sample)[1] < _ALONE:
        return spelled
    found: str | None = viparse.detect_text_encoding(_MINUS_AS_LETTER.sub("\u00ad", sample))
    return found


def _spelled(text: str, least: int) -> str | None:
    """Return the encoding in which at least ``least`` words and most of all become syllables.

    VISCII shares à, é and others with Latin-1, so half of a text may look right beforehand.
    """
    right, total = count_syllables(text)
    if right * _NEARLY[1] >= total * _NEARLY[0]:
        return None
    share = _MOSTLY if right * 2 < total else _NEARLY
    sound = {word for word in marked_words(text) if is_syllable(word)}
    best, best_rank = None, (right, len(sound))
    for encoding in _ENCODINGS:
        read = _converted(text, encoding)
        syllables, words = count_syllables(read)
        if syllables < least or syllables * share[1] < words * share[0] or syllables <= right:
            continue
        # Of two readings the one that leaves alone what was sound already is right.
        rank = (syllables, len(sound.intersection(marked_words(read))))
        if best is None or rank > best_rank:
            best, best_rank = encoding, rank
    return best


def _converted(text: str, encoding: str) -> str:
    body = text.strip()
    if not body:
        return text
    start = text.index(body)
    fixed: str = viparse.fix(_MINUS_AS_LETTER.sub("\u00ad", body), encoding=encoding)
    return text[:start] + fixed + text[start + len(body) :]
