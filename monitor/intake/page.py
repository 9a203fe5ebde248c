"""A web page as a reader wants it: its title and its running text."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

_ASIDE = "script, style, noscript, template, nav, header, footer, aside, form, iframe, svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says. `language` is what it declares, None where it declares none."""

    title: str
    text: str
    language: str | None


def read_page(body: bytes) -> Page:
    """Title, description and paragraphs of an HTML page; what stands beside the article is left out."""
    tree = LexborHTMLParser(body)
    heading = tree.css_first("title")
    title = _meta(tree, "og:title") or (heading.text() if heading else "")
    description = _meta(tree, "og:description") or _meta(tree, "description")
    root = tree.css_first("html")
    language = root.attributes.get("lang") if root else None
    for node in tree.css(_ASIDE):
        node.decompose()
    article = tree.css_first("article") or tree.css_first("main") or tree.body
    paragraphs = [node.text(separator=" ") for node in article.css("p")] if article else []
    told = [description, *paragraphs]
    text = "\n".join(part for part in (" ".join(one.split()) for one in told) if part)
    return Page(title=" ".join(title.split()), text=text, language=language)


def _meta(tree: LexborHTMLParser, name: str) -> str:
    for attribute in ("property", "name"):
        node = tree.css_first(f'meta[{attribute}="{name}"]')
        if node is not None and node.attributes.get("content"):
            return str(node.attributes["content"])
    return ""
