"""Documents: how much of old fonts, of metadata and of the structure of law comes back right."""

from __future__ import annotations

import difflib
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docx import Document as WordFile

from ingest.dates import read_date
from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.read import read_text
from knowledge.errors import DocumentError
from tests.distortions import DISTORTIONS, page, unwrapped

LIMITS = ReadLimits()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a single text of law must give."""

    part: str
    number: str
    issued_on: str
    kind: str
    issuer: str
    articles: int


SINGLE = (
    Expected("161-2026", "161/2026/NĐ-CP", "2026-05-15", "Nghị định", "Chính phủ", 7),
    Expected("154-2026", "154/2026/NĐ-CP", "2026-05-15", "Nghị định", "Chính phủ", 45),
    Expected("232-2026", "232/2026/NĐ-CP", "2026-06-26", "Nghị định", "Chính phủ", 19),
    Expected("276-2026", "276/2026/NĐ-CP", "2026-07-08", "Nghị định", "Chính phủ", 5),
    Expected("66.22", "66.22/2026/NQ-CP", "2026-07-09", "Nghị quyết", "Chính phủ", 10),
    Expected("60-2026", "60/2026/TT-BTC", "2026-05-31", "Thông tư", "Bộ Tài chính", 22),
)
CODIFIED = ("binh-dang", "chinh-sach")


def measure(corpus: Path) -> None:
    """Print the tables.

    Args:
        corpus: folder with ``legacy`` and ``law``.
    """
    _legacy(corpus / "legacy")
    print("\n| text | facts | điều | wrong |\n|---|---|---|---|")
    for variant in (*DISTORTIONS, "docx", "html"):
        rights = totals = found = articles = 0
        wrong: list[str] = []
        for expected in SINGLE:
            path = next(corpus.glob(f"law/*{expected.part}*"))
            document = read_variant(path, variant)
            right_facts = facts(expected, document)
            rights, totals = rights + sum(right_facts.values()), totals + len(right_facts)
            labels = [h.label for h in document.outline] if document else []
            right = [f"Điều {n}" for n in range(1, expected.articles + 1)]
            have = [label for label in labels if label.startswith("Điều")]
            found += sum(have.count(label) == 1 for label in right) - len(set(have) - set(right))
            articles += len(right)
            wrong += [f"{expected.part} {name}" for name, fact in right_facts.items() if not fact]
            wrong += [f"{expected.part} {d}" for d in _difference(right, have)]
        for part in CODIFIED:
            path = next(corpus.glob(f"law/{part}*"))
            right, have = coded_sources(path.read_text("utf-8")), codes(read_variant(path, variant))
            matched = sum(map(have.count, right))
            found, articles = found + matched, articles + len(right)
            if right != have:
                wrong.append(f"{part} {matched}/{len(right)} of {len(have)}")
        print(f"| {variant} | {rights}/{totals} | {found}/{articles} | {'; '.join(wrong[:8])} |")


def coded_sources(raw: str) -> list[tuple[str, str, date | None]]:
    """Return document, clause and day of effect of each coded điều, read off the raw text."""
    text = raw.partition("## Danh sách điều khoản")[0]
    source = (
        r"(?m)^Điều \d+\.\d+\.[A-ZĐ]+\.\S+[^\n]*\n+"
        r"\((Điều \w+) [^\d(]+ số (\d[^\s,]*)([^\n]*)\)\s*$"
    )
    rows = re.findall(source, text)
    return [(found, clause, read_date(rest.split("hiệu lực")[-1])) for clause, found, rest in rows]


def codes(document: ReadDocument | None) -> list[tuple[str, str, date | None]]:
    """Return the same as :func:`coded_sources`, as ingest reads it."""
    rows: dict[tuple[str, str, date | None], None] = {}
    for passage in document.passages if document else ():
        if (source := passage.attribution) is not None:
            clause = re.search(r"Điều \w+$", source.clause)
            label = clause.group() if clause else source.clause
            rows[source.document, label, source.effective_from] = None
    return list(rows)


def facts(expected: Expected, document: ReadDocument | None) -> dict[str, bool]:
    """Return which facts of a single text were read right, by name."""
    record = document.record if document else None
    return {
        "number": record is not None and record.number == expected.number,
        "date": record is not None and str(record.issued_on) == expected.issued_on,
        "kind": record is not None and record.type_name == expected.kind,
        "issuer": record is not None and record.issuer == expected.issuer,
    }


def _difference(right: list[str], have: list[str]) -> list[str]:
    return [d for d in difflib.ndiff(right, have) if d[0] in "+-"][:6]


def read_variant(path: Path, variant: str) -> ReadDocument | None:
    """Return a text read in one of its distortions, or as a Word file or a web page."""
    raw = path.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"van-ban.{variant if variant in ('docx', 'html') else 'md'}"
        if variant == "docx":
            write_word(unwrapped(raw), target)
        else:
            target.write_text(
                page(raw) if variant == "html" else DISTORTIONS[variant](raw), "utf-8"
            )
        try:
            return read_document(target, target.name, LIMITS)
        except DocumentError:
            return None


def write_word(text: str, path: Path) -> None:
    """Write ``text`` as a Word file: a paragraph per line, runs of rows as tables."""
    word = WordFile()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            if not re.fullmatch(r"[|\s:-]+", line):
                rows.append([cell.strip() for cell in line.strip("| ").split("|")])
            continue
        if rows:
            table = word.add_table(len(rows), max(map(len, rows)))
            for cells, row in zip(table.rows, rows, strict=True):
                for cell, content in zip(cells.cells, row, strict=False):
                    cell.text = content
            rows = []
        word.add_paragraph(line)
    word.save(str(path))


def _legacy(folder: Path) -> None:
    print("| old font | letters right |\n|---|---|")
    for path in sorted(folder.iterdir()):
        if path.name.endswith(".expected.txt"):
            continue
        expected = path.with_name(f"{path.stem}.expected.txt").read_text("utf-8")
        try:
            got = read_text(path, path.name, LIMITS.reading).text
        except DocumentError as error:
            print(f"| {path.name} | {error} |")
            continue
        print(f"| {path.name} | {diacritic_accuracy(expected, got):.4f} |")


def diacritic_accuracy(expected: str, got: str) -> float:
    """Return the share of the transcript's letters with a mark that come back, in order."""
    left, right = (unicodedata.normalize("NFC", " ".join(text.split())) for text in (expected, got))
    total = kept = 0
    blocks = difflib.SequenceMatcher(None, left.split(), right.split(), autojunk=False)
    words_left, words_right = left.split(), right.split()
    for tag, a, b, c, d in blocks.get_opcodes():
        ours, theirs = " ".join(words_left[a:b]), " ".join(words_right[c:d])
        total += _marked(ours)
        if tag == "equal":
            kept += _marked(ours)
        elif theirs:
            inner = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
            for start, _, size in inner.get_matching_blocks():
                kept += _marked(ours[start : start + size])
    return kept / total


def _marked(text: str) -> int:
    return sum(c in "đĐ" or len(unicodedata.normalize("NFD", c)) > 1 for c in text)
