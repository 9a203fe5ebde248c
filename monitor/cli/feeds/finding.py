"""Feeds to be had: `telemon feeds check|discover`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from config.settings import Settings
from monitor.app import make_client, utc_now
from monitor.cli.common import settings_of
from monitor.cli.feeds.asking import ask, configured, discovered, plain
from monitor.cli.feeds.brought import brought_by
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.acceptance import Candidate, Finding, Grade, accept, accepted
from monitor.core.errors import UsageError
from monitor.core.feed import Feed
from monitor.intake.client import Client
from monitor.intake.fetch import Failed
from monitor.intake.opml import read_opml
from monitor.intake.parse import ParsedFeed, ParsePool

AT_ONCE = 8


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(check)
    app.command()(discover)


def check(
    context: typer.Context,
    wanted: Annotated[
        list[str],
        typer.Argument(
            help="Addresses, ids of feeds, or files: OPML, an address a line, or a feed.",
            metavar="URL|ID|FILE...",
        ),
    ],
    form: FormatOption = Format.TABLE,
) -> None:
    """Tests feeds before they are added: entries, dates, freshness, own domain, titles, duplicates.

    Each is asked once; nothing is stored. Exit code 1 when something speaks against one of them.

    Example: `telemon feeds check https://www.example.org/rss.xml`
    """
    settings = settings_of(context)
    known = configured(settings, missing_ok=True)
    candidates = asyncio.run(_candidates(settings, known, wanted))
    rows = [_row(settings, known, feed, found) for feed, found in candidates]
    columns = ("url", "verdict", "accepted", "entries", "newest", "title", "against", "notes")
    print_rows(rows, columns, form)
    if not all(row["accepted"] for row in rows):
        raise typer.Exit(1)


def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A page, a site, or a feed that does not answer.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Finds the feeds of a site: those its pages name, at the usual places, at look-alike addresses.

    Example: `telemon feeds discover https://www.example.org/`
    """
    found = asyncio.run(discovered(settings_of(context), url))
    rows = [{"title": feed.title, "type": feed.type, "url": feed.url} for feed in found]
    print_rows(rows, ("title", "type", "url"), form, empty=f"{url}: no feed found")
    if not found:
        raise typer.Exit(1)


async def _candidates(
    settings: Settings, known: Sequence[Feed], wanted: Sequence[str]
) -> list[tuple[Feed, Candidate]]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(client: Client, pool: ParsePool, feed: Feed) -> tuple[Feed, Candidate]:
        async with slots:
            return feed, _candidate(feed, await ask(client, pool, feed))

    async with make_client(settings) as client, ParsePool(processes=1) as pool:
        found: list[tuple[Feed, Candidate]] = []
        asked: list[Feed] = []
        for each in wanted:
            path = Path(each)
            if "://" not in each and path.is_file():  # noqa: ASYNC240 (a command reads its argument)
                content = path.read_bytes()  # noqa: ASYNC240
                listed = _listed(content)
                asked += [plain(url) for url in listed]
                if not listed:
                    found.append(await _of_file(pool, each, content))
            else:
                asked.append(next((feed for feed in known if feed.id == each), plain(each)))
        return found + list(await asyncio.gather(*map(partial(one, client, pool), asked)))


async def _of_file(pool: ParsePool, name: str, content: bytes) -> tuple[Feed, Candidate]:
    feed = plain(name)
    return feed, _candidate(feed, await pool.parse(content, content_type=None, url="file:"))


def _listed(content: bytes) -> list[str]:
    """The addresses that a file lists, as OPML or one a line; none if it is something else."""
    try:
        return [feed.url for feed in read_opml(content)]
    except UsageError:
        lines = [
            line.split("#")[0].strip()
            for line in content[:1_000_000].decode(errors="replace").splitlines()
        ]
        lines = [line for line in lines if line]
        plausible = all(line.startswith(("http://", "https://")) for line in lines)
        return lines if plausible else []


def _candidate(feed: Feed, answer: ParsedFeed | Failed) -> Candidate:
    if isinstance(answer, Failed):
        return Candidate(urls=(feed.url,), verdict=answer.verdict, detail=answer.detail)
    return Candidate(
        urls=(feed.url,),
        verdict=answer.verdict,
        detail=answer.detail,
        title=answer.title,
        site_url=answer.site_url,
        listed=answer.listed,
        entries=answer.entries,
    )


def _row(
    settings: Settings, known: Sequence[Feed], feed: Feed, candidate: Candidate
) -> dict[str, object]:
    findings = accept(
        candidate,
        known={other.url: other.id for other in known if other.id != feed.id},
        shared=brought_by(settings, candidate.entries, but=feed.id),
        now=utc_now(),
    )
    dates = [entry.published for entry in candidate.entries if entry.published]
    return {
        "url": feed.url,
        "verdict": candidate.verdict,
        "accepted": accepted(findings),
        "entries": candidate.listed,
        "dated": len(dates),
        "newest": max(dates, default=None),
        "title": candidate.title,
        "against": "; ".join(_told(findings, Grade.BAD)),
        "notes": "; ".join(_told(findings, Grade.NOTE)),
        "findings": findings,
    }


def _told(findings: Sequence[Finding], grade: Grade) -> Iterator[str]:
    for finding in findings:
        if finding.grade is grade:
            yield f"{finding.check}: {finding.detail}"
