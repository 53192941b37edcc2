"""Provinces, kinds, names and listings in a sentence; old districts through the package."""

from __future__ import annotations

import subprocess
import sys

import pytest

from knowledge.adapters.admin_units import VietnamAdminUnits
from knowledge.places import KINDS, LISTINGS, PROVINCES, find_place, find_provinces
from knowledge.text import fold


class _NeverAsked:
    """Fails the test when a place is looked up that the text already settles."""

    def is_named(self, name: str, *, district: bool = False) -> bool:
        raise AssertionError(name, district)

    def old_province(self, district: str, commune: str, province: str | None) -> str | None:
        raise AssertionError(district, commune, province)


def test_the_list_holds_every_old_and_new_province() -> None:
    assert len(PROVINCES) == len(set(PROVINCES)) == 64


@pytest.mark.parametrize("name", PROVINCES)
def test_every_province_is_found_with_and_without_marks(name: str) -> None:
    assert find_provinces(f"xã tôi ở tỉnh {name}, năm 2022") == (name,)
    assert find_provinces(f"xa toi o tinh {fold(name)}, nam 2022") == (name,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xã Phú Sơn là 80 hộ", ()),
        ("xa phu son la 80 ho", ()),
        ("Son La nam 2022", ("Sơn La",)),
        ("xã Long An, huyện Châu Thành", ()),
        ("năm định trình", ()),
        ("hà năm 2022", ()),
        ("xã Phú Hưng, thành phố Bến Tre", ("Bến Tre",)),
        ("Bến Tre (nay là Vĩnh Long)", ("Bến Tre",)),
        ("Vĩnh Long (Bến Tre cũ)", ("Bến Tre",)),
        ("tỉnh Vĩnh Long, trước đây là Bến Tre", ("Bến Tre",)),
        ("Đắc Lắc", ("Đắk Lắk",)),
        ("Bến Tre hay Trà Vinh", ("Bến Tre", "Trà Vinh")),
        ("Bến Trexyz", ()),
        ("thành phố Hoà Bình", ("Hòa Bình",)),
    ],
)
def test_provinces(text: str, found: tuple[str, ...]) -> None:
    assert find_provinces(text) == found


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Xã tôi cuối 2021", "xã", None),
        ("xã Phú Hưng, huyện Châu Thành", "xã", "Phú Hưng"),
        ("Huyện Châu Thành, xã Phú Hưng", "xã", "Phú Hưng"),
        ("Huyện tôi có 10 xã", "huyện", None),
        ("phường 3, cuối 2021", "phường", "3"),
        ("thị trấn Ba Tri", "thị trấn", "Ba Tri"),
        ("TT Giồng Trôm", "thị trấn", "Giồng Trôm"),
        ("thị xã Gò Công", None, None),
        ("xã hội hóa", None, None),
        ("đơn vị tôi", None, None),
        ("các xã, phường, thị trấn", None, None),
        ("xã Thành Thới A 2021", "xã", "Thành Thới A"),
        ("xã Mỏ Cày Nam năm 2022", "xã", "Mỏ Cày Nam"),
        ("còn 64 hộ thì xã tôi có đạt không", "xã", None),
        ("toàn xã 2.000 hộ", "xã", None),
        ("ap 5 xa My Hung", "xã", "My Hung"),
        ("xa phu hung cuoi nam 2021", "xã", "phu hung"),
        ("xã an hiệp còn 80 hộ", "xã", "an hiệp"),
        ("xã vẫn còn 80 hộ", "xã", None),
        ("ub xa bao cao", "xã", None),
        ("Thị trấn Chợ Lách", "thị trấn", "Chợ Lách"),
        ("XÃ PHONG NẪM, HUYỆN GIỒNG TRÔM", "xã", "PHONG NẪM"),
        ("Xã đảo Thạnh Hải", "xã", "Thạnh Hải"),
        ("p.7, tp Bến Tre", "phường", "7"),
        ("UBND huyện Ba Tri hỏi: xã An Hiệp", "xã", "An Hiệp"),
        ("Toàn huyện 5%, riêng xã tôi 4%", "xã", None),
        ("huyện giao chỉ tiêu, xã thực hiện", "xã", None),
        ("UBND xã Tân Thủy báo cáo toàn xã", "xã", "Tân Thủy"),
        ("xa moi tach tu xa an phu", "xã", None),
    ],
)
def test_kind_and_name(text: str, kind: str | None, name: str | None) -> None:
    place = find_place(text)
    assert (place.kind, place.name) == (kind, name)
    assert kind is None or kind in KINDS


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Xã An Hiệp còn 80 hộ, xã An Thủy còn 60 hộ", ("xã An Hiệp", "xã An Thủy")),
        ("các xã An Hiệp, An Thủy và Bảo Thạnh", ("xã An Hiệp", "xã An Thủy", "xã Bảo Thạnh")),
        ("xa an hiep con 80 ho, xa an thuy con 60 ho", ("xa an hiep", "xa an thuy")),
        ("xã tôi còn 80 hộ, xã An Thủy còn 60 hộ", ("xã", "xã An Thủy")),
        ("huyện Ba Tri và huyện Châu Thành", ("huyện Ba Tri", "huyện Châu Thành")),
        ("xã An Hiệp, huyện Ba Tri", ()),
        ("xã An Hiệp; ubnd xã an hiệp báo cáo", ()),
        ("xã An Hiệp, nay là xã An Ngãi", ()),
        ("các xã bãi ngang ven biển", ()),
        ("xã tôi (xã An Hiệp) còn 80 hộ", ()),
    ],
)
def test_several_units(text: str, several: tuple[str, ...]) -> None:
    assert find_place(text).several == several


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("xã đặc biệt khó khăn vùng bãi ngang ven biển", ("bãi ngang ven biển",)),
        ("xa dao", ("xã đảo",)),
        ("xã bãi ngang và xã đảo", LISTINGS),
        ("xã tôi không phải xã đảo", ()),
        ("xã tôi không thuộc vùng bãi ngang ven biển", ()),
        ("Xã Đạo Thạnh", None),
        ("xã tôi", None),
    ],
)
def test_listings(text: str, listed: tuple[str, ...] | None) -> None:
    assert find_place(text).listed_as == listed


