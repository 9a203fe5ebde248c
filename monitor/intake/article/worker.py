"""Reading a page: its title and its running text, as a worker process finds them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import trafilatura
from lxml import etree
from trafilatura.utils import load_html

from monitor.core.article import Page
from monitor.intake.article.values import PageOrder
from monitor.intake.workers import Trouble, serve

LONGEST = 200_000  # characters of running text; a page with more is a book or a trap
_SPACE = re.compile(r"\s+")
_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(true|false)"?', re.IGNORECASE)


def read_page_text(order: object) -> Page | Trouble:
    """The page of an order; a Trouble when it is no page."""
    assert isinstance(order, PageOrder)
    tree = load_html(order.body)
    if tree is None:
        return Trouble("it is no page that can be read")
    title, paid = _title(tree), _is_paid(tree)
    text = trafilatura.extract(
        tree,
        url=order.url,
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        output_format="txt",
    )
    paragraphs = (_SPACE.sub(" ", line).strip() for line in (text or "")[:LONGEST].split("\n"))
    return Page(url=order.url, title=title, paragraphs=tuple(filter(None, paragraphs)), paid=paid)


def _title(tree: etree._Element) -> str:
    for path in ('//meta[@property="og:title"]/@content', "//title//text()", "//h1//text()"):
        found = tree.xpath(path)
        if isinstance(found, list) and found:
            return _SPACE.sub(" ", " ".join(map(str, found[:5]))).strip()[:500]
    return ""


def _is_paid(tree: etree._Element) -> bool:
    """Whether the page says in its structured data that its text is not free."""
    said = [word for script in _data(tree) for word in _accessible(script)]
    return "false" in said and "true" not in said


def _data(tree: etree._Element) -> Iterator[str]:
    found = tree.xpath('//script[@type="application/ld+json"]/text()')
    if isinstance(found, list):
        yield from (str(text) for text in found[:20])


def _accessible(script: str) -> Iterator[str]:
    """What a piece of structured data says of the page itself: its parts may be free or not."""
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        yield from (found.lower() for found in _FREE.findall(script[:100_000]))
        return
    graph = data.get("@graph", [data]) if isinstance(data, dict) else data
    for one in graph if isinstance(graph, list) else [graph]:
        if isinstance(one, dict) and "isAccessibleForFree" in one:
            yield str(one["isAccessibleForFree"]).lower()


def main() -> None:
    """Serves orders until the input ends."""
    serve(read_page_text, out_of_memory=Trouble("reading it takes too much memory"))
