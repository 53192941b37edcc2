"""The fake's reading of HTML in messages: strict, with the Bot API's own refusals.

Written from the public description of formatting options. Stricter than Telegram where a bot of
ours has no business: unknown attributes and quotes within quotes are refused, not passed over.
"""

from __future__ import annotations

import html
import re
from typing import Any

SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip
_PIECE = re.compile(r"<[^>]*>?|&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});|[^<&]+|&")
_TAG = re.compile(r"<(/?)\s*([a-zA-Z-]*)(.*)>", re.DOTALL)


class EntityError(ValueError):
    """The text cannot be parsed; the message is what Telegram would say."""


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the visible text and its entities, offsets in UTF-16 units."""
    text = ""
    entities: list[dict[str, Any]] = []
    opened: list[tuple[str, dict[str, Any]]] = []
    for match in _PIECE.finditer(source):
        piece, at = match.group(), len(source[: match.start()].encode())
        if not piece.startswith("<"):
            text += html.unescape(piece) if len(piece) > 1 and piece[0] == "&" else piece
            continue
        tag = _TAG.fullmatch(piece)
        if tag is None:
            raise EntityError(f"Unclosed start tag at byte offset {at}")
        closing, name, rest = tag[1], tag[2].lower(), tag[3].strip()
        if closing:
            entity = _close(opened, name, at)
            entity["length"] = units(text) - entity["offset"]
            entities.append(entity)
        else:
            entity = _entity(name, rest, [outer for outer, _ in opened], at)
            opened.append((name, entity | {"offset": units(text)}))
    if opened:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return _trimmed(text, entities)


def _close(opened: list[tuple[str, dict[str, Any]]], name: str, at: int) -> dict[str, Any]:
    if not opened:
        raise EntityError(f"Unexpected end tag at byte offset {at}")
    expected, entity = opened.pop()
    if name != expected:
        raise EntityError(
            f'Unmatched end tag at byte offset {at}, expected "</{expected}>", found "</{name}>"'
        )
    return entity


def _entity(name: str, rest: str, outer: list[str], at: int) -> dict[str, Any]:
    if set(outer) & {"code", "pre"} or (name == "blockquote" and name in outer):
        raise EntityError(f'Tag "{name}" can\'t be nested here, at byte offset {at}')
    if name == "a":
        link = re.fullmatch(r"""href=(["'])(https?://[^"'<>\s]+|tg://[^"'<>\s]+)\1""", rest)
        if not link:
            raise EntityError(f'Tag "a" must have attribute "href" only, at byte offset {at}')
        return {"type": "text_link", "url": html.unescape(link[2])}
    if name == "blockquote" and rest == "expandable":
        return {"type": "expandable_blockquote"}
    if name == "span" and rest == 'class="tg-spoiler"':
        return {"type": "spoiler"}
    if name not in SIMPLE:
        raise EntityError(f'Unsupported start tag "{name}" at byte offset {at}')
    if rest:
        raise EntityError(f'Unexpected attributes in the tag "{name}" at byte offset {at}')
    return {"type": SIMPLE[name]}


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Take white space off both ends, as Telegram does, and move the entities along."""
    shown = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], units(shown))
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return shown, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))
