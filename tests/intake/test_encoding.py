"""Which encoding a body is in."""

from __future__ import annotations

import pytest

from monitor.intake.parse.encoding import decoded

TEXT = "<rss><title>Türk Telekom – München</title></rss>"


def declared(encoding: str, text: str, name: str | None = None) -> bytes:
    return f"<?xml version='1.0' encoding='{name or encoding}'?>{text}".encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT), ("iso-8859-1", "<a>Zürich</a>"), ("iso-8859-9", "<a>İstanbul</a>"),
        ("windows-1252", "<a>“5G” – €</a>"), ("windows-1251", "<a>Билайн</a>"),
        ("koi8-r", "<a>МТС</a>"), ("gb2312", "<a>华为</a>"), ("gb18030", "<a>中兴通讯</a>"),
        ("big5", "<a>中華電信</a>"), ("shift_jis", "<a>ソフトバンク</a>"),
        ("euc-jp", "<a>楽天モバイル</a>"), ("euc-kr", "<a>삼성전자</a>"),
    ],
)  # fmt: skip
def test_declared_encoding_is_used(encoding: str, text: str) -> None:
    result = decoded(declared(encoding, text), content_type="application/xml")

    assert (result.body.decode(), result.certain) == (text, True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_encodings_are_told_by_their_first_bytes(encoding: str) -> None:
    body = declared(encoding, TEXT, name="utf-16")

    assert decoded(body, content_type=None).body.decode() == TEXT


def test_charset_of_http_beats_the_declaration() -> None:
    body = declared("windows-1251", "<a>Билайн</a>", name="iso-8859-1")

    result = decoded(body, content_type="text/xml; charset=windows-1251")

    assert result.body.decode() == "<a>Билайн</a>"


@pytest.mark.parametrize("charset", ["ISO-8859-1", "us-ascii", '"windows-1252"'])
def test_default_charset_of_a_server_does_not_beat_valid_utf8(charset: str) -> None:
    body = declared("utf-8", TEXT)

    assert decoded(body, content_type=f"text/xml;charset={charset}").body.decode() == TEXT


def test_wrong_declaration_of_utf16_does_not_count() -> None:
    body = declared("utf-8", TEXT, name="utf-16")

    assert decoded(body, content_type=None).body.decode() == TEXT


def test_override_of_the_operator_beats_everything() -> None:
    body = "<a>Билайн</a>".encode("windows-1251")

    result = decoded(body, content_type="text/xml; charset=utf-8", override="windows-1251")

    assert result.body.decode() == "<a>Билайн</a>"


def test_undeclared_bytes_that_are_no_utf8_are_not_certain() -> None:
    result = decoded("<a>Zürich</a>".encode("latin-1"), content_type=None)

    assert (result.certain, result.body) == (False, "<a>Zürich</a>".encode("latin-1"))


@pytest.mark.parametrize(
    "name", ["zlib", "rot13", "punycode", "idna", "unicode_escape", "hex", "x"]
)
def test_encoding_that_no_feed_uses_is_ignored(name: str) -> None:
    body = declared("utf-8", TEXT, name=name)

    assert decoded(body, content_type=f"text/xml; charset={name}").body.decode() == TEXT


def test_nul_bytes_are_dropped() -> None:
    assert decoded(b"<rss>\0a\0b</rss>", content_type=None).body == b"<rss>ab</rss>"
