"""Parts to passages: whole khoản packed to size, long ones cut at điểm, then at sentences."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.markers import TABLE_RULE
from ingest.parts import Node, Piece
from knowledge.passages import BREADCRUMB_JOINT, Attribution, Passage
from knowledge.text import LOWER

_SENTENCE_END = re.compile(rf"(?<=[.!?…;])[”\")]*\s+(?=[^\s{LOWER}])")
_SOFT_END = re.compile(r"(?<=[,:])\s+")
_SHORTEST_SENTENCE = 4
"""Syllables under which a "sentence" is an abbreviation or a number ("TP. ", "1. ")."""
_LONGEST_TEXT = 6_000  # characters of the longest passage, whatever its number of words
_LEAD_SYLLABLES = 30


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How large passages are, in syllables (words between spaces).

    Attributes:
        usual: neighbouring parts are packed up to this.
        longest: a part over this is cut.
    """

    usual: int = 120
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage before it has an identity."""

    section: str
    breadcrumb: str
    text: str
    page: int | None = None
    attribution: Attribution | None = None


def cut_nodes(nodes: Sequence[Node], head: str, size: PassageSize) -> Iterator[Draft]:
    """Yield the passages of an official text.

    Args:
        nodes: its parts, in order.
        head: first element of every breadcrumb, the document's number or title.
        size: see :class:`PassageSize`.
    """
    for node in nodes:
        if node.kind == "bang":
            yield from _cut_table(node, head, size)
        else:
            yield from _cut_node(node, head, size)


def number_passages(drafts: Iterator[Draft], document_id: str) -> tuple[Passage, ...]:
    """Return the passages with their order and identity.

    The identity is a hash of document, section, text and repetition, so unchanged text keeps it.
    """
    repetitions: Counter[tuple[str, str]] = Counter()
    passages: list[Passage] = []
    for draft in drafts:
        key = (draft.section, draft.text)
        seed = "\x1f".join((document_id, *key, str(repetitions[key])))
        repetitions[key] += 1
        passages.append(
            Passage(
                id=hashlib.sha256(seed.encode()).hexdigest()[:16],
                document_id=document_id,
                ordinal=len(passages),
                section=draft.section,
                breadcrumb=draft.breadcrumb,
                text=draft.text,
                page=draft.page,
                attribution=draft.attribution,
            )
        )
    return tuple(passages)


def syllable_count(text: str) -> int:
    """Return the number of words between spaces; Vietnamese writes each syllable apart."""
    return len(text.split())


def split_long(text: str, size: PassageSize) -> list[str]:
    """Return ``text`` whole, or cut at sentence ends into parts within ``size``."""
    if syllable_count(text) <= size.longest and len(text) <= _LONGEST_TEXT:
        return [text]
    sentences = [
        part for sentence in _sentences(text, _SENTENCE_END) for part in _shorten(sentence, size)
    ]
    return [" ".join(group) for group in _pack(sentences, size)]


def breadcrumb(*parts: str) -> str:
    """Return headings joined outermost first, empty ones left out."""
    return BREADCRUMB_JOINT.join(part for part in parts if part)


def _shorten(sentence: str, size: PassageSize) -> Iterator[str]:
    if syllable_count(sentence) <= size.longest and len(sentence) <= _LONGEST_TEXT:
        yield sentence
        return
    for clause in (" ".join(group) for group in _pack(_sentences(sentence, _SOFT_END), size)):
        words = clause.split()
        start = length = 0
        for index, word in enumerate(words):
            if index - start >= size.longest or length > _LONGEST_TEXT:
                yield " ".join(words[start:index])
                start, length = index, 0
            length += len(word) + 1
        yield " ".join(words[start:])


def _sentences(text: str, end: re.Pattern[str]) -> list[str]:
    sentences: list[str] = []
    start = 0
    for found in end.finditer(text):
        sentence = text[start : found.end()].rstrip()
        if len(sentence.split()) < _SHORTEST_SENTENCE:
            continue
        sentences.append(sentence)
        start = found.end()
    if rest := text[start:].strip():
        sentences.append(rest)
    return sentences


def _pack(parts: Sequence[str], size: PassageSize) -> Iterator[list[str]]:
    """Group neighbours up to the usual size; what is left over and small joins the last group."""
    groups: list[list[str]] = []
    total = 0
    for part in parts:
        count = syllable_count(part)
        if groups and total + count <= size.usual:
            groups[-1].append(part)
            total += count
        else:
            groups.append([part])
            total = count
    if len(groups) > 1:
        last = sum(map(syllable_count, groups[-1]))
        before = sum(map(syllable_count, groups[-2]))
        if last < size.usual // 4 and last + before <= size.longest:
            left_over = groups.pop()
            groups[-1] += left_over
    return iter(groups)


def _cut_node(node: Node, head: str, size: PassageSize) -> Iterator[Draft]:
    """Cut one điều (or like part): whole if it fits, else by khoản, else by điểm."""
    clauses = _by_khoan(node.pieces)
    whole = "\n".join(piece.text for piece in node.pieces)
    limit = size.longest if len(clauses) == 1 else size.usual
    if syllable_count(whole) <= limit and len(whole) <= _LONGEST_TEXT:
        named = len(clauses) > 1 and (node.label or node.title)
        yield _draft(node, head, node.pieces, []) if named else _packed(node, head, clauses)
        return
    waiting: list[list[Piece]] = []
    total = 0
    for clause in clauses:
        count = sum(syllable_count(piece.text) for piece in clause)
        if waiting and total + count > size.usual:
            yield _packed(node, head, waiting)
            waiting, total = [], 0
        if count > size.longest:
            yield from _cut_clause(node, head, clause, size)
        else:
            waiting.append(clause)
            total += count
    if waiting:
        yield _packed(node, head, waiting)


def _by_khoan(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group the pieces of each khoản; without khoản each paragraph is a group of its own.

    A điểm that stands under no khoản stays with the sentence that introduces it.
    """
    groups: list[list[Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and last.khoan == piece.khoan and (piece.khoan or piece.diem):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _packed(node: Node, head: str, clauses: Sequence[Sequence[Piece]]) -> Draft:
    pieces = [piece for clause in clauses for piece in clause]
    return _draft(node, head, pieces, [clause[0].khoan for clause in clauses if clause[0].khoan])


def _cut_clause(
    node: Node, head: str, clause: Sequence[Piece], size: PassageSize
) -> Iterator[Draft]:
    """Cut a long khoản at its điểm; a điểm that is still too long at sentence ends."""
    khoan = [clause[0].khoan] if clause[0].khoan else []
    lead = _opening(clause[0].text) if not clause[0].diem else ""
    waiting: list[Piece] = []
    total = 0
    first = True
    for piece in clause:
        count = syllable_count(piece.text)
        is_full = total + count > size.usual and not (
            total < size.usual // 4 and total + count <= size.longest
        )
        if waiting and is_full:
            yield _draft(node, head, waiting, khoan, "" if first else lead)
            waiting, total, first = [], 0, False
        if count > size.longest or len(piece.text) > _LONGEST_TEXT:
            for part in split_long(piece.text, size):
                one = Piece(part, piece.khoan, piece.diem, piece.page)
                yield _draft(node, head, [one], khoan, "" if first else lead)
                first = False
        else:
            waiting.append(piece)
            total += count
    if waiting:
        yield _draft(node, head, waiting, khoan, "" if first else lead)


def _opening(text: str) -> str:
    """Return the first words of the sentence that introduces the points of a khoản."""
    words = text.split(maxsplit=_LEAD_SYLLABLES)
    more = len(words) > _LEAD_SYLLABLES
    return " ".join(words[:_LEAD_SYLLABLES]) + (" …" if more else "")


def _draft(
    node: Node, head: str, pieces: Sequence[Piece], khoan: Sequence[str], lead: str = ""
) -> Draft:
    points = list(dict.fromkeys(piece.diem for piece in pieces if piece.diem))
    covers_lead = any(not piece.diem for piece in pieces) and len(points) != 1
    own = node.label or node.title
    several = len({piece.khoan for piece in pieces}) > 1
    section = _section(own, khoan, [] if covers_lead or several else points)
    title = f"{node.label}. {node.title}" if node.label and node.title else own
    source = node.attribution.document if node.attribution else ""
    title = f"{source} {title}".strip()
    return Draft(
        section=section,
        breadcrumb=breadcrumb(head, *node.trail, title, lead),
        text="\n".join(piece.text for piece in pieces),
        page=next((piece.page for piece in pieces if piece.page is not None), None),
        attribution=_cited(node, section),
    )


def _cited(node: Node, section: str) -> Attribution | None:
    source = node.attribution
    if source is None:
        return None
    return Attribution(
        source.document, section, source.issued_on, source.effective_from, source.label, source.url
    )


def _section(own: str, khoan: Sequence[str], points: Sequence[str]) -> str:
    """Return the citation label in an official's order: điểm, khoản, điều."""
    decimal = bool(points) and points[0][0].isdigit()
    parts = [_listed("điểm", points), "" if decimal else _listed("khoản", khoan), own]
    return " ".join(part for part in parts if part)


def _listed(name: str, labels: Sequence[str]) -> str:
    if len(labels) <= 1:
        return f"{name} {labels[0]}" if labels else ""
    if len(labels) == 2:
        return f"{name} {labels[0]} và {name} {labels[1]}"
    return f"các {name} {', '.join(labels[:-1])} và {labels[-1]}"


def _cut_table(node: Node, head: str, size: PassageSize) -> Iterator[Draft]:
    """Yield groups of rows, the header repeated on each."""
    rows = [piece for piece in node.pieces if not TABLE_RULE.match(piece.text)]
    has_header = len(rows) < len(node.pieces) and len(rows) > 1
    header = rows[0].text if has_header else ""
    room = PassageSize(max(size.usual - syllable_count(header), size.usual // 3), size.longest)
    body = [part for row in rows[int(has_header) :] for part in split_long(row.text, room)]
    title = f"{node.label}. {node.title}" if node.label and node.title else node.label or node.title
    for group in _pack(body, room):
        yield Draft(
            section=node.label or node.title,
            breadcrumb=breadcrumb(head, *node.trail, title),
            text="\n".join([header, *group] if header else group),
            page=rows[0].page,
            attribution=_cited(node, node.label),
        )
