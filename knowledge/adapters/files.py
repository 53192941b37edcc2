"""Strict reading of the YAML files that people edit: a mistake is refused, naming file and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import ConfigError, DataFileError
from knowledge.follow_up_words import Family, FollowUpWords
from knowledge.messages import Messages
from knowledge.phrases import Phrases, Vocabulary
from knowledge.question_words import QuestionWords
from knowledge.settings import Settings
from knowledge.text import fold

_Model = TypeVar("_Model", bound=BaseModel)

PACKAGE = Path(__file__).resolve().parents[1]
"""Folder of the ``knowledge`` package, home of the register, programmes, corpus and messages."""


class _QuestionWordsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    kinds: dict[str, list[str]]
    forms: dict[str, list[str]]
    light: list[str]
    roles: list[str]
    synonyms: list[list[str]]
    fillers: list[str]
    plain_fillers: list[str]
    document_words: list[str]


class _FamilyEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    signs: list[str]
    words: list[str]


class _FollowUpWordsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    openings: list[str]
    closings: list[str]
    contrasts: list[str]
    contrast_ends: list[str]
    joints: list[str]
    clause_words: list[str]
    contents: list[str]
    clause_nouns: list[str]
    families: dict[Literal["sources", "more", "reasons", "document"], _FamilyEntry]
    nouns: dict[str, str]
    demonstratives: list[str]
    far_ones: list[str]
    pronouns: list[str]
    there: list[str]
    which: list[str]
    relations: list[str]
    limits: list[str]
    predicates: list[str]
    counted: list[str]
    things: list[str]
    asks: list[str]
    light_verbs: list[str]
    verbs: list[str]
    rule_words: list[str]
    award_words: list[str]
    ordinals: list[list[str]]
    shorthand: dict[str, str]
    alternatives: list[list[str]]


_PHRASE_LISTS = (
    "openings closings contents contrasts contrast_ends joints demonstratives far_ones pronouns"
    " there which clause_nouns relations limits predicates counted asks light_verbs verbs"
    " rule_words award_words"
)


class _StrictLoader(yaml.CSafeLoader):
    """PyYAML's safe loader, refusing a key that is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                message = f"khóa «{key}» viết hai lần"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_yaml(path: Path) -> Any:
    """Return the content of one YAML file.

    Raises:
        DataFileError: the file is absent, not UTF-8, not YAML, holds a duplicate key or a date
            that does not exist.
    """
    try:
        # CSafeLoader never builds arbitrary objects.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise DataFileError(f"{path.name}, dòng {line}: {error.problem}") from error
    except (ValueError, TypeError, yaml.YAMLError) as error:
        raise DataFileError(f"{path.name}: không đọc được ({error})") from error
    except OSError as error:
        raise DataFileError(f"{path.name}: {error.strerror or error}") from error


def load_model(path: Path, model: type[_Model]) -> _Model:
    """Return one YAML file as ``model``.

    Raises:
        DataFileError: as :func:`load_yaml`, or the content does not fit ``model``; the message
            names the file, the key and what is wrong with it.
    """
    return check_model(load_yaml(path), model, path.name)


