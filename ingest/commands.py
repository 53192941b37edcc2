"""The commands that keep the index: remove, rollback, status."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from ingest import journaling
from ingest.status import describe_status, document_status, former_text, read_status
from ingest.upkeep import remove_documents, roll_back
from ingest.vectors import bring_vectors
from knowledge.adapters.index_folder import IndexRoot, current_manifest
from knowledge.adapters.workplace import Workplace, add_place_options
from knowledge.ratios import grouped


def remove(given: list[str]) -> int:
    """Run ``python -m ingest remove``."""
    parser = _parser("remove", "Gỡ văn bản khỏi chỉ mục; từ lúc lệnh xong không còn tìm thấy.")
    parser.add_argument(
        "wanted", nargs="+", metavar="SỐ_HIỆU_HOẶC_TỆP", help="số hiệu văn bản hoặc tên tệp"
    )
    parser.add_argument(
        "--purge", action="store_true", help="xóa cả các chỉ mục cũ còn giữ văn bản ấy"
    )
    options = parser.parse_args(given)
    work = Workplace.open(options)
    journaling.record_begun(work.journal, "remove", work.data, work.messages)
    removal = remove_documents(
        options.wanted,
        IndexRoot(work.data),
        work.settings.ingest,
        work.messages,
        purge=options.purge,
    )
    work.journal.append(journaling.removed(removal))
    vectors, left = bring_vectors(work, removal.manifest)
    manifest = current_manifest(IndexRoot(work.data))
    if options.json:
        removed = [
            {"file": one.file, "document": one.number, "title": one.title}
            for one in removal.removed
        ]
        return _print_json(
            {
                "removed": removed,
                "index": manifest.fingerprint,
                "documents": manifest.documents,
                "passages": manifest.passages,
                "vectors": vectors,
            }
        )
    lines = [
        work.messages("ingest.removed", file=one.file, name=one.number or one.title)
        for one in removal.removed
    ]
    lines.append(
        work.messages(
            "ingest.remains",
            index=manifest.fingerprint,
            documents=grouped(manifest.documents),
            passages=grouped(manifest.passages),
        )
    )
    log = work.data / "vectors.log"
    lines.append(work.messages(f"ingest.vectors_{vectors}", pending=left, log=log))
    return _print("\n".join(lines))


def rollback(given: list[str]) -> int:
    """Run ``python -m ingest rollback``."""
    parser = _parser("rollback", "Quay về chỉ mục trước đó; chạy lần nữa thì lùi thêm một chỉ mục.")
    parser.add_argument(
        "index", nargs="?", metavar="CHỈ_MỤC", help="mã chỉ mục muốn dùng (xem lệnh «status»)"
    )
    options = parser.parse_args(given)
    work = Workplace.open(options)
    root = IndexRoot(work.data)
    before = root.current()
    journaling.record_begun(work.journal, "rollback", work.data, work.messages)
    manifest = roll_back(root, work.messages, options.index)
    work.journal.append(journaling.rolled_back(before, manifest))
    if options.json:
        return _print_json(
            {
                "from": before,
                "index": manifest.fingerprint,
                "documents": manifest.documents,
                "passages": manifest.passages,
                "vectors": manifest.vectors is not None,
            }
        )
    return _print(
        work.messages(
            "ingest.rolled_back",
            before=before or "",
            index=manifest.fingerprint,
            documents=grouped(manifest.documents),
            passages=grouped(manifest.passages),
        )
    )


def status(given: list[str]) -> int:
    """Run ``python -m ingest status``."""
    parser = _parser("status", "Xem chỉ mục đang dùng và các chỉ mục còn giữ; không thay đổi gì.")
    parser.add_argument(
        "wanted", nargs="?", metavar="SỐ_HIỆU_HOẶC_TỆP", help="xem một văn bản và các bản trước"
    )
    parser.add_argument(
        "--version", type=int, metavar="N", help="in nội dung bản trước thứ N của văn bản"
    )
    options = parser.parse_args(given)
    if options.version is not None and options.wanted is None:
        parser.error("--version cần kèm số hiệu hoặc tên tệp")
    work = Workplace.open(options)
    say = work.messages
    if options.wanted is None:
        found = read_status(work.data, work.embedder, work.settings.zone)
        if options.json:
            return _print_json(asdict(found))
        return _print(describe_status(found, say))
    if options.version is not None:
        text = former_text(work.data, options.wanted, options.version, say)
        return _print_json({"text": text}) if options.json else _print(text)
    documents = document_status(work.data, options.wanted, say)
    if options.json:
        return _print_json(documents)
    lines = []
    for one in documents:
        name = one["document"] or one["title"]
        lines.append(say("ingest.read", file=one["file"], passages=one["passages"], name=name))
        for number, version in enumerate(one["former"], start=1):
            title = version["document"] or version["title"]
            lines.append(
                say("ingest.status.version", number=number, name=title, sha=version["sha256"][:12])
            )
    return _print("\n".join(lines))


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m ingest {name}", description=description)
    parser.add_argument("--json", action="store_true", help="in dạng JSON")
    add_place_options(parser)
    return parser


def _print(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0


def _print_json(body: Any) -> int:
    return _print(json.dumps(body, ensure_ascii=False))
