"""The picture of a verdict: exact labels, the required levels, nothing cut off or overlapping."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import combinations

import pytest
from matplotlib.text import Text

from bot.chart_data import chart_data
from bot.chart_sheet import HEIGHT, WIDTH
from bot.charts import build_figure, draw_chart
from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.case_reading import parse_case
from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # draws and measures pictures

MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
LONG = "Thạnh Phú Đông sáp nhập theo nghị quyết của Hội đồng nhân dân huyện Giồng Trôm " * 2
SOURCE = {"document": "Kế hoạch 1", "clause": "a", "quote": "b"}


def case(figures, *, kind="xã", name="Phú Hưng", year=2025, province="Bến Tre", listed=()):
    """``figures``: year to poor households, to (poor, all households) or to a rate in words."""
    known = []
    for at, value in figures.items():
        if isinstance(value, tuple):
            entry = {"poor_households": value[0], "households": value[1]}
        else:
            entry = {"poor_rate" if isinstance(value, str) else "poor_households": value}
        known.append({"year": at, **entry})
    place = {"province": province, "kind": kind, "name": name, "listed_as": list(listed)}
    return {"place": place, "submission_year": year, "figures": known}


def decided(one):
    return CALCULATOR.decide(parse_case(one, MESSAGES)).to_json()


def finding(year, *, condition="relative_reduction", value="20", limit="20", verdict="met"):
    unit = "%" if condition == "relative_reduction" else "điểm %"
    return {"year": year, "condition": condition, "value": value, "limit": limit, "unit": unit,
            "verdict": verdict, "working": "", "source": SOURCE}  # fmt: skip


def determination(*findings, verdict="met"):
    return {"verdict": verdict, "findings": list(findings), "determination_id": "3f9ac1d2e4"}


def figure_texts(figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text().strip()]


def words(one, result=None) -> list[str]:
    """Return the texts of the picture, line breaks and no-break spaces as spaces."""
    figure = build_figure(one, result or decided(one), MESSAGES)
    return [" ".join(text.get_text().split()) for text in figure_texts(figure)]


MET = case({2021: (98, 2000), 2022: (100, 2100), 2023: (80, 2100), 2024: (64, 2100)})
NOT_MET = case({2021: (98, 2000), 2022: 100, 2023: 80, 2024: 65})
POINTS = case({2021: "7,3", 2022: "7,1", 2023: "5,1", 2024: "3,15"})
TRAP = case({2021: (101, 2000), 2022: (100, 1987), 2023: (61, 2011), 2024: (20, 2011)})
ROOM = case({2021: (98, 2000), 2022: 90, 2023: 40, 2024: 20})
MISSING = case({2021: (98, 2000), 2022: 100, 2024: 64})
OPEN_END = case({2021: (98, 2000), 2022: 1987, 2023: 1500})
ZERO = case({2021: (20, 2000), 2022: 0, 2023: 0, 2024: 0})
DISTRICT = case({2022: 2460, 2023: 1968, 2024: 1500}, kind="huyện", name="Ba Tri")
LONG_NAME = case({2021: (98, 2000), 2022: 100, 2023: 80, 2024: 64}, name=LONG[:200])
HUGE = case({2022: 1234567890, 2023: 1087654321, 2024: 870123456}, kind="huyện")
GIANT = case({2022: 10**39, 2023: 10**38, 2024: 10**37}, kind="huyện")
TINY = case({2021: "0,08", 2022: 2, 2023: 1, 2024: 0})
RISE = case({2021: (30, 2000), 2022: 30, 2023: 60, 2024: 90})
HOPELESS = case({2021: (104, 2000), 2022: (104, 2000), 2023: (34, 2000), 2024: (0, 2000)})
ELSEWHERE = case({2021: "4,26", 2022: "3,1", 2023: "2,05"}, province="Thái Bình")
FIVE = case({2021: (98, 2000), 2022: 90, 2023: 70, 2024: 56, 2025: 44}, year=2026)
THIRDS = case({2021: (90, 1500), 2022: (70, 1500), 2023: (40, 1500), 2024: (10, 1500)})
CASES = [MET, NOT_MET, POINTS, TRAP, ROOM, MISSING, OPEN_END, ZERO, DISTRICT, LONG_NAME, HUGE,
         GIANT, TINY, RISE, HOPELESS, ELSEWHERE, FIVE, THIRDS]  # fmt: skip


def test_the_picture_is_a_small_portrait_png():
    for one in CASES:
        png = draw_chart(one, decided(one), MESSAGES)
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT) == (1080, 1350)
        assert len(png) < 200_000


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (MET, "✓ ĐẠT"),
        (NOT_MET, "✗ KHÔNG ĐẠT"),
        (MISSING, "? CHƯA ĐỦ SỐ LIỆU"),
        (ZERO, "? CHƯA XÁC ĐỊNH ĐƯỢC"),
    ],
)
def test_the_verdict_stands_first_in_words_and_sign(one, verdict):
    figure = build_figure(one, decided(one), MESSAGES)
    first = max(figure_texts(figure), key=lambda text: text.get_fontsize())
    assert first.get_text() == verdict
    assert first.get_position()[1] == max(t.get_position()[1] for t in figure.texts)


def test_a_met_case_reads_whole():
    assert sorted(words(MET)) == sorted([
        "✓ ĐẠT", "Mức giảm nghèo theo số liệu đã nêu", "Xã Phú Hưng, Bến Tre",
        "Trình khen năm 2025", "Số hộ nghèo cuối năm",
        "98 hộ", "100 hộ", "80 hộ", "64 hộ", "tối đa 80 hộ", "tối đa 64 hộ",
        "cuối 2021", "cuối 2022", "cuối 2023", "cuối 2024",
        "số liệu đã nêu", "mức cao nhất còn đạt",
        "✓ Năm 2023: giảm 20 % (cần 20) – đạt", "✓ Năm 2024: giảm 20 % (cần 20) – đạt",
        f"Nguồn: {decided(MET)['findings'][0]['source']['document']}",
        f"Mã kết quả {decided(MET)['determination_id']} · Số liệu do người hỏi cung cấp",
    ])  # fmt: skip


LABELS = [
    # one household more or less decides; whole households are rounded down, never up
    (NOT_MET, ["tối đa 80 hộ", "65 hộ", "tối đa 64 hộ",
               "✗ Năm 2024: giảm 18,75 % (cần 20) – không đạt"]),
    (OPEN_END, ["1.987 hộ", "tối đa 1.589 hộ", "tối đa 1.200 hộ", "thiếu số liệu"]),
    (HUGE, ["1.234.567.890 hộ", "tối đa 987.654.312 hộ", "870.123.456 hộ",
            "tối đa 870.123.456 hộ", "✓ Năm 2024: giảm 20,0000001 % (cần 20) – đạt"]),
    (TINY, ["2 hộ", "tối đa 1 hộ", "0 hộ", "tối đa 0 hộ"]),
    (POINTS, ["7,3 %", "5,1 %", "tối đa 5,1 %", "3,15 %", "tối đa 3,1 %"]),
    # rounded to two decimals the fall would be 2,00 points and pass
    (TRAP, ["5,0327 %", "3,0333 %", "tối đa 3,0327 %", "0,9945 %", "tối đa 1,0333 %",
            "✗ Năm 2023: giảm 1,9994 điểm % (cần 2) – không đạt"]),
    # falls of exactly two points between rates that no decimal writes
    (THIRDS, ["4,67 %", "2,67 %", "tối đa 2,67 %", "0,67 %", "tối đa 0,67 %"]),
    (HOPELESS, ["1,7 %", "không thể đạt", "0 %"]),
    (RISE, ["✗ Năm 2023: tăng 100 % (cần giảm 20) – không đạt", "tối đa 24 hộ"]),
    (ZERO, ["0 hộ", "? Năm 2023: đầu năm 0 hộ nghèo, không tính được"]),
    (ELSEWHERE, ["4,26 %", "3,1 %", "2,05 %", "Xã Phú Hưng, Thái Bình"]),
    (DISTRICT, ["Huyện Ba Tri, Bến Tre", "2.460 hộ", "tối đa 1.574 hộ"]),
]  # fmt: skip


@pytest.mark.parametrize(("one", "labels"), LABELS)
def test_labels_are_exact(one, labels):
    assert set(labels) <= set(words(one))


def test_a_missing_year_is_a_gap_with_its_required_level():
    shown = words(MISSING)
    assert "thiếu số liệu" in shown
    assert "tối đa 80 hộ" in shown  # from the start of 2023, which is known
    assert not [text for text in shown if text.startswith("tối đa") and text != "tối đa 80 hộ"]
    (axes,) = build_figure(MISSING, decided(MISSING), MESSAGES).axes
    solid = [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 3]
    assert solid == [(0, 1)]


def number(label):
    return label.split()[-2].replace(".", "").replace(",", ".")


def test_labels_never_contradict_the_verdict():
    """Over random rates near the limit, reading the labels gives the calculator's verdict."""
    rng = random.Random(3)
    for _ in range(400):
        totals = [rng.randrange(500, 3000) for _ in range(3)]
        poor = [totals[0] * rng.randrange(60, 120) // 1000]
        for total in totals[1:]:
            nearest = poor[-1] * total // totals[len(poor) - 1] - total // 50
            poor.append(max(0, nearest + rng.randrange(-1, 3)))
        ends = dict(zip((2022, 2023, 2024), zip(poor, totals, strict=True), strict=True))
        one = case({2021: "9", **ends})
        result = decided(one)
        data = chart_data(one, result, MESSAGES)
        labels = {end.year: Decimal(number(end.label)) for end in data.year_ends}
        for level, found in zip(data.required, result["findings"], strict=True):
            met = found["verdict"] == "met"
            assert (labels[level.year - 1] - labels[level.year] >= 2) == met
            if level.value.numerator >= 0:
                assert (labels[level.year] <= Decimal(number(level.label))) == met


def boxes(figure):
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    return [(text.get_text(), text.get_window_extent(renderer)) for text in figure_texts(figure)]


def assert_readable(one, result):
    found = boxes(build_figure(one, result, MESSAGES))
    for text, box in found:
        assert box.x0 >= 8, text
        assert box.x1 <= WIDTH - 8, text
        assert box.y0 >= 8, text
        assert box.y1 <= HEIGHT - 8, text
    for (one_text, a), (other, b) in combinations(found, 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0
        assert apart, (one_text, other)


@pytest.mark.parametrize("one", CASES)
def test_nothing_is_cut_off_or_overlaps(one):
    assert_readable(one, decided(one))


def test_nothing_overlaps_whatever_the_figures():
    rng = random.Random(8)
    for _ in range(40):
        top = 10 ** rng.randrange(1, 7)
        years = [y for y in range(2021, 2026) if y == 2021 or rng.random() < 0.85]
        ends = {year: (rng.randrange(top), 20 * top) for year in years}
        ends[2021] = (top * rng.choice((1, 3)), 20 * top)  # either rule
        one = case(ends, year=rng.choice((2024, 2025, 2026)), kind=rng.choice(("xã", "thị trấn")))
        result = decided(one)
        if chart_data(one, result, MESSAGES):
            assert_readable(one, result)


def test_three_reduction_years_fit_and_far_years_are_left_out():
    ends = {year: 12_345_678 - 400_000 * (year - 2018) for year in range(2018, 2026)}
    one = case(ends, year=2026)
    result = determination(*(finding(year) for year in (2023, 2024, 2025)))
    assert_readable(one, result)
    shown = words(one, result)
    assert "cuối 2021" in shown
    assert "cuối 2020" not in shown
    assert len([text for text in shown if text.startswith("tối đa")]) == 3


def test_the_first_condition_with_values_is_drawn_and_others_are_named():
    one = case({2022: "7,1", 2023: "5,05", 2024: "3,0"})
    findings = [finding(y, value=None, verdict="insufficient_data") for y in (2023, 2024)]
    points = [
        finding(y, condition="point_reduction", limit="2", value="2.05") for y in (2023, 2024)
    ]
    shown = words(one, determination(*findings, *points))
    assert "tối đa 5,1 %" in shown
    assert "Còn điều kiện khác, xem phần chữ kèm theo." in shown
    assert not [text for text in shown if "hộ nghèo" in text and "Tỷ lệ" not in text]


def test_two_limits_on_one_measure_are_two_conditions():
    one = case({2023: 100, 2024: 75})
    strict = finding(2024, value="25", limit="30", verdict="not_met")
    shown = words(one, determination(strict, finding(2024, value="25", limit="20")))
    assert {"tối đa 70 hộ", "✗ Năm 2024: giảm 25 % (cần 30) – không đạt"} <= set(shown)
    assert "Còn điều kiện khác, xem phần chữ kèm theo." in shown
    assert "tối đa 80 hộ" not in shown


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        ("18.75", "20", "giảm 18,75 %"),
        ("33.333333333333", "20", "giảm 33,3333 %"),
        ("19.99996", "20", "giảm 19,99996 %"),
        ("19.9999999999999996", "20", "giảm 19,9999999999999996 %"),
        ("20.123456", "20.123456", "giảm 20,123456 %"),
        ("-0.123456", "20", "tăng 0,1235 %"),
        ("-12345", "20", "tăng 12.345 %"),
    ],
)
def test_a_fall_is_short_and_never_rounded_onto_the_limit(value, limit, shown):
    one = case({2023: 100, 2024: 75})
    texts = words(one, determination(finding(2024, value=value, limit=limit)))
    assert any(shown in text for text in texts)