def check_model(content: Any, model: type[_Model], name: str) -> _Model:
    """Return ``content`` as ``model``; ``name`` is the file to name in the error.

    Raises:
        DataFileError: the content does not fit ``model``.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DataFileError(f"{name}: {describe(error)}") from error


def describe(error: ValidationError) -> str:
    """Return the first complaint of a pydantic error as one line: key, reason, value."""
    complaints = error.errors()  # a misspelt key is both unknown and missing: name what was written
    first = next((c for c in complaints if c["type"] == "extra_forbidden"), complaints[0])
    key = ".".join(str(part) for part in first["loc"]) or "(cả tệp)"
    if first["type"] == "extra_forbidden":
        return f"khóa «{key}» không được biết; xóa hoặc sửa lại tên khóa"
    if first["type"] == "missing":
        return f"thiếu khóa «{key}»"
    return f"khóa «{key}»: {first['msg']} (giá trị: {first['input']!r:.80})"


def load_messages(path: Path = PACKAGE / "messages.yaml") -> Messages:
    """Return the sentences for readers, nested keys joined by dots.

    Raises:
        DataFileError: the file is unreadable or a leaf is not text.
    """
    table: dict[str, str] = {}

    def collect(prefix: str, node: Any) -> None:
        if isinstance(node, str):
            table[prefix] = node
        elif isinstance(node, dict):
            for key, value in node.items():
                collect(f"{prefix}.{key}" if prefix else str(key), value)
        else:
            raise DataFileError(f"{path.name}: khóa «{prefix}» phải là câu văn, trong ngoặc kép")

    collect("", load_yaml(path))
    return Messages(table)


def load_settings(path: Path) -> Settings:
    """Return the settings of a ``config.yaml``.

    Raises:
        ConfigError: the file is unreadable, or a key is unknown, missing, doubled or malformed.
    """
    try:
        return load_model(path, Settings)
    except DataFileError as error:
        raise ConfigError(str(error)) from error


def load_abbreviations(path: Path = PACKAGE / "abbreviations.yaml") -> dict[str, str]:
    """Return the short forms officials type, and what they stand for.

    Raises:
        DataFileError: the file is unreadable or an entry is not text.
    """
    content = load_yaml(path)
    for short, full in content.items():
        if not (isinstance(short, str) and isinstance(full, str)):
            raise DataFileError(f"{path.name}: khóa «{short}» phải là chữ, đặt trong ngoặc kép")
    return dict(content)


def _load_compounds(path: Path = PACKAGE / "compounds.txt") -> list[str]:
    """Return common words of two syllables.

    Raises:
        DataFileError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DataFileError(f"{path.name}: không đọc được ({error})") from error
    spoken = ",".join(line for line in lines if not line.startswith("#")).split(",")
    return [word.strip() for word in spoken if word.strip()]


def load_question_words(path: Path = PACKAGE / "question_words.yaml") -> QuestionWords:
    """Return how questions are asked in Vietnamese.

    Raises:
        DataFileError: the file is unreadable or a key is unknown or malformed.
    """
    held = load_model(path, _QuestionWordsFile)
    return QuestionWords(
        kinds=held.kinds,
        forms=held.forms,
        light=held.light,
        roles=sorted(map(fold, held.roles), key=lambda role: (-len(role), role)),
        synonyms=held.synonyms,
        fillers=frozenset(held.fillers),
        plain_fillers=frozenset(held.plain_fillers),
        document_words=frozenset(held.document_words),
        compounds=tuple(_load_compounds()),
    )


def load_follow_up_words(
    asked: QuestionWords, path: Path = PACKAGE / "follow_up_words.yaml"
) -> FollowUpWords:
    """Return how questions lean on what was said before.

    Args:
        asked: how questions are asked when they stand alone.
        path: the file.

    Raises:
        DataFileError: the file is unreadable or a key is unknown or malformed.
    """
    held = load_model(path, _FollowUpWordsFile)
    kind_of = {phrase: kind for kind, phrases in asked.kinds.items() for phrase in phrases}
    document = held.families["document"]
    spelt = [f"{noun} đó" for noun in held.nouns]
    for known in (held.pronouns, held.nouns, kind_of, held.relations, document.signs):
        spelt += known
    spelt += ["do", *asked.fillers, *document.words]
    return FollowUpWords(
        spelling=Phrases(spelt),
        fillers=Vocabulary(asked.fillers),
        kinds=Phrases(kind_of),
        kind_of=kind_of,
        clause_words=Vocabulary(held.clause_words),
        families={
            name: Family(Phrases(one.signs), Vocabulary(one.words))
            for name, one in held.families.items()
        },
        things=frozenset(held.things),
        nouns=Phrases(held.nouns),
        kind_of_noun=held.nouns,
        ordinals=tuple(map(Phrases, held.ordinals)),
        shorthand=held.shorthand,
        alternatives=tuple(map(Phrases, held.alternatives)),
        **{name: Phrases(getattr(held, name)) for name in _PHRASE_LISTS.split()},
    )
