"""Random cases that reach every verdict of the eligibility calculator and hug its thresholds.

The case id ends with its scenario; the contract says nothing about those that start with "open".
"""

import random
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

Case = dict[str, Any]
Figure = dict[str, Any]

PROGRAMME = "vi-nguoi-ngheo-2021-2025"
KINDS = ("xã", "xã", "xã", "thị trấn", "phường", "huyện")
LISTS = ("bãi ngang ven biển", "xã đảo")
BEN_TRE = (
    "Bến Tre",
    "tỉnh Bến Tre",
    "Tỉnh Bến Tre",
    "ben tre",
    "BẾN TRE",
    unicodedata.normalize("NFD", "Bến Tre"),
)
OTHERS = (
    "Vĩnh Long",
    "tỉnh Trà Vinh",
    "Hà Nội",
    "Bến Cát",
    "Gia Lai",
    "tinh tra vinh",
    "Quảng Trị",
)
YEARS = (2021, 2022, 2023, 2024, 2025)
FACTS = ("households", "poor_households", "poor_rate")
# Rates whose fall of exactly 2 points a binary float gets wrong.
FLOAT_TRAPS = (510, 560, 820, 870, 920, 970, 1009, 1190)


def generate(seed: int, count: int) -> Iterator[Case]:
    """Yield random cases.

    Args:
        seed: The same seed gives the same cases.
        count: How many cases.

    Yields:
        Cases in the contract's input shape, each with its own id; some must be refused.
    """
    rng = random.Random(seed)
    scenarios: list[Callable[[random.Random, Case], str]] = [
        _as_is, _missing, _place, _period, _contradict, _zero, _malformed, _open,
    ]  # fmt: skip
    for number in range(count):
        case = _base(rng)
        scenario = rng.choices(scenarios, weights=(38, 18, 5, 8, 8, 6, 12, 5))[0]
        label = scenario(rng, case)
        _decorate(rng, case)
        yield {"id": f"{seed}-{number}-{label}"} | case


def _base(rng: random.Random) -> Case:
    kind = rng.choice(KINDS)
    year = rng.choice((2024, 2025)) if kind == "huyện" else rng.choice((2024, 2025, 2026))
    listed = [rng.choice(LISTS)] if kind == "xã" and rng.random() < 0.3 else []
    if listed and rng.random() < 0.1:
        listed = list(LISTS)
    high = rng.random() < (0.12 if kind == "phường" else 0.5)
    relative = kind == "huyện" or not (listed or high)
    write = _stated if not relative and rng.random() < 0.45 else _counted
    return {
        "programme": PROGRAMME,
        "place": {
            "province": rng.choice(BEN_TRE),
            "kind": kind,
            "name": "An Thử",
            "listed_as": listed,
        },
        "submission_year": year,
        "figures": write(rng, year, high=high, relative=relative),
    }


