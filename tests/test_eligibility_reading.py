"""What a case may look like, and every refusal with its code."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from itertools import count, islice
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.case_reading import CaseReader, parse_case
from knowledge.check import check_lines
from knowledge.errors import CaseError

MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
READER = CaseReader(MESSAGES)


def with_figure(**entry: Any) -> dict[str, Any]:
    return {"figures": [{"year": 2022} | entry]}


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ('"3,9"', "3.9"),
        ('"3.9"', "3.9"),
        ('"4,26%"', "4.26"),
        ('" 4,26 % "', "4.26"),
        ("4.26", "4.26"),
        ("5", "5"),
        ("0.1e1", "1"),
        ('"100"', "100"),
        ('"0"', "0"),
        ('"0,0"', "0"),
    ],
)
def test_rates_are_read_exactly(written: str, rate: str) -> None:
    data = READER.decode(f'{{"figures":[{{"year":2022,"poor_rate":{written}}}]}}')
    assert READER.read(data).at(2022).poor_rate == Decimal(rate)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2000", 2000), ("0", 0), ("2000.0", 2000), ("2e3", 2000), ('"2000"', 2000),
        ('"17.060"', 17060), ('"1.234.567"', 1234567), ('"17 060"', 17060), 
        ("1" + "0" * 30, 10**30),
        ("null", None), ('""', None), ('" "', None),
    ],
)  # fmt: skip
def test_counts_are_read(written: str, number: int | None) -> None:
    data = READER.decode(f'{{"figures":[{{"year":2022,"households":{written}}}]}}')
    assert READER.read(data).at(2022).households == number


REFUSED = [
    ("negative_count", with_figure(poor_households=-1)),
    ("negative_count", with_figure(households="-5")),
    ("negative_count", with_figure(households=Decimal("-2.5"))),
    ("fractional_count", with_figure(poor_households=Decimal("2.5"))),
    ("fractional_count", with_figure(households=Decimal("2.000"))),
    ("fractional_count", with_figure(households="2,5")),
    ("fractional_count", with_figure(households="2,000")),
    ("fractional_count", with_figure(households=Decimal("1e-999999999"))),
    ("count_too_large", with_figure(households=10**40)),
    ("bad_count", with_figure(households=True)),
    ("bad_count", with_figure(households="hai nghìn")),
    ("fractional_count", with_figure(households="17.06")),
    ("bad_count", with_figure(households=[1])),
    ("bad_count", with_figure(households=2.5)),
    ("poor_over_total", with_figure(households=100, poor_households=101)),
    ("poor_over_total", with_figure(households=0, poor_households=1)),
    ("rate_out_of_range", with_figure(poor_rate="100,01")),
    ("rate_out_of_range", with_figure(poor_rate="-0,1")),
    ("rate_out_of_range", with_figure(poor_rate=101)),
    ("rate_out_of_range", with_figure(poor_rate=10**30)),
    ("bad_rate", with_figure(poor_rate=Decimal("1e999999"))),
    ("rate_out_of_range", with_figure(poor_rate=Decimal("1e30"))),
    ("bad_rate", with_figure(poor_rate="1.234,5")),
    ("bad_rate", with_figure(poor_rate="năm phần trăm")),
    ("bad_rate", with_figure(poor_rate=True)),
    ("bad_rate", with_figure(poor_rate=3.9)),
    ("bad_rate", with_figure(poor_rate=Decimal("1e-999999"))),
    ("bad_rate", with_figure(poor_rate=Decimal("0e999999"))),
    ("bad_rate", with_figure(poor_rate="9" * 200)),
    ("duplicate_year", {"figures": [{"year": 2022}, {"year": 2021}, {"year": 2022}]}),
    ("missing_year", {"figures": [{"households": 1}]}),
    ("bad_year", {"figures": [{"year": 22}]}),
    ("bad_year", {"figures": [{"year": True}]}),
    ("bad_year", {"figures": [{"year": "năm ngoái"}]}),
    ("bad_year", {"submission_year": 20250}),
    ("bad_year", {"submission_year": Decimal("2024.5")}),
    ("unknown_kind", {"place": {"kind": "ấp"}}),
    ("unknown_kind", {"place": {"kind": "đặc khu"}}),
    ("unknown_kind", {"place": {"kind": "xa"}}),
    ("bad_text", {"place": {"kind": 3}}),
    ("bad_text", {"place": {"name": "x" * 201}}),
    ("bad_text", {"programme": ["a"]}),
    ("unknown_listing", {"place": {"listed_as": ["miền núi"]}}),
    ("unknown_listing", {"place": {"listed_as": [""]}}),
    ("bad_text", {"place": {"listed_as": [1]}}),
    ("bad_text", {"place": {"listed_as": False}}),
    ("unknown_key", {"figure": []}),
    ("unknown_key", {"place": {"xa": "Phú Hưng"}}),
    ("unknown_key", with_figure(near_poor=3)),
    ("not_an_object", [1]),
    ("not_an_object", "c1"),
    ("not_an_object", {"place": "Bến Tre"}),
    ("not_an_object", {"figures": [2022]}),
    ("figures_not_a_list", {"figures": {"2022": 5}}),
    ("bad_id", {"id": {"a": 1}}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "data"), REFUSED)
def test_refusals(code: str, data: Any) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(data, MESSAGES)
    assert caught.value.code == code
    assert len(str(caught.value)) > 20


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("bad_json", "{"),
        ("bad_json", "{'id': 1}"),
        ("bad_json", '{"id": 1} x'),
        ("bad_json_value", '{"submission_year": NaN}'),
        ("bad_json_value", '{"submission_year": -Infinity}'),
        ("bad_json_value", "[" * 100_000),
        ("bad_json_value", '{"submission_year": ' + "9" * 5000 + "}"),
        ("bad_json_value", '{"submission_year": 1e9999999999999999999999}'),
        ("duplicate_key", '{"figures": [{"year": 2021, "year": 2022}]}'),
        ("line_too_long", " " * 10 + "[" + "1," * 600_000 + "1]"),
    ],
)
def test_lines_that_are_not_json(code: str, line: str) -> None:
    with pytest.raises(CaseError) as caught:
        READER.decode(line)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "kind", ["Thị trấn", "THỊ TRẤN", "thị  trấn", "thi\u0323 tra\u0302\u0301n"]
)
def test_kinds_ignore_case_and_unicode_form(kind: str) -> None:
    assert parse_case({"place": {"kind": kind}}, MESSAGES).kind == "thị trấn"


SPELLINGS = [
    "Bến Tre", "ben tre", "tỉnh Bến Tre", "BẾN TRE", "Bentre", "Be\u0302\u0301n Tre",
    " Tinh  Ben Tre ", "Bến Tre cũ",
]  # fmt: skip


@pytest.mark.parametrize("province", SPELLINGS)
def test_province_spellings_find_the_rules_and_share_the_id(province: str) -> None:
    data = {"place": {"province": province, "kind": "huyện"}, "submission_year": 2025}
    result = CALCULATOR.decide(parse_case(data, MESSAGES))
    assert result.rule == "ben-tre/huyen"
    usual = {"place": {"province": "Bến Tre", "kind": "huyện"}, "submission_year": 2025}
    assert (
        CALCULATOR.decide(parse_case(usual, MESSAGES)).determination_id == result.determination_id
    )


def test_one_result_per_line_in_order_whatever_the_line() -> None:
    lines = [
        '\ufeff{"id": "một", "place": {"province": "Sơn La"}}\r\n',
        "\n",
        "không phải JSON",
        '{"id": 7, "place": {"kind": "ấp"}}',
        "   ",
        '{"id": 1.50, "figures": 3}',
        '{"id": "\\ud800", "submission_year": 2025}',
        '{"submission_year": 2025}',
        '{"id": true, "place": null, "figures": null, "submission_year": null}',
        "[]",
        '{"id": "n", "submission_year": NaN}',
        '{"id": "k", "figures": [], "figures": []}',
        '{"id": "d", "submission_year": ' + "9" * 5000 + "}",
        '{"id": "s", "place": {"kind": "\\udcff"}}',
        '{"id": 1e999999999, "submission_year": NaN}',
    ]
    results = [json.loads(text) for text in check_lines(lines, CALCULATOR, MESSAGES)]
    assert [r["id"] for r in results[:-1]] == [
        "một", None, None, 7, None, 1.5, "\ud800", None, True, None, "n", "k", "d", "s",
    ]  # fmt: skip
    assert len(results) == len(lines)
    codes = [r.get("error", {}).get("code") for r in results]
    assert codes == [
        None, "bad_json", "bad_json", "unknown_kind", "bad_json", "figures_not_a_list", None, None,
        None, "not_an_object", "bad_json_value", "duplicate_key", "bad_json_value", "bad_text",
        "bad_json_value",
    ]  # fmt: skip
    for text in check_lines(lines, CALCULATOR, MESSAGES):
        assert text.encode("utf-8")
        assert "\n" not in text


def test_lines_are_checked_one_at_a_time() -> None:
    endless = (f'{{"id": {number}}}' for number in count())
    first = islice(check_lines(endless, CALCULATOR, MESSAGES), 3)
    assert [json.loads(text)["id"] for text in first] == [0, 1, 2]


def test_the_contract_example() -> None:
    line = """{"id":"c1","programme":"vi-nguoi-ngheo-2021-2025",
     "place":{"province":"Bến Tre","kind":"xã","name":"Phú Hưng","listed_as":[]},
     "submission_year":2024,
     "figures":[{"year":2021,"households":2000,"poor_households":100,"poor_rate":5},
                {"year":2022,"households":2000,"poor_households":60},
                {"year":2023,"poor_rate":"1,2"}]}"""
    result = json.loads(next(check_lines([line.replace("\n", " ")], CALCULATOR, MESSAGES)))
    assert list(result) == [
        "id", "verdict", "reason", "rule", "findings", "missing", "next_question", "notes",
        "margin", "rules_version", "determination_id",
    ]  # fmt: skip
    assert result["findings"][0] == {
        "year": 2022,
        "condition": "point_reduction",
        "value": "2",
        "limit": "2",
        "unit": "điểm %",
        "verdict": "met",
        "working": "5 % (100/2000) - 3 % (60/2000) = 2 điểm %",
        "source": {
            "document": "Báo Đồng Khởi ngày 30/9/2022",
            "clause": "Tiêu chí thi đua, cấp xã: tỷ lệ hộ nghèo cuối năm 2021 từ 5% trở lên",
            "quote": "phải giảm tỷ lệ hộ nghèo từ 2%/năm trở lên, trong 2 năm liên tục "
            "trước khi trình khen thưởng",
        },
    }
    assert result["findings"][1]["working"] == "3 % (60/2000) - 1,2 % = 1,8 điểm %"
    assert result["margin"] == {"year": 2023, "still_needed": "0,2 điểm %"}


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "Xã: A", '"', "\\", "id", "\ud800", "đ", "2.000"])
)
keys = st.sampled_from(["id", "place", "figures", "year", "name", "kind", "x:y", 'q"'])


def written(value: Any, source: Random) -> str:
    """JSON text of a value, with spaces, escapes and keys written twice at random."""
    gap = source.choice(["", "", " ", "\t"])
    if isinstance(value, dict):
        pairs = list(value.items())
        if pairs and source.random() < 0.1:
            pairs.append(source.choice(pairs))
        parts = [f"{written(k, source)}{gap}:{gap}{written(v, source)}" for k, v in pairs]
        return "{" + f"{gap},{gap}".join(parts) + "}"
    if isinstance(value, list):
        return "[" + f"{gap},{gap}".join(written(one, source) for one in value) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=source.random() < 0.5)


def outcome(decode: Callable[[str], Any], text: str) -> Any:
    """The decoded value with its types, or the refusal."""
    try:
        return repr(decode(text))
    except CaseError as error:
        return error.code, str(error)


@pytest.mark.slow
@settings(max_examples=500)
@given(
    st.recursive(scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(keys, v, max_size=4)),
    st.randoms(use_true_random=False),
    st.none() | st.tuples(st.integers(0, 60), st.sampled_from('"{}[]:,\\0e.-\u00e9\x00\x0b')),
)
def test_the_fast_decoder_takes_nothing_the_refusing_one_would_not(
    value: Any, source: Random, damage: tuple[int, str] | None
) -> None:
    text = written(value, source)
    if damage is not None:
        text = text[: damage[0]] + damage[1] + text[damage[0] :]
    refusing = READER._decode_or_refuse
    assert outcome(READER.decode, text) == outcome(refusing, text.strip("\ufeff \t\r\n"))
