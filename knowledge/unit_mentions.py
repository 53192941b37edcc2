"""Units a text mentions (xã, phường, thị trấn, huyện): kind, name, and which one it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.text import UPPER, fold, has_diacritics, unify
from knowledge.unit_names import Style, UnitNames, known_name, names_after

_UNIT = re.compile(
    r"(?<!\w)(?:(?P<xa>xa)(?!\w)|(?P<phuong>phuong)(?!\w)|(?P<tran>thi tran(?!\w)|tt\.|tt(?!\w))"
    r"|(?P<huyen>huyen)(?!\w)|(?P<parent>(?:quan|thi xa|thanh pho|tp)(?!\w)|tp\.|[xph]\.(?!"
    r" ?\d{3})))"
)
_KIND_WORDS = {"xa": "xã", "phuong": "phường", "tran": "thị trấn", "huyen": "huyện"}
_ABBREVIATED = {"x.": "xã", "p.": "phường", "h.": "huyện"}
_ACCENTED_UNITS = {"xa": "xã", "phuong": "phường", "huyen": "huyện", "quan": "quận"}
_PLURAL = re.compile(
    r"\b(?:(?<!ap )(?<!thon )(?<!khom )(?<!pho )(?<!to )(?!20[12]\d )\d+|cac|moi|tung|nhung"
    r"|nhieu|(?<!ho )so|tat ca|mot so|hai|ba|bon)"
    r"(?: bao nhieu)? $"
)
_LOOSE = re.compile(r"\b(?:trong|va|hoac|thoat|cho) $")
"""Words before a unit that is one of many, unless its name follows: "cho xã", "cho xã An Hiệp"."""
_COLON = re.compile(r" ?:(?= ?[^\W\d])")
_SEVERAL = re.compile(r"\b(?:cac|hai|ba|bon|va|hoac|voi|[2-9]) $")
_ACTS = re.compile(
    r" (?:giao|phe duyet|cong nhan|ho tro|cap|chi dao|yeu cau|kiem tra|tham dinh|quyet dinh|uy"
    r"|hoi\b)"
)
_OWN_BEFORE = re.compile(r"\b(?:toan|o|cua|ca) $")
_DISTRICT_SPEAKS = re.compile(r"(?:^|[.,;:?!(\n] *|\b(?:toan|ca|la|cap|doi voi|thi|mot) )$")
_OWN_AFTER = re.compile(r" (?:toi|minh|em?|ta|nha|chung toi|chung em|chung ta|bon em|tui|nay)\b")
_WITHIN = re.compile(r" (?:o|thuoc|trong|cua) (?:dia ban )?(?:huyen\b|h\.)")
_THEN_COMMUNE = re.compile(r"thì|thi xa (?:toi|minh|em|ta|nay|chung)\b", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"(?: +(?:moi|hai dao|dao|bai ngang|ven bien|dac biet kho khan|ngheo|bien gioi|mien nui|vung"
    r" cao"
    r"|nong thon moi|nang cao|kieu mau))+(?= )"
)
_NAMED_BEFORE = re.compile(rf"((?:[{UPPER}][^\W\d_]* ){{2,4}})(?:là|la) $")
"""The name in "Phú Hưng là xã của thành phố Bến Tre"."""

_OTHER_TIME = re.compile(
    r"\b(?:moi|cu)(?: \w+){0,3} ?[(]? ?$"
    r"|(?:nay|hien|gio|truoc day|von|tach|nhap|ghep|chia|doi ten|thanh lap|giap|canh)"
    r"(?: \w+){0,3}[ ,(:]*$"
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)* *(?:%|ho\b|hn\b)|\d+/\d+")
_BACK = 60  # characters before a unit word that say which one it is
_SOON = 60  # characters after a name in lower case, within which figures show it to be one
_HAMLET = re.compile(r"\b(ap|thon|khom|khu pho|buon)\.? (\d{1,2}|[a-z]+)\b[^.;\n\d]{0,30}?\d")


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit in a text.

    Attributes:
        start: offset of its first character in the normalised text.
        end: offset after its last character.
        kind: kind the criteria know, or ``None`` (town, city, urban district).
        label: the unit word as typed.
        name: its name as typed, empty when none follows.
        ours: "xã tôi": the asker's own.
        whole: "toàn xã", "của xã": one that needs no name.
    """

    start: int
    end: int
    kind: str | None
    label: str
    name: str
    ours: bool = False
    whole: bool = False

    @property
    def own(self) -> bool:
        """Whether the text speaks of it as the asker's."""
        return self.ours or self.whole


