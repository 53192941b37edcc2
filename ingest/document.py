"""One file to one document: record, passages, notices. The only entry the pipeline calls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ingest import digest, read
from ingest.chunk import (
    Draft,
    PassageSize,
    breadcrumb,
    cut_nodes,
    number_passages,
    split_long,
)
from ingest.clean import Paragraph, to_paragraphs
from ingest.dates import read_date
from ingest.front_matter import (
    body_start,
    first_heading,
    information_rows,
    known_keys,
    take_front_matter,
)
from ingest.furniture import Article, is_page, read_article
from ingest.mending import mend_lines
from ingest.metadata import Metadata, looks_official, read_metadata
from ingest.misreadings import mend_recognised
from ingest.outline import Heading, outline
from ingest.parts import Node, Piece
from ingest.places import province_of
from ingest.read import ReadText
from ingest.refusals import refusal
from ingest.secrecy import is_secret
from ingest.structure import parse_structure
from knowledge.passages import BREADCRUMB_JOINT, DocumentRecord, Passage


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one file may cost, and how large its passages are.

    Attributes:
        max_bytes: size on disk, bytes.
        max_characters: characters of text once read.
        max_pages: pages of a PDF that are read.
        passage_syllables: neighbouring parts are packed up to this, syllables.
        longest_passage_syllables: a part over this is cut, syllables.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_characters: int = 20_000_000
    max_pages: int = 2_000
    passage_syllables: int = 120
    longest_passage_syllables: int = 200

    @property
    def reading(self) -> read.FileLimits:
        """The limits of reading alone."""
        return read.FileLimits(self.max_bytes, self.max_characters, self.max_pages)

    @property
    def size(self) -> PassageSize:
        """The size of passages."""
        return PassageSize(self.passage_syllables, self.longest_passage_syllables)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What one file gives.

    Attributes:
        record: the file as a document.
        passages: its passages, in order.
        notices: sentences for the person who brought it, e.g. that a legacy font was converted.
        outline: its headings, in order.
        metadata: of an official text, all that was read of it; the record holds the part of it
            that the index keeps.
    """

    record: DocumentRecord
    passages: tuple[Passage, ...]
    notices: tuple[str, ...] = ()
    outline: tuple[Heading, ...] = ()
    metadata: Metadata | None = None

    @property
    def text(self) -> str:
        """The passages with the headings above them, a line each."""
        return "\n".join(passage.indexed_text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class _Content:
    record: dict[str, object]
    drafts: list[Draft]
    outline: tuple[Heading, ...]
    metadata: Metadata | None = None


def read_document(path: Path, file: str, limits: ReadLimits) -> ReadDocument:
    """Return the document a file holds, cut into passages.

    Args:
        path: the file.
        file: the name shown to readers, and in errors.
        limits: see :class:`ReadLimits`.

    Raises:
        DocumentError: the file cannot be read, holds nothing to store or must not be stored; see
            :func:`ingest.read.read_text` for the codes, and ``digest_header``, ``digest_source``
            and ``digest_unsourced`` for digests.
    """
    resolved = path.resolve()
    text = read.read_text(resolved, file, limits.reading)
    keys, start = take_front_matter(text.lines)
    rows = information_rows(text.lines)
    declared = known_keys({**rows, **keys})
    heading = first_heading(text.lines)
    if is_secret([declared.get("secrecy", "")]):
        raise refusal("secret", file)
    if declared.get("kind") == "tom_tat":
        content = _digest(text, keys, start, file)
    else:
        start = body_start(text.lines, start)
        content = _text(text, {**declared, "heading": heading}, start, limits.size)
    identity = hashlib.sha256(str(resolved).encode()).hexdigest()[:16]
    passages = number_passages(iter(content.drafts), identity)
    if not passages:
        raise refusal("empty", file)
    record = DocumentRecord(
        id=identity,
        file=file,
        path=str(resolved),
        sha256=hashlib.sha256(resolved.read_bytes()).hexdigest(),
        **content.record,  # type: ignore[arg-type]
    )
    return ReadDocument(record, passages, text.notices, content.outline, content.metadata)


def _digest(text: ReadText, keys: dict[str, str], start: int, file: str) -> _Content:
    header = digest.read_header(keys, file)
    drafts = list(digest.read_statements(text.lines, start, header, file))
    titles = dict.fromkeys(draft.breadcrumb.partition(BREADCRUMB_JOINT)[2] for draft in drafts)
    record: dict[str, object] = {
        "title": header.title,
        "kind": "tom_tat",
        "province": header.province,
    }
    return _Content(record, drafts, tuple(Heading(0, "", title) for title in titles if title))


def _text(text: ReadText, declared: dict[str, str], start: int, size: PassageSize) -> _Content:
    lines = text.lines[start:]
    lines = mend_lines(mend_recognised(lines) if text.recognised else lines)
    body = ReadText(lines, text.pages[start:], text.form, text.wrapped)
    paragraphs = to_paragraphs(body)
    if looks_official(body.lines, declared):
        content = _official(body, declared, paragraphs, size)
        if content.drafts:
            return content
    if text.form == "web" or is_page(paragraphs):
        content = _article(text, declared, paragraphs, size)
        if content.drafts:
            return content
    return _notes(text, declared, paragraphs, size)


def _official(
    body: ReadText, declared: dict[str, str], paragraphs: list[Paragraph], size: PassageSize
) -> _Content:
    metadata = read_metadata(body.lines, declared, [part.text for part in paragraphs])
    nodes = parse_structure(paragraphs)
    head = _head(metadata)
    single = not any(node.attribution for node in nodes)
    record: dict[str, object] = {
        "title": metadata.subject or head or declared["heading"] or _first_words(paragraphs),
        "kind": "van_ban",
        "number": metadata.number,
        "type_name": metadata.type_name,
        "issuer": metadata.issuer,
        "signer": metadata.signer,
        "issued_on": metadata.issued_on,
        "effective_from": metadata.effective_from if single else None,
        "effective_to": metadata.effective_to if single else None,
        "province": metadata.province,
        "url": metadata.url,
    }
    drafts = list(cut_nodes(nodes, head or str(record["title"]), size))
    return _Content(record, drafts, tuple(outline(nodes)), metadata)


def _article(
    text: ReadText, declared: dict[str, str], paragraphs: list[Paragraph], size: PassageSize
) -> _Content:
    page = dict(text.declared)
    page.update({key: value for key, value in declared.items() if key in ("title", "url")})
    article = read_article(paragraphs, page)
    record: dict[str, object] = {
        "title": article.headline or declared["heading"] or _first_words(paragraphs),
        "kind": "bai_viet",
        "issued_on": article.published_on,
        "province": declared.get("province") or province_of(text.text),
        "url": page.get("url", "").removeprefix("https://").removeprefix("http://"),
        "author": article.author,
        "captions": article.captions,
    }
    drafts = list(_article_drafts(article, str(record["title"]), size))
    titles = dict.fromkeys(heading for heading, _ in article.body if heading)
    return _Content(record, drafts, tuple(Heading(0, "", title) for title in titles))


def _article_drafts(article: Article, title: str, size: PassageSize) -> Iterator[Draft]:
    """Yield one passage per paragraph, and groups of rows for tables."""
    for (heading, is_table), group in groupby(
        article.body, key=lambda part: (part[0], part[1].text.startswith("|"))
    ):
        paragraphs = [paragraph for _, paragraph in group]
        if is_table:
            rows = [Piece(row.text, page=row.page) for row in paragraphs]
            yield from cut_nodes([Node("bang", title=heading, pieces=rows)], title, size)
            continue
        for paragraph in paragraphs:
            for part in split_long(paragraph.text, size):
                yield Draft(heading, breadcrumb(title, heading), part, paragraph.page)


def _notes(
    text: ReadText, declared: dict[str, str], paragraphs: list[Paragraph], size: PassageSize
) -> _Content:
    """Read notes, lists and spreadsheets: nothing is furniture, headings and tables are kept."""
    title = declared.get("title") or declared["heading"] or _first_words(paragraphs)
    nodes = parse_structure(paragraphs, has_header=False)
    record: dict[str, object] = {
        "title": title or text.form,
        "kind": "bai_viet",
        "issued_on": read_date(declared.get("issued_on", "")),
        "province": declared.get("province") or province_of(text.text),
        "url": declared.get("url", ""),
    }
    return _Content(record, list(cut_nodes(nodes, title, size)), tuple(outline(nodes)))


def _head(metadata: Metadata) -> str:
    """Return what opens every breadcrumb of a numbered text: ``"Nghị định 154/2026/NĐ-CP"``."""
    if not metadata.number:
        return ""
    return f"{metadata.type_name} {metadata.number}".strip()


def _first_words(paragraphs: list[Paragraph]) -> str:
    text = next((p.text for p in paragraphs if len(p.text.split()) > 3), "")
    words = (text or (paragraphs[0].text if paragraphs else "")).strip("#*| ").split()
    return " ".join(words[:25])
