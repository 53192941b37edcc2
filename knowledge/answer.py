"""What leaves the assistant: a reply with its citations, in one shape for every channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

ReplyKind = Literal["answer", "document", "verdict", "clarify", "abstain"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source under a reply.

    Attributes:
        document: number of the document, or the name of the article that reports the fact.
        title: title of the file cited; a digest says that it is one.
        section: clause or heading, ``"khoản 2 Điều 33"``; empty when the text has none.
        quote: the words of the passage the reply rests on, verbatim.
        file: name of the indexed file, or of the data file (rule, register entry) shown.
        in_force: whether the document is in force on the asked date; ``None`` when not known or
            when the source is not a legal document.
        state: the same in words for a reader, ``"chưa có hiệu lực; có hiệu lực từ 01/10/2026"``;
            empty where :attr:`in_force` is ``None``.
    """

    document: str
    title: str
    section: str
    quote: str
    file: str
    in_force: bool | None
    state: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the source in the keys of ``ask --json``; the words for a reader are not kept."""
        return {key: value for key, value in asdict(self).items() if key != "state"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply.

    Attributes:
        name: file name with its ending, ``"bieu-do-3f9ac1.png"``.
        content: the bytes of the file.
        media: ``photo`` is shown in place, ``document`` is kept as a file.
        caption: a line shown with it.
    """

    name: str
    content: bytes
    media: Literal["photo", "document"]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A button that says something of a reply, such as that it is wrong.

    Attributes:
        label: what stands on it.
        act: what is given back when it is tapped: at most 40 letters, digits and dots.
    """

    label: str
    act: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, composed by code; channels only render it.

    Attributes:
        kind: what sort of reply this is.
        text: the sentences for the reader, the answer or verdict first; no source lines. Cites
            :attr:`citations` as ``[1]``, ``[2]``.
        citations: the sources, in the order of their numbers from 1.
        determination: for a verdict, ``{"case": ..., "verdict": ..., ...}`` as the calculator
            gave it (design, section 5); otherwise ``None``.
        model: who worded the text: ``"planner"`` or the language model's name.
        notices: short remarks shown after the text (fallback used, digest instead of the original).
        suggestions: at most three questions to offer next.
        choices: short messages to offer as buttons; a tapped one counts as typed.
        attachments: files that go with the text.
        question: the question answered, whole in itself, where it was one about the subject and
            not about the figures of a case; empty otherwise.
        province: the province that was assumed for it.
        marks: buttons that say something of the reply.
        awaits: the command whose argument the next words are, ``"/gopy 3f9ac1"``, where something
            is asked to be typed in answer to this very message; empty otherwise.
    """

    kind: ReplyKind
    text: str
    citations: tuple[Citation, ...] = ()
    determination: Mapping[str, Any] | None = None
    model: str = "planner"
    notices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    question: str = ""
    province: str | None = None
    marks: tuple[Mark, ...] = ()
    awaits: str = ""
