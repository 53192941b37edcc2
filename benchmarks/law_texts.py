"""Texts of law in any quantity: structure and words of real ones recombined, numbers all new.

``python -m benchmarks.law_texts FOLDER [--texts 570] [--megabytes 150]`` writes them.
"""

from __future__ import annotations

import argparse
import random
import re
from itertools import count
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "law"

_STRUCTURE = re.compile(
    r"^(?:#|\||---|\(|\*\*|Điều\s|Chương\s|Mục\s|Phần\s|Phụ lục|PHỤ LỤC|[^a-zà-ỹ]+$)"
)
_MARKER = re.compile(r"^(?:\d{1,2}[.)]|[a-zđ]\))\s")
_CODE = re.compile(r"^(Điều )\d+\.\d+\.(?=[A-ZĐ])")
_NUMBER = re.compile(r"\d+(?=/\d{4}/[A-ZĐ])")
_CLAUSE = re.compile(r"(?<=[,;:.])\s+")
_NEW_WORD_EVERY = 60
"""Words between two that are swapped for any other, so that new pairs of words come up as they do
in real texts."""


class _Words:
    """What sentences are made of: clauses of the real texts, and single words."""

    def __init__(self, texts: list[str], chance: random.Random) -> None:
        lines = [line for text in texts for line in text.split("\n") if not _STRUCTURE.match(line)]
        self.clauses = [c for line in lines for c in _CLAUSE.split(line) if len(c.split()) > 3]
        self.vocabulary = sorted({word for clause in self.clauses for word in clause.split()})
        self._chance = chance
        self._numbers = count(1_000_003, 17)

    def sentence(self, length: int) -> str:
        """Return about ``length`` characters that no other sentence repeats."""
        words: list[str] = []
        size = 0
        while size < length:
            clause = self._chance.choice(self.clauses)
            words += clause.split()
            size += len(clause) + 1
        for _ in range(len(words) // _NEW_WORD_EVERY + 1):
            at = self._chance.randrange(len(words))
            words[at] = self._chance.choice(self.vocabulary)
        return f"{' '.join(words)} {next(self._numbers)} đồng."


def write(folder: Path, *, texts: int, megabytes: int, seed: int = 1) -> int:
    """Write ``texts`` Markdown files of ``megabytes`` MB together; returns their bytes.

    Args:
        folder: where to write; made when absent.
        texts: number of files.
        megabytes: size of all together, MB of 1,000,000 bytes.
        seed: equal seeds give equal files.
    """
    chance = random.Random(seed)
    sources = [file.read_text(encoding="utf-8") for file in sorted(SOURCE.glob("*.md"))]
    words = _Words(sources, chance)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for number in range(1, texts + 1):
        wanted = megabytes * 1_000_000 * number // texts - written
        text = _text(number, wanted, sources[number % len(sources)], words)
        body = text.encode()
        (folder / f"van-ban-{number:04}.md").write_bytes(body)
        written += len(body)
    return written


def _text(number: int, wanted: int, pattern: str, words: _Words) -> str:
    """Return one text of about ``wanted`` bytes on the pattern of a real one."""
    lines: list[str] = []
    size = 0
    for turn in count(1):
        for line in pattern.split("\n"):
            new = _line(line, number, turn, words)
            lines.append(new)
            size += len(new.encode()) + 1
            if size >= wanted:
                return "\n".join(lines) + "\n"
    raise AssertionError


def _line(line: str, number: int, turn: int, words: _Words) -> str:
    if not line.strip():
        return line
    if _STRUCTURE.match(line):
        line = _CODE.sub(rf"\g<1>{number}.{turn}.", line)
        return _NUMBER.sub(lambda found: str(1000 * number + int(found.group()) % 1000), line)
    marker = _MARKER.match(line)
    lead = marker.group() if marker else ""
    return lead + words.sentence(max(len(line) - len(lead) - 15, 20))


def main() -> None:
    """Write a folder of texts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.law_texts")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=int, default=570)
    parser.add_argument("--megabytes", type=int, default=150)
    options = parser.parse_args()
    size = write(options.folder, texts=options.texts, megabytes=options.megabytes)
    print(f"{options.texts} texts, {size / 1_000_000:.1f} MB")


if __name__ == "__main__":
    main()
