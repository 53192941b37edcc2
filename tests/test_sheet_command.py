"""``python -m knowledge check FILE`` and ``template``: files in and out, one-line refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge.__main__ import main
from knowledge.adapters.command import FAILED, REFUSED, run_command
from tests.conftest import Run
from tests.sheets import HEADERS, MET, NOT_MET, workbook_bytes


def _command(*arguments: object) -> int:
    return run_command(lambda: main([str(one) for one in arguments]))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "huyen.xlsx"
    path.write_bytes(workbook_bytes([HEADERS, MET, NOT_MET]))
    return path


def test_the_result_stands_beside_the_file(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = source.read_bytes()
    assert _command("check", source, "--province", "Bến Tre", "--year", 2024) == 0
    output = source.with_name("huyen-ket-qua.xlsx")
    said = capsys.readouterr()
    assert said.out == f"Đã xét 2 dòng: 1 đạt, 1 không đạt; lưu tại {output}\n"
    assert "2/2" in said.err
    assert load_workbook(output).worksheets[0]["J2"].value == "ĐẠT"
    assert source.read_bytes() == before
    assert sorted(one.name for one in source.parent.iterdir()) == [
        "huyen-ket-qua.xlsx", "huyen.xlsx",
    ]  # fmt: skip


def test_another_output_can_be_named(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "khac.xlsx"
    assert _command("check", source, "-o", output, "--province", "Bến Tre", "--year", 2024) == 0
    assert load_workbook(output).sheetnames[-1] == "Tổng hợp"


def _refused(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert not said.out
    for word in words:
        assert word in said.err


def test_the_input_is_never_overwritten(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = source.read_bytes()
    same = source.parent / ".." / source.parent.name / source.name
    assert _command("check", source, "-o", same) == REFUSED
    _refused(capsys, "huyen.xlsx", "-o")
    assert source.read_bytes() == before


def test_refusals_are_one_line_and_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "hong.xlsx"
    bad.write_bytes(b"PK\x03\x04 hong")
    assert _command("check", bad) == REFUSED
    _refused(capsys, "hỏng")
    assert _command("check", tmp_path / "khong-co.xlsx") == REFUSED
    _refused(capsys, "khong-co.xlsx")
    assert _command("check", bad, "-o", tmp_path / "ra.csv") == REFUSED
    _refused(capsys, ".xlsx")
    assert _command("check") == FAILED
    _refused(capsys, "--json")
    assert _command("check", bad, "--json") == FAILED
    _refused(capsys, "--json")
    assert [one.name for one in tmp_path.iterdir()] == ["hong.xlsx"]


def test_an_output_that_cannot_be_written_is_said(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command("check", source, "-o", tmp_path / "khong-co" / "ra.xlsx") == REFUSED
    assert "Không ghi được" in capsys.readouterr().err


def test_the_template_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "mau.xlsx"
    assert _command("template", output) == 0
    assert load_workbook(output).sheetnames == ["Danh sách", "Ví dụ", "Hướng dẫn"]
    output.write_bytes(b"cua toi")
    capsys.readouterr()
    assert _command("template", output) == REFUSED
    _refused(capsys, "--force")
    assert output.read_bytes() == b"cua toi"
    assert _command("template", output, "--force") == 0
    assert load_workbook(output).sheetnames[0] == "Danh sách"
    capsys.readouterr()
    assert _command("template", tmp_path / "mau.xls") == REFUSED
    _refused(capsys, ".xlsx")


@pytest.mark.slow
def test_json_lines_are_as_before(run: Run) -> None:
    done = run("knowledge", "check", "--json", text='{"id":1}\n')
    assert json.loads(done.stdout)["id"] == 1
    assert not done.stderr


@pytest.mark.slow
def test_help(run: Run) -> None:
    for command in ("check", "template"):
        done = run("knowledge", command, "--help")
        assert done.returncode == 0
        assert "TỆP" in done.stdout
