"""Mutated feeds through the intake: nothing may raise, hang, or be stored that cannot be stored.

    .venv/bin/python -m scripts.fuzz_intake [--minutes 10] [--seed 1] [--keep FOLDER]

The seeds are the documents of this script and of the demo's press. Each case is a few mutations of one:
bytes flipped, cut, doubled, swapped between documents, tags and entities put in. A case that
raises, takes more than 5 s, or gives an entry without identity is written to FOLDER, by its number.
"""

from __future__ import annotations

import argparse
import gzip
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.farm import document
from monitor.intake.parse import ParsedFeed, parse_feed

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIMIT = 5.0
_JSON = (
    b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","url":'
    b'"https://x.test/1","title":"One","content_html":"<p>5G</p>","authors":[{"name":"A"}]}]}'
)
_SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/'
    b'schemas/sitemap-news/0.9"><url><loc>https://x.test/1</loc><n:news><n:title>T</n:title>'
    b"<n:publication_date>2026-10-31</n:publication_date></n:news></url></urlset>"
)
_RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    b"<channel><title>R</title></channel><item rdf:about='a'><title>T</title><link>https://x.test/1</link>"
    b"</item></rdf:RDF>"
)
SEEDS = (document(1, 6, 4), document(0, 6, 4), _JSON, _SITEMAP, _RDF, gzip.compress(_SITEMAP))
_PIECES = (
    b"<item>", b"</item>", b"<entry>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&nbsp;", b"&#0;",
    b"&#x110000;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<title>", b"</title>", b"<guid>", b"<link>",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<?xml version='1.0' encoding='utf-16'?>", b"</", b"<",
    b" xml:base='//x'", b" xml:lang=''", b"<content:encoded>", b"{", b"[", b'"', b"\\ud800", b"1e999",
    b"<pubDate>Thu, 99 Foo 0000 25:61:61 +9999</pubDate>", b"<media:title>", b" xmlns='urn:x'",
    b"<xhtml:div>", b">", b"&", b"'", "\u202e".encode(), "🛰".encode() * 40,
)  # fmt: skip


class SlowError(Exception):
    """A case took more than 5 s."""


def main() -> int:
    """0 when nothing was found."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=Path("fuzz-cases"))
    options = asked.parse_args()
    signal.signal(signal.SIGALRM, _too_slow)
    dice, ends = random.Random(options.seed), time.monotonic() + options.minutes * 60
    verdicts: Counter[str] = Counter()
    number, bad, slowest = 0, 0, 0.0
    while time.monotonic() < ends:
        number += 1
        case = mutated(dice)
        began = time.perf_counter()
        try:
            verdicts[str(tried(case))] += 1
        except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
            bad += 1
            options.keep.mkdir(exist_ok=True)
            (options.keep / f"{options.seed}-{number}").write_bytes(case)
            print(f"case {number}: {type(error).__name__}: {error}", file=sys.stderr)
        slowest = max(slowest, time.perf_counter() - began)
    print(f"{number:,} cases, {bad} bad, the slowest took {slowest:.2f} s")
    for verdict, count in verdicts.most_common():
        print(f"{count:8,} {verdict}")
    return int(bad > 0)


def mutated(dice: random.Random) -> bytes:
    """A seed after one to eight mutations."""
    body = bytearray(dice.choice(SEEDS))
    for _ in range(dice.randint(1, 8)):
        at, to = sorted((dice.randrange(len(body) + 1), dice.randrange(len(body) + 1)))
        to = min(to, at + dice.choice((1, 3, 20, 400)))
        match dice.randrange(6):
            case 0:
                body[at:at] = dice.choice(_PIECES)
            case 1:
                del body[at:to]
            case 2:
                body[at:at] = body[at:to] * dice.choice((1, 2, 50))
            case 3 if body:
                body[min(at, len(body) - 1)] = dice.randrange(256)
            case 4:
                other = dice.choice(SEEDS)
                start = dice.randrange(len(other))
                body[at:to] = other[start : start + dice.choice((5, 80, 2_000))]
            case _:
                del body[dice.randrange(len(body) + 1) :]
    return bytes(body)


def tried(case: bytes) -> str:
    """The verdict on a case. Raises what the intake raises, SlowError, AssertionError."""
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        parsed = parse_feed(case, content_type=None, url="https://x.test/f", now=NOW)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    _check(parsed)
    return parsed.verdict.value


def _check(parsed: ParsedFeed) -> None:
    for entry in parsed.entries:
        text = f"{entry.title}{entry.summary}{entry.body}{entry.url or ''}{entry.guid or ''}"
        assert "\x00" not in text, "an entry with NUL"
        text.encode()  # raises for a lone surrogate
        assert entry.identity.partition(":")[2], "an entry without identity"
        assert len(entry.item_hash) == 8, "an entry without its hash"
    assert len(set(parsed.item_hashes)) == len(parsed.item_hashes), "a hash twice"


def _too_slow(*_: object) -> None:
    raise SlowError(f"more than {LIMIT:g} s")


if __name__ == "__main__":
    sys.exit(main())
