"""Lines in, lines out: nothing is held back, nothing grows, the numbers of an id survive."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from benchmarks.check_throughput import generate
from knowledge.adapters.files import load_messages
from knowledge.adapters.line_batches import line_batches
from knowledge.adapters.rule_files import load_calculator
from knowledge.check import check_lines
from tests.conftest import ROOT

MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)


class Arriving(io.RawIOBase):
    """A stream whose bytes arrive in given portions."""

    def __init__(self, *portions: bytes) -> None:
        self.portions = list(portions)

    def read(self, size: int = -1, /) -> bytes:
        return self.portions.pop(0) if self.portions else b""


@pytest.mark.parametrize(
    ("portions", "batches"),
    [
        ([b"a\nb\n", b"c\n"], [["a", "b"], ["c"]]),
        ([b"a", b"b", b"\nc"], [["ab"], ["c"]]),
        ([b"a\r", b"\nb\rc\r\n"], [["a", "b", "c"]]),
        ([b"a\r"], [["a"]]),
        ([b"\n\n"], [["", ""]]),
        ([b"x\xe1\xba", b"\xbfn\n"], [["xến"]]),
        ([b"\xff\n\xe1"], [["\udcff"], ["\udce1"]]),
        ([], []),
    ],
)
def test_lines_as_they_arrive(portions: list[bytes], batches: list[list[str]]) -> None:
    assert list(line_batches(Arriving(*portions))) == batches


def test_a_long_stream_comes_in_whole_lines() -> None:
    lines = [f"{number} " + "đ" * (number % 700) for number in range(2000)]
    found = list(line_batches(io.BytesIO("\n".join(lines).encode())))
    assert [line for batch in found for line in batch] == lines
    assert len(found) < 50


@pytest.mark.parametrize(
    "written",
    ["7", "-0.10", "1.50", "12345678901234567890.123456789", "1E+400", "1e-9", "true", "null",
     '"c:1"', '"\\ud800"', '"Xã\\u0000"', "1" + "0" * 4000],
)  # fmt: skip
def test_ids_are_echoed_exactly(written: str) -> None:
    for rest in ("", ', "figures": 3'):
        (text,) = check_lines([f'{{"id": {written}{rest}}}'], CALCULATOR, MESSAGES)
        echoed = json.loads(text, parse_float=Decimal)["id"]
        assert echoed == json.loads(written, parse_float=Decimal)
        assert type(echoed) is type(json.loads(written, parse_float=Decimal))
        assert text.encode()


@pytest.mark.parametrize(
    "line",
    [
        '{"id":1,"id" :1}',
        '{"id":1,"i\\u0064":2}',
        '{"id":"a:b","place":{"name":"x","name":"y"}}',
        '{"figures":[{"year":2022,"near":{"a":1,"a":2}}]}',
        '{"x":[[{"a":1,"a":1}]]}',
    ],
)
def test_keys_written_twice_are_refused_at_any_level(line: str) -> None:
    (text,) = check_lines([line], CALCULATOR, MESSAGES)
    assert json.loads(text)["error"]["code"] == "duplicate_key"


def test_colons_in_words_are_no_keys() -> None:
    line = '{"id":"urn:1","place":{"province":"Bến Tre","name":"Xã: A","kind":"huyện"}}'
    (text,) = check_lines([line], CALCULATOR, MESSAGES)
    assert json.loads(text)["next_question"] == "Ông/bà dự kiến trình khen thưởng vào năm nào?"


def test_the_keys_of_a_result_are_the_contracts() -> None:
    keys = [
        "id", "verdict", "reason", "rule", "findings", "missing", "next_question", "notes",
        "margin", "rules_version", "determination_id",
    ]  # fmt: skip
    of_finding = ["year", "condition", "value", "limit", "unit", "verdict", "working", "source"]
    for text in check_lines(generate(300), CALCULATOR, MESSAGES):
        result = json.loads(text)
        assert list(result) == keys
        assert result["next_question"] is None or result["next_question"].endswith(("?", "."))
        assert (result["margin"] is None) == (result["verdict"] != "not_met")
        for finding in result["findings"]:
            assert list(finding) == of_finding
            assert list(finding["source"]) == ["document", "clause", "quote"]
            assert finding["source"]["document"] == "Báo Đồng Khởi ngày 30/9/2022"


def spellings() -> Iterator[str]:
    """One case in several spellings, figures in several orders."""
    place = '{"province":"%s","kind":"%s","name":"%s","listed_as":%s}'
    first = '{"year":2022,"households":2000,"poor_households":100,"poor_rate":"5,0"}'
    second = '{"year":2023,"households":"2.000","poor_households":60.0}'
    plain = '{"poor_households":60,"households":2000,"year":2023}'
    for number, (province, kind, name, listed, figures) in enumerate([
        ("Bến Tre", "xã", "Phú Hưng", "[]", f"[{first},{second}]"),
        ("tỉnh Bến Tre", "Xã", " Phú  Hưng ", "null", f"[{plain},{first}]"),
        ("ben tre", "xã", "Phu\u0301 Hưng", '""', f"[{second},{first}]"),
    ]):  # fmt: skip
        yield (
            f'{{"id":{number},"programme":"vi-nguoi-ngheo-2021-2025","submission_year":2025,'
            f'"place":{place % (province, kind, name, listed)},"figures":{figures}}}'
        )


def test_equal_cases_share_their_determination_id() -> None:
    ids = {
        json.loads(t)["determination_id"] for t in check_lines(spellings(), CALCULATOR, MESSAGES)
    }
    assert len(ids) == 1
    (other,) = check_lines([next(spellings()).replace("100", "101")], CALCULATOR, MESSAGES)
    assert json.loads(other)["determination_id"] not in ids


@pytest.mark.slow
def test_a_caller_gets_each_answer_before_the_next_line() -> None:
    command = [sys.executable, "-m", "knowledge", "check", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(f'{{"id":{number}}}\n'.encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0