def find_units(
    text: str, folded: str, provinces: frozenset[int], known: UnitNames | None = None
) -> list[UnitMention]:
    """Return the units a text mentions, own or named or generic, in order.

    Args:
        text: the normalised text.
        folded: its folded form.
        provinces: offsets where the name of a province begins, which no unit's name runs into.
        known: knows the names of units, for names typed without capitals or marks.
    """
    found: list[UnitMention] = []
    style = Style(has_diacritics(text), text[1:] == text[1:].lower(), known)
    for match in _UNIT.finditer(folded):
        start, end = match.span()
        group = match.lastgroup or ""
        if match.group() == "thi xa" and _THEN_COMMUNE.match(text, start):
            start, group = start + 4, "xa"  # "thì xã tôi", not the town "thị xã"
        typed = unify(text[start:end])
        right = _ACCENTED_UNITS.get(folded[start:end])
        if (right and has_diacritics(typed) and typed != right) or folded.startswith(
            "xa hoi", start
        ):
            continue
        before = folded[max(0, start - _BACK) : start]
        ours, whole = bool(_OWN_AFTER.match(folded, end)), bool(_OWN_BEFORE.search(before))
        at = _name_start(text, folded, end, known)
        acts = _ACTS.match(folded, end) and not text[end + 1].isupper()
        names = (
            []
            if acts
            else names_after(text, folded, at, provinces, style, district=group == "huyen")
        )
        if len(names) > 1 or (names and _SEVERAL.search(before)):
            names = names if _SEVERAL.search(before) else names[:1]
        elif not (ours or whole) and (
            _PLURAL.search(before) or (_LOOSE.search(before) and not _is_proper(names, known))
        ):
            continue
        called = None if names else _NAMED_BEFORE.search(text, max(0, start - _BACK), start)
        names = [(called[1].strip(), end)] if called else names
        whole = whole or bool(not names and _WITHIN.match(folded, end))
        if match.group().startswith("tt") and not names:
            continue
        if acts or (group == "huyen" and not (names or ours or _DISTRICT_SPEAKS.search(before))):
            continue  # "gửi về huyện": who is written to, not who asks
        kind = _ABBREVIATED.get(match.group()) if group == "parent" else _KIND_WORDS.get(group)
        for name, stop in names or [("", end)]:
            found.append(UnitMention(start, stop, kind, typed, name, ours, whole))
    return found


def _name_start(text: str, folded: str, end: int, known: UnitNames | None) -> int:
    """Return where a name begins after a unit word: "xã đảo Thới Thuận", "Xã: Vĩnh An"."""
    between = _QUALIFIER.match(folded, end) or _COLON.match(folded, end)
    if between is None or text[end : between.end()] != text[end : between.end()].lower():
        return end
    capital = text[between.end() :].lstrip()[:1].isupper()
    named = known is not None and known_name(folded, between.end(), known) is not None
    return between.end() if capital or named else end


def _is_proper(names: list[tuple[str, int]], known: UnitNames | None) -> bool:
    """Tell whether the words taken for a name are one: capitalised, or known."""
    return any(
        name[0].isupper() or (known is not None and known.is_named(fold(name))) for name, _ in names
    )


def subject_of(folded: str, units: list[UnitMention]) -> UnitMention | None:
    """Choose the unit a case is about: the asker's own, else the lowest of the first address."""
    known = [unit for unit in units if unit.kind and not _is_other_form(folded, unit)]
    own = [unit for unit in known if unit.ours] or [unit for unit in known if unit.whole]
    named = [unit for unit in known if unit.name]
    pool = own or named or known
    if not pool or (pool is known and len({unit.kind for unit in known}) > 1):
        return None  # "các xã, phường, thị trấn": nobody's unit in particular
    first = pool[0]
    if first.own and not first.name:
        same = {unit.name: unit for unit in named if unit.kind == first.kind}
        return replace(next(iter(same.values())), ours=True) if len(same) == 1 else first
    if first.kind != "huyện" or first.own:
        return first
    below = [u for u in pool[1:] if u.kind != "huyện" and u.name]
    near = below and not re.search(r"\d", folded[first.end : below[0].start])
    return below[0] if near else first


def several_units(folded: str, units: list[UnitMention]) -> tuple[str, ...]:
    """Return the names of the units of one level a text gives figures of, when it is not one.

    Units a text only calls the former or later form of another ("nay là", "nhập từ") do not count.
    """
    named: list[UnitMention] = []
    for unit in units:
        told = unit.name[:1].isupper() or _FIGURE.search(folded, unit.end, unit.end + _SOON)
        if unit.kind and unit.name and told and not _is_other_form(folded, unit):
            named.append(unit)
    communes = [unit for unit in named if unit.kind != "huyện"]
    names = {fold(u.name): f"{u.label} {u.name}" for u in communes or named}
    if len(names) > 1:
        return tuple(names.values())
    ours = [unit for unit in units if unit.ours and not unit.name and unit.kind]
    if ours and communes and _both_have_figures(folded, ours[0], communes[0]):
        return (f"{ours[0].label}", *names.values())
    return ()


def several_hamlets(folded: str) -> tuple[str, ...]:
    """Return the hamlets a text gives figures of, when there are two or more."""
    hamlets = sorted({" ".join(match.groups()) for match in _HAMLET.finditer(folded)})
    return tuple(hamlets) if len(hamlets) > 1 else ()


def _is_other_form(folded: str, unit: UnitMention) -> bool:
    """Tell a unit that is called the former or later form of another."""
    return bool(
        unit.name
        and not unit.own
        and _OTHER_TIME.search(folded[max(0, unit.start - _BACK) : unit.start])
    )


def _both_have_figures(folded: str, one: UnitMention, two: UnitMention) -> bool:
    """Tell whether a figure follows each of two mentions."""
    first, second = sorted((one, two), key=lambda unit: unit.start)
    between = _FIGURE.search(folded, first.end, second.start)
    return bool(between and _FIGURE.search(folded, second.end))