def test_a_limit_with_decimals_is_exact():
    one = case({2023: "5,33", 2024: "3,08"})
    result = determination(finding(2024, condition="point_reduction", limit="2.255", value="2.25",
                                   verdict="not_met"), verdict="not_met")  # fmt: skip
    assert {
        "3,08 %",
        "tối đa 3,075 %",
        "✗ Năm 2024: giảm 2,25 điểm % (cần 2,255) – không đạt",
    } <= set(words(one, result))


@pytest.mark.parametrize(
    "ends", [{}, {2021: (98, 2000)}, {2022: 100}, {1990: 3, 2024: 4}, {2021: "4,9", 2022: 90}]
)
def test_fewer_than_two_year_ends_give_no_picture(ends):
    one = case(ends)
    assert draw_chart(one, decided(one), MESSAGES) is None


LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_is_drawn(form, recwarn):
    name = unicodedata.normalize(form, LETTERS.upper()[:36])
    one = case({2022: 100, 2023: 80, 2024: 64}, kind="huyện", name=name)
    assert unicodedata.normalize("NFC", name) in "".join(words(one))
    one["place"]["name"] = unicodedata.normalize(form, LETTERS.upper()[36:] + LETTERS[60:])
    assert draw_chart(one, decided(one), MESSAGES)
    assert not recwarn.list  # the library warns of a letter its font does not hold


