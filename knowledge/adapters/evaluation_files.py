"""Reads sets of questions and saved figures strictly; writes figures."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.adapters.files import load_model
from knowledge.errors import DataFileError
from knowledge.evaluation import EvaluationQuestion, Expectation
from knowledge.evaluation_figures import GroupFigures, saved_measures
from knowledge.evaluation_text import Verdict
from knowledge.text import fold


def _day(value: Any) -> Any:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("phải là ngày viết năm-tháng-ngày, ví dụ 2026-11-23")  # noqa: TRY004
    return value


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Text = Annotated[str, Field(min_length=1)]
_Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_Names = Annotated[list[_Text], BeforeValidator(_one_or_more), Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _ExpectFile(_Strict):
    document: _Names | None = None
    and_document: _Names | None = None
    must_contain: list[_Names] = []
    verdict: Verdict | None = None
    section: _Text | None = None
    abstain: bool = False
    reason: _Word | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        answered = self.document or self.and_document or self.must_contain
        if self.abstain and (answered or self.verdict or self.section):
            raise ValueError("abstain không đi cùng document, must_contain, verdict, section")
        if not self.abstain and not answered:
            raise ValueError("cần document hoặc must_contain, hoặc abstain: true")
        if self.abstain != (self.reason is not None):
            raise ValueError("abstain: true phải kèm reason, và chỉ abstain mới có reason")
        return self

    def expectation(self) -> Expectation:
        return Expectation(
            tuple(self.document or ()),
            tuple(self.and_document or ()),
            tuple(map(tuple, self.must_contain)),
            self.verdict,
            self.section or "",
            self.reason or "",
        )


class _QuestionFile(_Strict):
    id: _Text
    q: _Text
    corpus: _Word | None = None
    form: _Word = "other"
    nfd: bool = False
    expect: _ExpectFile

    def question(self) -> EvaluationQuestion:
        text = unicodedata.normalize("NFD", self.q) if self.nfd else self.q
        expected = self.expect.expectation()
        return EvaluationQuestion(self.id, text, self.corpus or "", self.form, expected)


class _SetFile(_Strict):
    asked_on: Annotated[date, BeforeValidator(_day)] | None = None
    also_without_diacritics: bool = False
    questions: Annotated[list[_QuestionFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        seen: set[str] = set()
        for question in self.questions:
            if question.id in seen:
                raise ValueError(f"id «{question.id}» viết hai lần")
            seen.add(question.id)
        return self


class _FiguresFile(_Strict):
    questions: _Text
    figures: dict[str, dict[str, Annotated[str, Field(pattern=r"^[0-9]{1,3}\.[0-9]{2}$")]]]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of questions.

    Attributes:
        name: the file's name.
        asked_on: the day the answers are asked for; ``None`` for today.
        questions: in the file's order.
    """

    name: str
    asked_on: date | None
    questions: tuple[EvaluationQuestion, ...]

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits: equal for sets that ask and expect the same."""
        return sha256(repr(self.questions).encode()).hexdigest()[:12]

    @property
    def corpora(self) -> tuple[str, ...]:
        """The corpora the questions name, in order of first mention."""
        return tuple(dict.fromkeys(question.corpus for question in self.questions))

    def of_corpus(self, corpus: str) -> QuestionSet:
        """Return the questions of one corpus only."""
        kept = tuple(question for question in self.questions if question.corpus == corpus)
        return QuestionSet(self.name, self.asked_on, kept)


def load_questions(path: Path) -> QuestionSet:
    """Return a set of questions.

    With ``also_without_diacritics`` each question with diacritics is followed by itself without,
    labelled ``ID-plain``.

    Raises:
        DataFileError: the file is unreadable, or a key is unknown, missing, doubled or malformed;
            the message names file and key.
    """
    held = load_model(path, _SetFile)
    questions = []
    for entry in held.questions:
        question = entry.question()
        questions.append(question)
        if held.also_without_diacritics and question.accented:
            plain = fold(question.text)
            questions.append(
                EvaluationQuestion(
                    f"{question.id}-plain", plain, question.corpus, question.form, question.expected
                )
            )
    return QuestionSet(path.name, held.asked_on, tuple(questions))


def load_figures(path: Path, asked: QuestionSet) -> dict[str, dict[str, Decimal]]:
    """Return saved figures: group to figure to %.

    Raises:
        DataFileError: the file is unreadable or malformed, or was saved for other questions.
    """
    held = load_model(path, _FiguresFile)
    if held.questions != asked.digest:
        raise DataFileError(
            f"{path.name}: số liệu được lưu cho bộ câu hỏi khác với {asked.name} hiện nay; "
            "đo lại rồi lưu bằng --save"
        )
    return {
        group: {measure: Decimal(percent) for measure, percent in measures.items()}
        for group, measures in held.figures.items()
    }


def save_figures(path: Path, asked: QuestionSet, figures: Mapping[str, GroupFigures]) -> None:
    """Write figures for a later comparison.

    Raises:
        DataFileError: the file cannot be written.
    """
    content = {"questions": asked.digest, "figures": saved_measures(figures)}
    try:
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise DataFileError(f"{path}: không ghi được ({error.strerror or error})") from error
