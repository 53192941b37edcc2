"""Command line of ingest: files and folders into the index, or a look at what one file gives."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest import journaling
from ingest.candidates import find_files
from ingest.pipeline import Report, ingest_words
from ingest.vectors import bring_vectors, complete
from knowledge.adapters.command import FAILED, run_command
from knowledge.adapters.index_folder import IndexRoot, current_manifest
from knowledge.adapters.workplace import Workplace, add_place_options


def main(arguments: list[str] | None = None) -> int:
    """Run ``python -m ingest`` and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    named = {
        "show": _show,
        "draft": _draft,
        "vectors": _vectors,
        "remove": _remove,
        "rollback": _rollback,
        "status": _status,
    }
    command = named.get(given[0]) if given else None
    return command(given[1:]) if command is not None else _ingest(given)


# The commands are imported late: an ingest that finds nothing new is done before they are loaded.


def _remove(given: list[str]) -> int:
    from ingest import commands

    return commands.remove(given)


def _rollback(given: list[str]) -> int:
    from ingest import commands

    return commands.rollback(given)


def _status(given: list[str]) -> int:
    from ingest import commands

    return commands.status(given)


def _ingest(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Nạp tệp hoặc thư mục văn bản vào chỉ mục. "
        "Lệnh khác: «show TỆP» xem một tệp được đọc ra sao, «draft TỆP» lập bản nháp cho sổ văn "
        "bản, «status» xem chỉ mục, «remove» gỡ "
        "văn bản, «rollback» quay về chỉ mục trước, «vectors» tính nốt vectơ.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="ĐƯỜNG_DẪN")
    parser.add_argument(
        "--allow-personal-data",
        action="store_true",
        help="nhận cả danh sách cá nhân (do quản trị viên quyết định)",
    )
    parser.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")
    add_place_options(parser)
    options = parser.parse_args(given)
    work = Workplace.open(options)
    _ = work.embedder  # a wrong model name is refused before anything is read
    root = IndexRoot(work.data)
    files = find_files(options.paths, work.messages)
    journaling.record_begun(work.journal, "ingest", work.data, work.messages)
    report = ingest_words(
        files,
        root,
        work.settings.ingest,
        work.messages,
        allow_personal_data=options.allow_personal_data,
    )
    work.journal.append(journaling.ingested(report))
    vectors, left = "off", 0
    if report.manifest is not None:
        vectors, left = bring_vectors(work, report.manifest)
        report.manifest = current_manifest(root)
    if options.json:
        sys.stdout.write(json.dumps(_report_json(report, vectors), ensure_ascii=False) + "\n")
    else:
        _print_report(work, report, vectors, left)
    failed = report.manifest is None or any(refusal.named for refusal in report.refused)
    return FAILED if failed else 0


def _report_json(report: Report, vectors: str) -> dict[str, Any]:
    return {
        "index": report.manifest.fingerprint if report.manifest else None,
        "documents": report.manifest.documents if report.manifest else 0,
        "passages": report.manifest.passages if report.manifest else 0,
        "vectors": vectors,
        "read": [
            {
                "file": record.file,
                "passages": count,
                "kind": record.kind,
                "document": record.number,
                "title": record.title,
            }
            for record, count in report.read
        ],
        "unchanged": report.unchanged,
        "refused": [
            {key: value for key, value in asdict(refusal).items() if key != "named"}
            for refusal in report.refused
        ],
        "warnings": report.warnings,
        "notices": [{"file": file, "notice": notice} for file, notice in report.notices],
    }


def _print_report(work: Workplace, report: Report, vectors: str, left: int) -> None:
    say = work.messages
    lines = [
        say("ingest.read", file=record.file, passages=count, name=record.number or record.title)
        for record, count in report.read
    ]
    lines += [say("ingest.notice", file=f, notice=notice) for f, notice in report.notices]
    lines += report.warnings
    lines += [say("ingest.refused", file=r.file, reason=r.reason) for r in report.refused]
    if report.manifest is None:
        lines.append(say("ingest.nothing"))
    else:
        lines.append(
            say(
                "ingest.summary",
                read=len(report.read),
                unchanged=len(report.unchanged),
                refused=len(report.refused),
                fingerprint=report.manifest.fingerprint,
                documents=report.manifest.documents,
                passages=report.manifest.passages,
            )
        )
        log = work.data / "vectors.log"
        lines.append(say(f"ingest.vectors_{vectors}", pending=left, log=log))
    sys.stdout.write("\n".join(lines) + "\n")


def _vectors(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ingest vectors",
        description="Tính nốt vectơ của chỉ mục đang dùng; dừng giữa chừng thì chạy lại được.",
    )
    add_place_options(parser)
    work = Workplace.open(parser.parse_args(given))
    if work.embedder is None:
        sys.stdout.write(work.messages("ingest.vectors_off") + "\n")
        return 0
    done = complete(work.data, work.embedder, work.settings, work.messages)
    outcome = "complete" if done else "elsewhere"
    sys.stdout.write(work.messages(f"ingest.vectors_{outcome}") + "\n")
    return 0


def _show(given: list[str]) -> int:
    from ingest.confined import run_confined
    from ingest.readers import caps_of, read_limits
    from ingest.show import show_document

    parser = argparse.ArgumentParser(
        prog="python -m ingest show",
        description="Xem một tệp được đọc ra sao; không lưu gì.",
    )
    parser.add_argument("file", type=Path, metavar="TỆP")
    parser.add_argument("--text", action="store_true", help="chỉ in văn bản đã đọc")
    parser.add_argument("--json", action="store_true", help="in dạng JSON")
    add_place_options(parser)
    parser.add_argument(
        "--allow-personal-data",
        action="store_true",
        help="hiện cả danh sách cá nhân (do quản trị viên quyết định)",
    )
    options = parser.parse_args(given)
    work = Workplace.open(options)
    settings = work.settings.ingest

    def show() -> int:
        shown = show_document(
            options.file,
            read_limits(settings),
            work.messages,
            as_text=options.text,
            as_json=options.json,
            allow_personal_data=options.allow_personal_data,
        )
        sys.stdout.write(shown + "\n")
        return 0

    return run_confined(show, caps_of(settings), options.file.name)


def _draft(given: list[str]) -> int:
    from ingest import draft_command
    from ingest.confined import run_confined
    from ingest.readers import caps_of, read_limits

    parser = argparse.ArgumentParser(
        prog="python -m ingest draft",
        description="Lập bản nháp mục sổ văn bản từ một tệp, để người biên tập kiểm tra.",
    )
    draft_command.add_arguments(parser)
    add_place_options(parser)
    options = parser.parse_args(given)
    work = Workplace.open(options)
    settings = work.settings.ingest

    def draft() -> int:
        sys.stdout.write(draft_command.run(options, read_limits(settings), work.messages) + "\n")
        return 0

    return run_confined(draft, caps_of(settings), options.file.name)


if __name__ == "__main__":
    sys.exit(run_command(main))