def test_what_the_font_lacks_and_markup_do_no_harm(recwarn):
    one = case({2022: 100, 2023: 80, 2024: 64}, kind="huyện", name="$x^2$ \\frac <b> 漢👍\nA")
    assert "Huyện $x^2$ \\frac <b> A, Bến Tre" in words(one)
    assert not recwarn.list


def test_the_program_starts_without_the_drawing_library():
    program = "import sys, bot.app, bot.telegram.wiring; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, check=True)


def test_twenty_pictures_at_once_are_the_same_as_one_by_one():
    jobs = [(one, decided(one)) for one in CASES[:5]] * 4
    with ThreadPoolExecutor(20) as threads:
        drawn = list(threads.map(lambda job: draw_chart(*job, MESSAGES), jobs))
    assert drawn == [draw_chart(*job, MESSAGES) for job in jobs[:5]] * 4


def test_pyplot_and_its_global_state_are_not_used():
    program = (
        "import sys\n"
        "from tests.test_charts import MET, MESSAGES, decided, draw_chart\n"
        "draw_chart(MET, decided(MET), MESSAGES)\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, check=True)


def test_a_limit_to_be_exceeded_is_shown_as_one():
    one = case({2023: 100, 2024: 85})
    strict = finding(2024, value="15", limit="15", verdict="not_met") | {"comparison": ">"}
    shown = words(one, determination(strict))
    assert {"tối đa 84 hộ", "✗ Năm 2024: giảm 15 % (cần trên 15) – không đạt"} <= set(shown)
    rates = case({2023: "9", 2024: "8,25"})
    points = finding(2024, condition="point_reduction", value="0.75", limit="0.75")
    shown = words(rates, determination(points | {"comparison": ">", "verdict": "not_met"}))
    assert "dưới 8,25 %" in shown
    assert "tối đa 8,25 %" in words(rates, determination(points))


def test_a_supposition_is_marked_and_the_id_is_the_one_people_know():
    shown = words(MET, decided(MET) | {"supposed": True, "evidence_id": "0123456789"})
    assert "GIẢ ĐỊNH, không phải số liệu đã báo cáo" in shown
    assert any("0123456789" in text for text in shown)
    assert not any("GIẢ ĐỊNH" in text for text in words(MET))
