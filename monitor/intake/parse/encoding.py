"""Which encoding a body is in: every certain one ends as UTF-8 without an XML declaration."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*?\?>")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})\s*["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
# Python knows encodings that decode in quadratic time, or are no text: only those of feeds are used
_USED = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp\d+|koi8-[rut]|gb\w+|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|"
    r"mac-\w+|tis-620|hz|johab|ptcp154|kz1048"
)
_SERVER_DEFAULTS = frozenset({"iso8859-1", "ascii", "cp1252"})
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body in UTF-8, without declaration.

    `certain` False: no declared encoding fits, the bytes are as they came (without NUL bytes), and
    whoever reads them must guess.
    """

    body: bytes
    certain: bool


def decoded(body: bytes, *, content_type: str | None, override: str | None = None) -> Decoded:
    """`body` in UTF-8, by `override`, else its BOM, the HTTP charset, its declaration, UTF-8.

    A charset of HTTP that servers send by default (ISO-8859-1, US-ASCII) does not count against a
    declaration of UTF-8 that holds; a declared UTF-16 does not count for a body that is not wide.
    """
    if override is not None and (name := _codec(override)):
        return _plain(body.decode(name, "replace").encode())
    for start, name in (*_BOMS, *_WIDE_STARTS):
        if body.startswith(start):
            return _plain(body.decode(name, "replace").encode())
    narrow = body.replace(b"\0", b"") if b"\0" in body else body
    for name in _candidates(narrow, content_type):
        try:
            text = narrow.decode(name)
        except UnicodeDecodeError:
            continue
        if text.lstrip()[:1] in ("<", "{", "["):
            return _plain(narrow if name == "utf-8" else text.encode())
    return Decoded(body=_without_odd_declaration(narrow), certain=False)


def _candidates(body: bytes, content_type: str | None) -> list[str]:
    declaration = _DECLARATION.match(body[:500])
    found = _DECLARED.search(declaration[0]) if declaration else None
    declared = _codec(found[1].decode("ascii")) if found else None
    charset = _CHARSET.search(content_type or "")
    served = _codec(charset[1]) if charset else None
    if served in _SERVER_DEFAULTS and declared in (None, "utf-8"):
        return ["utf-8", *_widened(served)]
    return list(dict.fromkeys([*_widened(served), *_widened(declared), "utf-8"]))


def _widened(name: str | None) -> list[str]:
    if name is None:
        return []
    return [_SUPERSETS[name], name] if name in _SUPERSETS else [name]


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _USED.fullmatch(found) else None


def _plain(body: bytes) -> Decoded:
    body = body.replace(b"\0", b"") if b"\0" in body else body
    declaration = _DECLARATION.match(body[:500])
    return Decoded(body=body[declaration.end() :] if declaration else body, certain=True)


def _without_odd_declaration(body: bytes) -> bytes:
    declaration = _DECLARATION.match(body[:500])
    found = _DECLARED.search(declaration[0]) if declaration else None
    if declaration and found and _codec(found[1].decode("ascii")) is None:
        return body[declaration.end() :]
    return body
