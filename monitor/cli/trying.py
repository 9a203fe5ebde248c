"""Trying a query: `telemon watchlists test`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated

import typer

from config.home import Home
from config.settings import Settings
from monitor.app import make_client
from monitor.cli.common import database_of, settings_of
from monitor.cli.explanations import leaves_of, lines_of
from monitor.cli.output import Format, FormatOption, console, print_rows
from monitor.compiled import matcher_of
from monitor.core.concept import Concepts
from monitor.core.errors import UsageError
from monitor.core.query import Explanation, Matcher, Query, parse_query
from monitor.core.reading import Document
from monitor.core.suggest import near_concepts
from monitor.flow.matching import document_of_stored
from monitor.intake.page import read_page
from storage import entries
from storage.entries import EntryFilter

_BARE = re.compile(r"[^\W_][\w&+.'’ -]*")


def try_query(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="A query.")],
    texts: Annotated[list[str] | None, typer.Argument(help="Texts to try it on.")] = None,
    url: Annotated[list[str] | None, typer.Option(help="A page to try it on; repeatable.")] = None,
    stored: Annotated[
        int, typer.Option(min=0, help="Try it on this many of the newest stored entries.")
    ] = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Tries a query on texts, pages or stored entries: what matched, by which concept, or why nothing did.

    What its words mean, and which of them mean no concept, is told on standard error.

    Example: `telemon watchlists test '5G licensing' 'Sweden bars Huawei from 5G auction'`
    """
    settings = settings_of(context)
    parsed = parse_query(query)
    documents = [Document(title=text) for text in texts or ()]
    documents += asyncio.run(_pages(settings, url)) if url else []
    documents += _stored(settings, stored) if stored else []
    if not documents:
        raise UsageError("nothing to try the query on: give a text, --url or --stored 100")
    matcher = matcher_of(Home(settings.home))
    told = matcher.explain_query(parsed, matcher.read(documents[0]))
    for line in _meanings(matcher.concepts, told):
        typer.echo(line, err=True)
    rows = [_row(matcher, parsed, document) for document in documents]
    print_rows(rows, ("verdict", "text", "matched", "through"), form)
    if form is Format.TABLE and len(rows) <= 10:
        _print_why(rows)


def _row(matcher: Matcher, query: Query, document: Document) -> dict[str, object]:
    reading = matcher.read(document)
    explanation = matcher.explain_query(query, reading)
    match = matcher.evaluate(query, reading)
    fields = {"title": document.title, "summary": document.summary, "body": document.body}
    spans = match.spans if match else ()
    return {
        "text": document.title,
        "verdict": "hit" if match else "miss",
        "matched": [fields.get(span.field, "")[span.start : span.end] for span in spans],
        "through": sorted({span.concept for span in spans if span.concept}),
        "spans": [
            {
                "field": span.field,
                "start": span.start,
                "end": span.end,
                "concept": span.concept,
                "guard": span.guard,
            }
            for span in spans
        ],
        "why": list(lines_of(explanation)),
    }


def _print_why(rows: Sequence[dict[str, object]]) -> None:
    out = console()
    for row in rows:
        out.print(f"\n{row['text']}", markup=False)
        why = row["why"]
        assert isinstance(why, list)
        for line in why:
            out.print(f"  {line}", markup=False)


def _meanings(concepts: Concepts, explanation: Explanation) -> Iterator[str]:
    """What each bare term of a query means."""
    for leaf in leaves_of(explanation):
        known = [found for name in leaf.concepts if (found := concepts.get(name))]
        if known:
            named = ", ".join(f"{one.name} ({one.kind})" for one in known)
            yield f"{leaf.term}: means {named}"
        elif _BARE.fullmatch(leaf.term):
            near = ", ".join(
                f"{one.name} ({one.kind})" for one in near_concepts(concepts, leaf.term)
            )
            hint = f"; near to it: {near}" if near else ""
            yield f"{leaf.term}: no concept of this name, found as words in any inflection{hint}"


async def _pages(settings: Settings, urls: Sequence[str]) -> list[Document]:
    found = []
    async with make_client(settings) as client:
        for url in urls:
            answer = await client.get(url)
            if answer.status != 200:
                raise UsageError(f"{url}: answered {answer.status}; name a page that is there")
            page = read_page(answer.body)
            found.append(Document(title=page.title, summary=page.text, language=page.language))
    return found


def _stored(settings: Settings, count: int) -> list[Document]:
    with database_of(settings) as database, database.read() as session:
        listed = entries.listing(session, EntryFilter(), count)
    return [document_of_stored(entry) for entry in islice(listed, count)]
