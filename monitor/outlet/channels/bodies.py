"""The bodies of mails as they travel: encoded once for all who get the same, but for their own link.

Of 7bit, quoted-printable and base64 (RFC 2045, 6) the first that fits, or the shorter of the others.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.delivery import LINK

_LONGEST_LINE = 998
_LINE = 57  # bytes that make one line of base64, 76 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text that is encoded but for the places of the link. `pieces` stand around them.

    In base64, which has no such places, the first piece is encoded and the others are not: they are
    short, since the link stands at the end.
    """

    encoding: str
    pieces: tuple[bytes, ...]

    def with_link(self, link: str) -> bytes:
        """The bytes with `link` in its places, in lines that end with CRLF."""
        written = link.encode()
        if self.encoding == "7bit":
            return written.join(self.pieces)
        if self.encoding == "quoted-printable":
            return (_open(written) + b"=\r\n").join(self.pieces)
        head, first, *rest = self.pieces
        return head + _base64(written.join((first, *rest)))


@lru_cache(maxsize=32)
def body_of(content: str, link_is_ascii: bool) -> Body:
    """`content`, which has LINK in the places of the link, ready for any link."""
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    text = text if text.endswith("\n") else f"{text}\n"
    pieces = [piece.encode() for piece in text.split(LINK)]
    if link_is_ascii and text.isascii() and max(map(len, text.split("\n"))) <= _LONGEST_LINE - 400:
        return Body(encoding="7bit", pieces=tuple(p.replace(b"\n", b"\r\n") for p in pieces))
    # A soft line break on each side of the link, so that the pieces keep the lines they have.
    quoted = (*(_open(piece) + b"=\r\n" for piece in pieces[:-1]), _quoted(pieces[-1]))
    whole = text.encode()
    if sum(map(len, quoted)) <= len(whole) * 4 // 3:
        return Body(encoding="quoted-printable", pieces=quoted)
    first, *rest = (piece.replace(b"\n", b"\r\n") for piece in pieces)
    even = len(first) // _LINE * _LINE
    return Body(encoding="base64", pieces=(_base64(first[:even]), first[even:], *rest))


def _quoted(data: bytes) -> bytes:
    lines = binascii.b2a_qp(data, istext=True).split(b"\n")
    # It writes a space at the end of a line as three characters, and then counts one.
    held = (line if len(line) <= 76 else line[:-3] + b"=\r\n" + line[-3:] for line in lines)
    return b"\r\n".join(held)


def _open(data: bytes) -> bytes:
    """`data` quoted, with room for a soft line break behind it."""
    return _quoted(data + b"=").removesuffix(b"=3D")


def _base64(data: bytes) -> bytes:
    lines = (data[at : at + _LINE] for at in range(0, len(data), _LINE))
    return b"".join(binascii.b2a_base64(line, newline=False) + b"\r\n" for line in lines)