def test_hardship_without_a_list_is_remarked() -> None:
    assert find_place("xã đặc biệt khó khăn").hardship
    assert not find_place("xã đặc biệt khó khăn vùng bãi ngang").hardship


def test_the_tables_are_not_asked_without_a_district() -> None:
    assert find_place("xã Phú Hưng, Bến Tre", units=_NeverAsked()).province == "Bến Tre"
    assert find_place("xã tôi", province="Bến Tre", units=_NeverAsked()).province == "Bến Tre"


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("xã An Hiệp, huyện Ba Tri", "Bến Tre"),
        ("xa an hiep huyen ba tri", "Bến Tre"),
        ("huyện Ba Tri, tỉnh Vĩnh Long", "Bến Tre"),
        ("huyện Giồng Trôm, Bến Tre", "Bến Tre"),
        ("huyện Pác Nặm", "Bắc Kạn"),
        ("huyện Mộc Châu", "Sơn La"),
        ("huyện Không Có Thật", None),
        ("xã Phú Hưng, huyện Châu Thành", None),
        ("xã Bảo Thuận (Ba Tri)", "Bến Tre"),
        ("xa an thuy, ba tri", "Bến Tre"),
        ("xã Thạnh Trị Bình Đại", "Bến Tre"),
        ("xã An Hiệp, Châu Thành", None),
        ("xã An Hiệp, còn 80 hộ", None),
        ("xa o huyen mo cay nam", "Bến Tre"),
    ],
)
def test_old_districts(text: str, province: str | None) -> None:
    assert find_place(text, units=VietnamAdminUnits()).province == province


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("xa hoa minh, huyen chau thanh", "xã", "hoa minh"),
        ("xa dao thoi thuan huyen binh dai", "xã", "thoi thuan"),
        ("thi tran mo cay con 80 ho", "thị trấn", "mo cay"),
        ("huyen cho lach con 80 ho", "huyện", "cho lach"),
        ("xa thanh phu nam 2022 con 80 ho", "xã", "thanh phu"),
        ("Xã: Vĩnh An\nHuyện: Ba Tri", "xã", "Vĩnh An"),
        ("Phú Hưng là xã của thành phố Bến Tre", "xã", "Phú Hưng"),
        ("cho xa thanh tri thuoc huyen binh dai", "xã", "thanh tri"),
        ("xa o huyen mo cay nam", "xã", None),
        ("xã kéo xuống 66 hộ", "xã", None),
    ],
)
def test_names_that_the_table_knows(text: str, kind: str, name: str | None) -> None:
    place = find_place(text, units=VietnamAdminUnits())
    assert (place.kind, place.name) == (kind, name)


def test_importing_the_adapter_loads_no_tables() -> None:
    code = (
        "import sys, knowledge.adapters.admin_units; sys.exit('vietnamadminunits' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
