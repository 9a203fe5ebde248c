"""From markup to plain text, in linear time and with caps.

A tokeniser of our own: feeds carry fragments, not pages, and a tree built of a hostile one (80,000
nested blocks) takes seconds to walk. No pattern here looks past the next "<", and the quantifiers
are possessive, so that no input makes one start over.
"""

from __future__ import annotations

import html
import re

TITLE_LENGTH = 500
SUMMARY_LENGTH = 4_000
BODY_LENGTH = 20_000
MARKUP_LENGTH = 400_000  # of markup are read at most; no summary or body needs more
ELLIPSIS = "…"

_BREAK = "\x1e"  # stands for the end of a block until white space is folded
_DROPPED = frozenset({
    "aside", "audio", "button", "canvas", "form", "head", "iframe", "math", "nav", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
})  # fmt: skip
_RAW = frozenset({"script", "style", "textarea", "title"})  # their content is no markup
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})

_TOKEN = re.compile(
    r"""<(?:
        !--
      | [!?] [^<>]*+ >
      | (/?) ([a-zA-Z][a-zA-Z0-9:-]*+)
        (?: (?: [^<>"']++ | "[^"<]*+" | '[^'<]*+' )*+ > | [^<>]*+ > )
    )""",
    re.VERBOSE,
)
_UNCLOSED_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*+\Z")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|big|br|cite|code|del|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|"
    r"strike|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*+)?>|<br/>",
    re.IGNORECASE,
)
_KNOWN_TAG = re.compile(
    r"</?(?:a|article|b|blockquote|br|div|em|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre|script|"
    r"section|small|span|strong|style|table|td|tr|u|ul)(?:\s[^<>]*+|/)?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ENDLESS_NUMBER = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9a-fA-F]{8,}+);?")
# C0 and C1 controls, noncharacters and lone surrogates: no text has them, and databases refuse some
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain_title(raw: str) -> str:
    """A title on one line, at most 500 characters: tags of inline markup dropped, entities decoded.

    Entities encoded twice (`AT&amp;amp;T`) are decoded twice. A `<` that opens no known inline tag
    stays, as in "latency < 5 ms" or "the <canvas> element".
    """
    text = fit(raw[: TITLE_LENGTH * 20])
    for _ in range(2):
        text = _INLINE_TAG.sub("", text) if "<" in text else text
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _unescape(text)
    text = _INLINE_TAG.sub("", text) if "<" in text else text
    return cut(_one_line(fit(text)), TITLE_LENGTH)


def plain_text(raw: str, *, markup: bool = True, limit: int = BODY_LENGTH) -> str:
    """The text of `raw`, one line for each block, at most `limit` characters.

    `markup` False says that the feed declares plain text; markup that stands there all the same is
    read as such. Navigation, asides, scripts and styles are dropped. Markup escaped twice is read
    once more.
    """
    text = fit(raw[:MARKUP_LENGTH])
    if markup or _KNOWN_TAG.search(text):
        text = _from_markup(text)
        if "<" in text and _KNOWN_TAG.search(text):
            text = _from_markup(text)
    else:
        text = _lines(text.splitlines())
    if "&" in text and _ENTITY.search(text):
        text = _lines(_unescape(text).splitlines())
    return cut(fit(text).strip(), limit)


def label(raw: str, limit: int = 200) -> str:
    """A short name (author, category, outlet) on one line, without markup."""
    return cut(plain_title(raw), limit)


def fit(text: str) -> str:
    """`text` without the characters that no text has: controls, noncharacters, lone surrogates."""
    return _UNFIT.sub("", text) if _UNFIT.search(text) else text


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, at the end of a word if one is near; what is cut ends in "…"."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 0.8 else head).rstrip() + ELLIPSIS


def _from_markup(text: str) -> str:
    if "<" not in text:
        return _lines(_unescape(text).splitlines())
    folded = _unescape("".join(_pieces(text.replace(_BREAK, " "))))
    return _lines(folded.split(_BREAK))


def _pieces(text: str) -> list[str]:
    """The text between the tags, with breaks; what stands in dropped elements is left out."""
    pieces: list[str] = []
    at = 0
    while token := _TOKEN.search(text, at):
        pieces.append(text[at : token.start()])
        name = (token[2] or "").rpartition(":")[2].lower()
        if token[0] == "<!--":
            at = _behind(text, "-->", token.end())
        elif name in _DROPPED and not token[1]:
            at = _end_of(text, name, token.end())
        else:
            at = token.end()
            if name in _BLOCKS:
                pieces.append(_BREAK)
            elif name in _CELLS:
                pieces.append(" ")
    pieces.append(_UNCLOSED_TAG.sub("", text[at:]))
    return pieces


def _end_of(text: str, name: str, at: int) -> int:
    """Where the dropped element whose content begins at `at` ends; at the latest with the text."""
    if text[at - 2] == "/":
        return at
    tags = re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*+>?", re.IGNORECASE)
    depth = 1
    for tag in tags.finditer(text, at):
        if tag[1]:
            depth -= 1
        elif name not in _RAW and not tag[0].endswith("/>"):
            depth += 1
        if depth == 0:
            return tag.end()
    return len(text)


def _behind(text: str, mark: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    # int() refuses endless digits, and no character has such a number
    return html.unescape(_ENDLESS_NUMBER.sub("", text))


def _lines(parts: list[str]) -> str:
    folded = (_one_line(part) for part in parts)
    return "\n".join(line for line in folded if line)


def _one_line(text: str) -> str:
    return " ".join(text.split())
