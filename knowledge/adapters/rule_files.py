"""Reads the programmes folder: one folder per programme, in it one folder per province."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from knowledge.adapters.files import PACKAGE, check_model, load_yaml
from knowledge.adapters.rule_schema import ClassFile, ProgrammeFile, RulesFile, SourceFile
from knowledge.eligibility import Calculator
from knowledge.errors import DataFileError
from knowledge.messages import Messages
from knowledge.rules import (
    AbolishedLevel,
    Bounds,
    Programme,
    Requirement,
    RuleSet,
    Source,
    UnitClass,
    province_key,
)

_FOLDER = PACKAGE / "programmes"

_Model = TypeVar("_Model", bound=BaseModel)


def load_calculator(messages: Messages, root: Path = _FOLDER) -> Calculator:
    """Return the calculator over all rule sets under ``root``.

    Raises:
        DataFileError: as :func:`load_rule_sets`.
    """
    return Calculator(load_rule_sets(root), messages)


def load_rule_sets(root: Path = _FOLDER) -> tuple[RuleSet, ...]:
    """Return every rule set: ``root/<programme>/programme.yaml``, ``<province>/rules.yaml``.

    Raises:
        DataFileError: a file is malformed, names something that does not exist, does not match
            its folder, or two rule sets claim one province; the message names file and key.
    """
    if not root.is_dir():
        raise DataFileError(f"{root.name}: không có thư mục quy tắc")
    rule_sets: list[RuleSet] = []
    for folder in sorted(path for path in root.glob("[!._]*") if path.is_dir()):
        rule_sets.extend(_programme_rule_sets(folder))
    if not rule_sets:
        raise DataFileError(f"{root.name}: chưa có bộ quy tắc nào (rules.yaml)")
    return tuple(rule_sets)


def _programme_rule_sets(folder: Path) -> list[RuleSet]:
    programme_file, raw_programme = _load(folder / "programme.yaml", ProgrammeFile, folder.name)
    programme = _programme(programme_file)
    taken: dict[str, str] = {}
    rule_sets = []
    for path in sorted(folder.glob("*/rules.yaml")):
        shown = f"{folder.name}/{path.parent.name}/{path.name}"
        rules, raw_rules = _load(path, RulesFile, path.parent.name)
        if rules.programme != programme.id:
            raise DataFileError(f"{shown}: khóa «programme»: không có «{rules.programme}»")
        for name in (rules.province, *rules.aliases):
            if taken.setdefault(province_key(name), rules.id) != rules.id:
                raise DataFileError(f"{shown}: khóa «province»: «{name}» đã có bộ quy tắc khác")
        version = sha256(repr((raw_programme, raw_rules)).encode()).hexdigest()[:12]
        rule_sets.append(_rule_set(rules, programme, version))
    return rule_sets


def _load(path: Path, model: type[_Model], folder: str) -> tuple[_Model, Any]:
    """Return a file as ``model`` and as plain data; its ``id`` must be the name of its folder."""
    name = f"{folder}/{path.name}"
    try:
        raw = load_yaml(path)
    except DataFileError as error:
        raise DataFileError(f"{folder}/{error}") from error
    content = check_model(raw, model, name)
    if raw["id"] != folder:
        raise DataFileError(f"{name}: khóa «id»: «{raw['id']}» khác tên thư mục «{folder}»")
    return content, raw


def _programme(file: ProgrammeFile) -> Programme:
    return Programme(
        id=file.id,
        name=file.name,
        first_year=file.period.first_year,
        last_year=file.period.last_year,
        closed_on=file.closed_on,
        closed_document=file.closed_document,
        first_countable_year=file.first_countable_year,
        last_submission_year=file.last_submission_year,
        abolished=tuple(
            AbolishedLevel(one.kind, one.from_submission_year, one.document)
            for one in file.abolished_levels
        ),
    )


def _rule_set(file: RulesFile, programme: Programme, version: str) -> RuleSet:
    sources = {source.id: source for source in file.sources}
    return RuleSet(
        programme=programme,
        id=file.id,
        province=file.province,
        aliases=file.aliases,
        class_year=file.class_year,
        consecutive_years=file.consecutive_years,
        classes=tuple(_unit_class(one, sources[one.source]) for one in file.classes),
        version=version,
    )


def _unit_class(file: ClassFile, source: SourceFile) -> UnitClass:
    baseline = file.baseline
    required = file.alternatives if file.requirement is None else (file.requirement,)
    return UnitClass(
        id=file.id,
        label=file.label,
        kinds=frozenset(file.kinds),
        listings=frozenset(file.listed_as),
        baseline=None if baseline is None else Bounds(**dict(baseline)),
        requirements=tuple(Requirement(r.measure, r.limit, r.comparison) for r in required),
        source=Source(source.document, source.issued_on, file.clause, file.quote),
        checked_on=file.checked_on,
        recheck_by=file.recheck_by,
        caveats=file.caveats,
        not_covered=file.not_covered,
    )
