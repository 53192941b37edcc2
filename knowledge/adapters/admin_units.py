"""Old districts and communes through ``vietnamadminunits``, loaded at the first question only."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from knowledge.places import PROVINCES
from knowledge.text import fold

_KIND_WORDS = ("thanh pho", "thi tran", "thi xa", "huyen", "quan", "phuong", "xa", "tp", "tt", "h")
_OFFICIAL = {fold(name).replace(" ", "").replace("-", ""): name for name in PROVINCES}


def _bare(name: str) -> str:
    """Return a unit's name folded, without its kind: ``"Huyện Ba Tri"`` gives ``"ba tri"``."""
    folded = " ".join(fold(name).replace(".", " ").split())
    for word in _KIND_WORDS:
        if folded.startswith(f"{word} "):
            return folded[len(word) + 1 :]
    return folded


def _official(name: str | None) -> str:
    """Return the library's name of a province in the spelling of this product."""
    plain = _bare(name or "").replace(" ", "").replace("-", "")
    return _OFFICIAL.get(plain, name or "")


@lru_cache(maxsize=64)
def _province_today(province: str) -> str:
    # The import reads some 5 MB of tables (half a second), hence here and not at the top.
    import vietnamadminunits

    return _official(vietnamadminunits.convert_address(province).short_province)


@lru_cache(maxsize=1)
def _holders() -> dict[tuple[str, str], frozenset[str]]:
    """Return the provinces that hold a commune of a district, with an empty commune a district."""
    from vietnamadminunits.database import get_data

    fields = ["provinceShort", "districtShort", "wardShort"]
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in get_data(fields=fields, table="admin_units_legacy"):
        province = _official(row["provinceShort"])
        district = _bare(row["districtShort"] or "")
        found[district, _bare(row["wardShort"] or "")].add(province)
        found[district, ""].add(province)
    return {unit: frozenset(provinces) for unit, provinces in found.items()}


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(name for unit in _holders() for name in unit if name)


class VietnamAdminUnits:
    """:class:`knowledge.places.AdminUnits` over the package's table of the 63 provinces."""

    def is_named(self, name: str, *, district: bool = False) -> bool:
        """Tell whether a unit had a name; see :class:`knowledge.places.AdminUnits`."""
        return (name, "") in _holders() if district else name in _names()

    def old_province(self, district: str, commune: str, province: str | None) -> str | None:
        """Return the pre-2025 province of ``district``; see :class:`knowledge.places.AdminUnits`.

        With a ``province``, the answer is that province when it has such a district, else the old
        province that became part of it.
        """
        name = _bare(district)
        holding = _holders().get((name, ""), frozenset())
        if province in holding:
            return province
        if province:
            holding = frozenset(old for old in holding if _province_today(old) == province)
        exact = _holders().get((name, _bare(commune)), frozenset()) & holding
        known = exact or holding
        return next(iter(known)) if len(known) == 1 else None
