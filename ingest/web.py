"""A web page to its main text: trafilatura first, every visible block when it finds too little."""

from __future__ import annotations

import re

from lxml import etree, html

_CLAUSE = re.compile(r"^\s*Điều\s+\d+", re.MULTILINE)
_META = {
    "title": ('//meta[@property="og:title"]/@content', "//h1//text()", "//title//text()"),
    "date": ('//meta[@property="article:published_time"]/@content',
             '//meta[@name="pubdate"]/@content', '//meta[@itemprop="datePublished"]/@content'),
    "url": ('//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content'),
}  # fmt: skip
_SKIPPED = {"script", "style", "noscript", "template", "head", "nav", "form", "button", "svg"}
_BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section",
           "article", "br", "ul", "ol", "blockquote", "header", "footer", "main", "td", "th",
           "figcaption"}  # fmt: skip
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()+\-.!>~])")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def main_text(page: str) -> tuple[str, dict[str, str]]:
    """Return the main text of an HTML page, and what the page declares about itself.

    Args:
        page: the page, decoded.

    Returns:
        Text with Markdown headings and tables, and a table with ``title``, ``date`` and ``url``
        where the page states them; no date is ever guessed from the text here.
    """
    import trafilatura  # a third of a second, and only web pages need it

    try:
        tree = html.fromstring(_XML_DECLARATION.sub("", page))
    except (etree.ParserError, ValueError):
        return page, {}
    declared = {key: value for key, paths in _META.items() if (value := _first(tree, paths))}
    visible = _visible(tree)
    main = trafilatura.extract(
        page,
        output_format="markdown",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    main = _ESCAPED.sub(r"\1", main or "")
    legal = len(_CLAUSE.findall(visible)) > max(1, len(_CLAUSE.findall(main)))
    if not main.strip() or legal:
        return visible, declared
    return main, declared


def _first(tree: html.HtmlElement, paths: tuple[str, ...]) -> str:
    for path in paths:
        found = tree.xpath(path)
        text = " ".join(" ".join(map(str, found[:20])).split()) if found else ""
        if text:
            return text
    return ""


def _visible(tree: html.HtmlElement) -> str:
    """Return the text of every visible block, one line each."""
    parts: list[str] = []
    skipping = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else "comment"
        if event == "start":
            skipping += tag in _SKIPPED or tag == "comment"
            if tag in _BLOCKS:
                parts.append("\n")
            if not skipping and node.text:
                parts.append(re.sub(r"\s+", " ", node.text))
        else:
            skipping -= tag in _SKIPPED or tag == "comment"
            if tag in _BLOCKS:
                parts.append("\n")
            if not skipping and node.tail:
                parts.append(re.sub(r"\s+", " ", node.tail))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