def _counted(rng: random.Random, submission: int, *, high: bool, relative: bool) -> list[Figure]:
    figures: list[Figure] = []
    total, poor = rng.choice((400, 1000, 1987, 2000, 2011, 4200, rng.randint(300, 30000))), 0
    for year in YEARS:
        before, start = total, poor
        drift = rng.choice(
            (0, 0, 1, 10, -3, 24, rng.randint(-60, 60), rng.choice((0, total, -total // 2)))
        )
        total = max(100, total + drift)
        delta = rng.choice(
            (0, 0, 0, 0, 0, -1, -1, 1, 1, -2, -rng.randint(0, total // 50 + 1), rng.randint(2, 40))
        )
        if year == YEARS[0]:
            poor = _base_poor(rng, total, high=high)
        elif year < submission - 2:
            poor = int(total * rng.uniform(0.005, 0.19))
        elif relative:
            poor = 4 * start // 5 + delta
        else:
            poor = int(total * (Fraction(start, before) - Fraction(1, 50)) // 1) + delta
        poor = min(max(poor, 0), total)
        figure: Figure = {"year": year, "households": total, "poor_households": poor}
        if rng.random() < 0.35:
            figure["poor_rate"] = _rounded(Fraction(100 * poor, total), rng.choice((1, 2, 2, 3)))
        figures.append(figure)
    return figures


def _base_poor(rng: random.Random, total: int, *, high: bool) -> int:
    if rng.random() < 0.4:
        edge = -(-total // 20)
        return edge + rng.choice((0, 0, 1, 2)) if high else edge - rng.choice((1, 1, 2))
    return int(total * (rng.uniform(0.051, 0.18) if high else rng.uniform(0.002, 0.049)))


def _stated(rng: random.Random, submission: int, *, high: bool, relative: bool) -> list[Figure]:
    figures: list[Figure] = []
    hundredths = 0
    for year in YEARS:
        edge = rng.choice((500, 500, 501)) if high else rng.choice((499, 499, 498))
        wide = rng.choice((*FLOAT_TRAPS, rng.randint(505, 1700))) if high else rng.randint(0, 495)
        if year == YEARS[0]:
            hundredths = rng.choice((edge, wide, wide))
        elif year < submission - 2:
            hundredths = rng.choice((*FLOAT_TRAPS, rng.randint(100, 1800)))
        elif relative:
            hundredths = 4 * hundredths // 5
        else:
            hundredths += -200 + rng.choice(
                (0, 0, 0, 0, 1, -1, -10, 10, -rng.randint(0, 90), rng.randint(2, 150))
            )
        hundredths = min(max(hundredths, 0), 10000)
        figure: Figure = {"year": year, "poor_rate": Fraction(hundredths, 100)}
        if rng.random() < 0.15:
            figure["households"] = rng.randint(300, 9000)
            if rng.random() < 0.6:
                # Counts of the same year-end make its rate exact beside a neighbour's stated one.
                figure["poor_households"] = figure["households"] * hundredths // 10000
        figures.append(figure)
    return figures


def _rounded(value: Fraction, places: int) -> Fraction:
    return Fraction(int(value * 10**places + Fraction(1, 2)), 10**places)


def _as_is(rng: random.Random, case: Case) -> str:
    return "plain"


def _missing(rng: random.Random, case: Case) -> str:
    figures: list[Figure] = case["figures"]
    for _ in range(rng.choice((1, 1, 2, 3))):
        figure = rng.choice(figures)
        if rng.random() < 0.35:
            figures.remove(figure)
            continue
        fact = rng.choice(FACTS)
        if rng.random() < 0.5:
            figure[fact] = None
        else:
            figure.pop(fact, None)
    if rng.random() < 0.03:
        case["figures"] = rng.choice(([], None))
    return "missing"


def _place(rng: random.Random, case: Case) -> str:
    if rng.random() < 0.7:
        case["place"]["province"] = rng.choice(OTHERS)
    else:
        case["programme"] = rng.choice(("nong-thon-moi-2021-2025", "vi-nguoi-ngheo-2026-2030"))
    if rng.random() < 0.3:
        case["submission_year"] = rng.choice((2022, 2023, 2027))
    return "place"


def _period(rng: random.Random, case: Case) -> str:
    case["submission_year"] = rng.choice((2020, 2021, 2022, 2023, 2023, 2027, 2027, 2028, 2035))
    if rng.random() < 0.4:
        case["place"].update(kind="huyện", listed_as=[])
        case["submission_year"] = rng.choice((2023, 2025, 2026, 2026, 2026, 2027))
    return "period"


def _contradict(rng: random.Random, case: Case) -> str:
    for figure in case["figures"]:
        if rng.random() < 0.6:
            figure["poor_rate"] = Fraction(
                rng.choice((5000, 4990, 4999, 10 * rng.randint(0, 2000), 0, 100_000)), 1000
            )
    return "contradict"


def _zero(rng: random.Random, case: Case) -> str:
    start = rng.randint(0, len(YEARS) - 1)
    for figure in case["figures"][start:]:
        figure["poor_households"] = 0
        if "poor_rate" in figure:
            figure["poor_rate"] = Fraction(0)
        figure.setdefault("households", rng.randint(300, 3000))
        if rng.random() < 0.3:
            break
    if rng.random() < 0.4:
        rng.choice(case["figures"]).pop("poor_households", None)
    return "zero"


def _malformed(rng: random.Random, case: Case) -> str:
    figures: list[Figure] = case["figures"]
    label = rng.choice(("negative", "fraction", "excess", "rate", "duplicate", "kind"))
    figure = rng.choice([f for f in figures if 2021 <= f["year"] < case["submission_year"]])
    fact = rng.choice(("households", "poor_households"))
    match label:
        case "negative":
            figure[fact] = rng.choice((-1, -20, "-5", "-1.000"))
        case "fraction":
            figure[fact] = rng.choice((10.5, "10,5", "10.5", 0.1, "98,01"))
        case "excess":
            figure["households"] = rng.randint(1, 3000)
            figure["poor_households"] = figure["households"] + rng.choice((1, 1, 50))
        case "rate":
            figure["poor_rate"] = rng.choice(
                (101, -1, "100,01", "-0,01", "-1%", "101 %", 100.01, 1e9, "100.1%")
            )
        case "duplicate":
            figures.append(
                dict(figure)
                if rng.random() < 0.5
                else {"year": figure["year"], "poor_rate": Fraction(3)}
            )
        case _:
            case["place"]["kind"] = rng.choice(("tỉnh", "thôn", "ấp", "quận", "đặc khu", "làng"))
    if rng.random() < 0.25:
        _place(rng, case) if rng.random() < 0.5 else _period(rng, case)
        if label == "kind":
            case["place"]["kind"] = "thôn"
        return f"malformed-early-{label}"
    return f"malformed-{label}"


def _open(rng: random.Random, case: Case) -> str:
    place, figure = case["place"], rng.choice(case["figures"])
    changes: dict[str, Callable[[], Any]] = {
        "kind-missing": lambda: (
            place.pop("kind") if rng.random() < 0.5 else place.update(kind=None)
        ),
        "province-missing": lambda: place.update(province=rng.choice((None, ""))),
        "place-missing": lambda: case.update(place=None),
        "submission-missing": lambda: case.update(submission_year=None),
        "submission-text": lambda: case.update(submission_year=str(case["submission_year"])),
        "submission-garbage": lambda: case.update(
            submission_year=rng.choice((2024.5, "năm ngoái", True, []))
        ),
        "programme-missing": lambda: case.update(programme=None),
        "listed-other-kind": lambda: place.update(
            kind=rng.choice(KINDS[3:]), listed_as=[rng.choice(LISTS)]
        ),
        "listed-unknown": lambda: place.update(listed_as=["biên giới"]),
        "listed-text": lambda: place.update(listed_as=rng.choice((*LISTS, ""))),
        "listed-null": lambda: place.update(listed_as=None),
        "zero-total": lambda: figure.update(households=0, poor_households=0),
        "float-count": lambda: figure.update(households=2000.0, poor_households=80.0),
        "comma-count": lambda: figure.update(households="17,060"),
        "garbage-count": lambda: figure.update(
            households=rng.choice(("abc", "", True, [], {}, "12 hộ", "1.23.4"))
        ),
        "garbage-rate": lambda: figure.update(
            poor_rate=rng.choice(("abc", "", False, [], "3,,9", "5 %%"))
        ),
        "garbage-figures": lambda: case.update(
            figures=rng.choice(({}, "x", 3, [None], [[]], [{}]))
        ),
        "year-text": lambda: figure.update(year=str(figure["year"])),
        "kind-case": lambda: place.update(
            kind=rng.choice(("Xã", " xã ", "XÃ", unicodedata.normalize("NFD", "xã")))
        ),
        "kind-bare": lambda: place.update(kind=rng.choice(("xa", "phuong", "thi tran", "huyen"))),
        "kind-urban": lambda: place.update(kind=rng.choice(("thành phố", "thị xã"))),
        "kind-empty": lambda: place.update(kind=""),
    }
    label = rng.choice(sorted(changes))
    changes[label]()
    return f"open-{label}"


def _decorate(rng: random.Random, case: Case) -> None:
    """Write numbers in their several notations, then shuffle, thin and extend the years."""
    figures = case["figures"]
    if not isinstance(figures, list) or not all(
        isinstance(f, dict) and "year" in f for f in figures
    ):
        return
    for figure in figures:
        for fact, value in figure.items():
            if isinstance(value, Fraction):
                figure[fact] = _write_rate(rng, value)
            elif fact != "year" and type(value) is int and value >= 0 and rng.random() < 0.3:
                figure[fact] = rng.choice((str(value), f"{value:,}".replace(",", ".")))
    if rng.random() < 0.15:
        extra = rng.choice((2015, 2020, 2026))
        figures.append({"year": extra, "households": 900, "poor_households": rng.randint(0, 900)})
    if rng.random() < 0.5:
        rng.shuffle(figures)


def _write_rate(rng: random.Random, value: Fraction) -> str | float | int:
    point = str(value.numerator) if value.denominator == 1 else f"{float(value):.3f}".rstrip("0")
    if rng.random() < 0.3:
        return value.numerator if value.denominator == 1 else float(point)
    if rng.random() < 0.2 and "." in point:
        point += "0" if len(point.split(".")[1]) == 1 else ""
    text = point if rng.random() < 0.35 else point.replace(".", ",")
    return text + rng.choice(("", "", "%", " %"))
