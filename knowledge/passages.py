"""What the index holds: documents as they were read, and the passages they were cut into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

DocumentKind = Literal["van_ban", "bai_viet", "tom_tat"]
"""``van_ban`` an official text, ``bai_viet`` a press or portal page, ``tom_tat`` our own digest."""


BREADCRUMB_JOINT = " › "
"""What stands between the headings of :attr:`Passage.breadcrumb`."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source a passage must be cited by when it is not the file's own document.

    A digest names the document of each statement; a codified text names the source of each điều.

    Attributes:
        document: number of the document, or the title of the article that reports the fact.
        clause: clause in that document, ``"Điều 42 khoản 1"``; empty when not known.
        issued_on: date of the document or article.
        effective_from: first day the cited clause is in force, where the text says so.
        label: confidence of a digest's statement: ``VERIFIED-A``, ``VERIFIED-B`` or ``DERIVED``;
            empty for codified texts.
        url: address of the source, without scheme; empty when not known.
    """

    document: str
    clause: str = ""
    issued_on: date | None = None
    effective_from: date | None = None
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One file as it was indexed.

    Attributes:
        id: 16 hexadecimal digits of the SHA-256 of the file's resolved path.
        file: the name shown to readers: path relative to the parent of the folder given.
        path: resolved path the file was read from; the identity of the document in the index.
        sha256: of the file's bytes, 64 hexadecimal digits.
        title: subject line or headline.
        kind: see :data:`DocumentKind`.
        number: official number as printed, ``"666/QĐ-TTg"``.
        type_name: official kind in Vietnamese, ``"Nghị định"``; empty for articles and digests.
        issuer: issuing body.
        signer: who signed.
        issued_on: date of issue (or of publication for an article).
        effective_from: first day in force as the text states it.
        effective_to: last day in force as the text states it.
        province: province the document is about or issued by, old name; ``None`` for the nation.
        url: address of the source, where the file states one.
        author: who wrote an article, as the line under it says; empty where none does.
        captions: lines under the pictures of an article, verbatim; they are no passages.
    """

    id: str
    file: str
    path: str
    sha256: str
    title: str
    kind: DocumentKind
    number: str | None = None
    type_name: str = ""
    issuer: str | None = None
    signer: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    province: str | None = None
    url: str = ""
    author: str = ""
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One citable piece of a document.

    Attributes:
        id: 16 hexadecimal digits, a hash of document id, section, text and repetition; unchanged
            text keeps its id when the file is read again.
        document_id: :attr:`DocumentRecord.id`.
        ordinal: position in the document, from 0.
        section: citation label in the official's order, ``"điểm b khoản 2 Điều 33"``; the nearest
            heading for untitled prose; empty when there is none.
        breadcrumb: headings above the passage, outermost first, joined by `` › ``; indexed
            together with the text, never quoted.
        text: the verbatim text, in NFC; what is quoted.
        page: page number from 1, where the format has pages.
        attribution: the source to cite instead of the file's own document.
    """

    id: str
    document_id: str
    ordinal: int
    section: str
    breadcrumb: str
    text: str
    page: int | None = None
    attribution: Attribution | None = None

    @property
    def indexed_text(self) -> str:
        """Text to index and embed: headings, then the passage."""
        return f"{self.breadcrumb}\n{self.text}" if self.breadcrumb else self.text
