"""Old districts and communes through ``vietnamadminunits``, loaded at the first question only."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

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


def _official(name: str | None) -> str | None:
    """Return the library's name of a province in the spelling of this product."""
    plain = _bare(name or "").replace(" ", "").replace("-", "")
    return _OFFICIAL.get(plain, name)


def _parse(address: str, *, convert: bool = False) -> Any:
    # The import reads some 5 MB of tables (about a second), hence here and not at the top.
    import vietnamadminunits

    if convert:
        return vietnamadminunits.convert_address(address)
    return vietnamadminunits.parse_address(address, mode="LEGACY", keep_street=False, level=3)


class VietnamAdminUnits:
    """:class:`knowledge.places.AdminUnits` over the package's tables of 63 and 34 provinces."""

    @lru_cache(maxsize=1024)  # noqa: B019 - the object lives as long as the program
    def old_province(self, district: str, commune: str, province: str | None) -> str | None:
        """Return the pre-2025 province of ``district``; see :class:`knowledge.places.AdminUnits`.

        The package matches parts of words; an answer counts only when the district it found is
        the district asked for. With a ``province``, the answer is that province when it has such a
        district, else the old province that became part of it.
        """
        wanted = _bare(district)
        if province:
            here = _parse(f"{district}, {province}")
            if here.short_district and _bare(here.short_district) == wanted:
                return province
        # A district raised to a town late ("huyện Mộc Châu") is in the tables as a town only.
        for name in (district, f"thị xã {wanted}", f"thành phố {wanted}"):
            unit = _parse(", ".join(filter(None, (commune, name))))
            if unit.short_district and _bare(unit.short_district) == wanted:
                break
        else:
            return None
        if province:
            today = _parse(f"{unit.district}, {unit.province}", convert=True)
            if _official(today.short_province) != province:
                return None
        return _official(unit.short_province)
