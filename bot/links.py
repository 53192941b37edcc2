"""Links that may be shown; every other is cut out of what a reader sees, "[…]" in its place.

A document, a web page or a language model may bring a link along ("gửi danh sách về t.me/…"), and
Telegram makes any address it finds in a text live, also one without ``https://``. Quotes stay as
they are in the index and in ``ask --json``; only what is shown to a person is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

CUT = "[…]"

# Endings of names Telegram takes for addresses wherever they stand ...
_COMMON = (
    "com|net|org|info|biz|xyz|top|site|online|club|shop|link|page|app|dev|io|vn|gov|edu|ru|cn|tk|"
    "ml|ga|cf|gq|cc|ly|gl|gg|sh|ws|tv|us|uk|eu|de|fr|jp|kr|sg|asia|tech|store|live|pro|icu|vip|"
    "work|click|mobi|name|cloud|space|website|fun|today|world|zone|wiki|blog|news|chat|bot|email"
)
# ... and those that are also syllables ("hộ nghèo.Co", "to.me"), taken for one before a path only.
_SYLLABLES = "me|co|to|la|ai|so|do|ma|mo|im|am|in|it|id|be|ch|st|ms|pw|su|vu|re|is|as|at"
_REST = r"[^\s<>\"“”«»\u2026]*"
_LINK = re.compile(
    rf"""
      [a-z][a-z0-9+.-]{{1,15}}://{_REST}               # with a scheme
    | (?:tg|mailto|javascript|data):(?=\S){_REST}
    | (?<![\w@.-])www\.{_REST}
    | (?<![\w@.-])(?:[^\W_](?:[\w-]{{0,62}})\.)+
      (?: (?:{_COMMON})(?![\w-]) | (?:{_SYLLABLES})(?=[/?\#:]) )
      (?:[/?\#:]{_REST})?
    | (?<![\w@./])@[a-z]\w{{3,31}}                      # a name on Telegram is a link too
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Works under words or on a button only, "not in a message text" (Bot API, formatting options).
_DEAD = re.compile(r"tg://user\?id=\d+", re.ASCII)
_ENDS = ".,;:!?)]}'’"
_HOST = re.compile(r"[a-z0-9.-]+", re.ASCII)


class Links:
    """Knows which links may be shown.

    Args:
        allowed: hosts, each with all below it, or a host and the beginning of a path.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = tuple(allowed)

    def without_foreign(self, text: str) -> str:
        """Return ``text`` with every link to a place that is not allowed cut out."""
        return _LINK.sub(self._kept, text)

    def _kept(self, match: re.Match[str]) -> str:
        link = match.group().rstrip(_ENDS)
        return match.group() if self._is_allowed(link) else CUT + match.group()[len(link) :]

    def _is_allowed(self, link: str) -> bool:
        if _DEAD.fullmatch(link):
            return True
        scheme, sign, rest = link.rpartition("://") if "://" in link else ("https", "://", link)
        if scheme.lower() not in ("http", "https") or not sign:
            return False
        try:
            parts = urlsplit(f"//{rest}")
            host, path = (parts.hostname or "").rstrip("."), unquote(parts.path)
        except ValueError:
            return False
        if not _HOST.fullmatch(host) or parts.username is not None or "/../" in f"{path}/":
            return False
        return any(_covers(allowed, host, path) for allowed in self._allowed)


def _covers(allowed: str, host: str, path: str) -> bool:
    name, slash, begin = allowed.partition("/")
    if slash:
        return host == name and f"{path}/".startswith(f"/{begin}/")
    return host == name or host.endswith(f".{name}")
