"""Metadata of official texts: a table of short specimens, and the law texts beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.metadata import Metadata
from ingest.unmarked import without_marks
from knowledge.references import canonical
from tests import distortions

ROOT = Path(__file__).resolve().parents[1]
CASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "specimens" / "ingest" / "van-ban.yaml").read_text(encoding="utf-8")
)
FIELDS = (
    "number", "type_name", "issuer", "signer", "issued_on", "effective_from", "effective_to",
    "subject",
)  # fmt: skip


def _read(folder: Path, text: str) -> tuple[ReadDocument, Metadata]:
    path = folder / "van-ban.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path, path.name, ReadLimits())
    assert document.metadata is not None
    return document, document.metadata


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_read_of_a_text(tmp_path: Path, case: dict[str, Any]) -> None:
    document, metadata = _read(tmp_path, case["text"])
    expect = case["expect"]
    read: dict[str, Any] = {name: getattr(metadata, name) for name in FIELDS if name in expect}
    read["bases"] = [[basis.type, basis.number] for basis in metadata.bases]
    read["acts"] = [
        [act.type, act.number, *([act.scope] if act.scope else [])] for act in metadata.acts
    ]
    if "unread" in expect:
        read["unread"] = [name for name in metadata.unread if name in expect["unread"]]
    if "articles" in expect:
        kinds = ("Điều", "mục", "phần mở đầu")
        labels = [heading.label.removesuffix(" Kế hoạch kèm theo") for heading in document.outline]
        own = [label for label in labels if label.startswith(kinds)]
        read["articles"] = [label for label in own if label in expect["articles"]]
    kept = "\n".join(passage.text for passage in document.passages)
    assert read == {key: value for key, value in expect.items() if key != "kept"}
    assert all(part in kept for part in expect.get("kept", ()))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_typed_without_diacritics_says_the_same(
    tmp_path: Path, case: dict[str, Any]
) -> None:
    _, marked = _read(tmp_path, case["text"])
    _, plain = _read(tmp_path, without_marks(case["text"]))
    assert _ties(plain) == _ties(marked)
    assert plain.subject == without_marks(marked.subject)


@pytest.mark.slow
def test_the_laws_typed_without_diacritics_say_the_same(tmp_path: Path) -> None:
    laws = sorted((ROOT.parent / "shared" / "corpus" / "law").glob("*202[56]*"))
    if not laws:
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    for law in laws[:2]:
        text = distortions.plain(law.read_text(encoding="utf-8"))
        _, marked = _read(tmp_path, text)
        _, plain = _read(tmp_path, without_marks(text))
        assert _ties(plain) == _ties(marked), law.name
        assert marked.effective_from


def _ties(read: Metadata) -> tuple[object, ...]:
    mentions = [
        (mention.type, canonical(mention.number or ""), bool(mention.scope))
        for mention in (*read.bases, *read.acts)
    ]
    number = canonical(read.number or "")
    return number, read.type_name, read.issued_on, read.effective_from, read.effective_to, mentions
