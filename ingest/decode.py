"""Bytes of a text file to text: Unicode with or without its mark, Windows 1258, legacy fonts."""

from __future__ import annotations

import re

from ingest.encoding import convert_text, is_unicode
from ingest.refusals import refusal, sentences
from knowledge.text import normalize

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHARSET_PROBE = 4096


def decode(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, legacy letters still unconverted, and notices about it.

    Args:
        data: the whole file.
        file: the name to use in messages.

    Raises:
        DocumentError: ``binary`` or ``unreadable``.
    """
    for mark, codec in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf",
                        "utf-8-sig")):  # fmt: skip
        if data.startswith(mark):
            return data.decode(codec, "replace"), ()
    if b"\x00" in data:
        return _decode_bare_utf16(data, file), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, file)
    if len(_CONTROLS.findall(text)) * 20 > len(text):
        raise refusal("binary", file)
    return text, ()


def _decode_bare_utf16(data: bytes, file: str) -> str:
    """Decode UTF-16 without its mark: every other byte of ASCII text is zero."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = data.decode(codec, "replace")
    strange = text.count("\ufffd") + len(_CONTROLS.findall(text))
    if max(even, odd) * 4 < len(data) // 2 or strange * 100 > len(text):
        raise refusal("binary", file)
    return text


def _decode_other(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Decode bytes that are not UTF-8: nearly UTF-8, the Windows page 1258, or a legacy font."""
    near = data.decode("utf-8", "replace")
    lost = near.count("\ufffd")
    if lost * 200 < len(near) and is_unicode(near):
        return near, (sentences()("ingest_read.letters_lost", count=lost),)
    charset = _META_CHARSET.search(data[:_CHARSET_PROBE])
    windows = normalize(data.decode("cp1258", "replace"))
    if charset is not None and charset.group(1).lower() in (b"windows-1258", b"cp1258"):
        return windows, ()
    text = data.decode("cp1252", "replace").replace("\ufffd", "")
    converted, encodings = convert_text(text)
    if encodings:
        return text, ()
    if is_unicode(windows) and "\ufffd" not in windows:
        return windows, ()
    latin = data.decode("latin-1")
    if convert_text(latin)[1]:
        return latin, ()
    raise refusal("binary" if len(_CONTROLS.findall(converted)) else "unreadable", file)
