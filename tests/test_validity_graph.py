"""The state of the documents of the shared graph on five days, derived by hand from its dates."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from knowledge.adapters.register_files import load_register
from tests.conftest import ROOT

REGISTER = load_register()
GRAPH = ROOT.parent / "shared" / "legal_graph.yaml"
DAYS = ("2021-06-30", "2023-06-30", "2024-06-30", "2025-08-01", "2026-11-23")
CODES = {
    "N": "not_yet", "F": "in_force", "E": "ended", "R": "replaced", "P": "period_over",
    "U": "unknown", "V": "unverified",
}  # fmt: skip

# One letter a day. Why, from the graph: before the day of issue or of effect (N); after the last
# day in force (E), or from the first day of what replaces it (R); after the last year of the
# period (P); no day of effect on file (U); from a third party's note only (V).
STATES = {
    "qd-666-2022": "NUUUP",  # issued 02/6/2022, no day of effect, period 2021-2025
    "qd-1258-2017": "PPPPP",  # period 2016-2020
    "luat-tdkt-2003": "UUEEE",  # last day 31/12/2023; that the law of 2022 replaces it is recalled
    "luat-06-2022-qh15": "NNFFF",  # in force from 01/01/2024
    "luat-06-2026-qh16": "VVVVV",  # from a third party's note
    "nd-91-2017": "UUUUU",  # its replacement is recalled only
    "nd-98-2023": "NNFRR",  # 01/01/2024 to 30/6/2025, replaced from 01/7/2025
    "nd-28-2024": "NNURR",  # issued 06/3/2024, replaced from 01/7/2025
    "nd-152-2025": "NNNFF",  # in force from 01/7/2025
    "tt-15-2025-bnv": "NNNNU",  # issued 04/8/2025, day of effect from a note only
    "nd-73-2024": "NNUUR",  # issued 30/6/2024, replaced from 01/7/2026
    "nd-161-2026": "NNNNF",
    "nd-25-2025": "NNNUR",  # replaced from 08/7/2026
    "nd-276-2026": "NNNNF",
    "tt-55-2023-btc": "NNUUR",  # issued 15/8/2023, replaced from 31/5/2026
    "tt-60-2026-btc": "NNNNF",
    "qd-861-2021": "UUUUP",  # issued 04/6/2021
    "qd-582-2017": "RRRRR",  # replaced from 04/6/2021, the day of issue of 861/QĐ-TTg
    "qd-103-2019": "RRRRR",
    "qd-72-2021": "RRRRR",
    "nd-07-2021": "UFFFF",  # article 3 applied 2022-2025, continued to 31/12/2026
    "qd-59-2015": "PPPPP",  # period 2016-2020
    "nd-30-2025": "NNNUP",
    "nd-351-2025": "NNNNU",  # issued 30/12/2025, period 2026-2030
    "qd-24-2021": "NUUUP",  # issued 16/7/2021
    "qd-90-2022": "NUUUP",
    "nq-160-2021-cp": "NUUUU",  # period to 2030
    "nq-202-2025-qh15": "NNNFF",
    "nq-424-2025-cp": "NNNNF",
    "qd-417-2026-bnnmt": "NNNNF",
    "kh-2870-2022-ninhthuan": "NUUUP",
    "kh-199-2022-sonla": "NPPPP",  # a plan for the year 2022
}


def test_there_are_enough() -> None:
    assert len(STATES) >= 20


@pytest.mark.parametrize("id_", STATES)
def test_the_state_on_five_days(id_: str) -> None:
    document = REGISTER.get(id_)
    assert document is not None
    found = [REGISTER.state(document, date.fromisoformat(day)).code for day in DAYS]
    assert found == [CODES[letter] for letter in STATES[id_]]


@pytest.mark.parametrize("id_", STATES)
def test_dates_and_relations_are_those_of_the_graph(id_: str) -> None:
    if not GRAPH.is_file():
        pytest.skip("thiếu ../shared/legal_graph.yaml")
    graph = yaml.safe_load(GRAPH.read_text(encoding="utf-8"))
    (entry,) = (e for e in graph["documents"] if e["id"] == id_)
    document = REGISTER.get(id_)
    assert document is not None
    assert (document.date, document.effective_from) == (entry["date"], entry.get("effective_from"))
    # The graph gives the day NĐ 152 lapses as its last day; the text says "hết hiệu lực từ".
    assert (document.lapses_on or document.effective_to) == entry.get("effective_to")
    assert {(r.type, r.target, r.status) for r in document.relations} == {
        (r["type"], r["target"], r.get("relation_status", entry["status"]))
        for r in entry["relations"]
    }
