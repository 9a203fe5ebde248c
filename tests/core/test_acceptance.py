"""The acceptance test of a feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.acceptance import Candidate, Finding, Grade, accept, accepted, site_of
from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HEADLINES = (
    "Regulator opens a consultation on the upper 6 GHz band",
    "Operator sells its towers for two billion",
    "Vendor wins a core network order in Norway",
    "Satellite company asks for more spectrum",
    "华为推出新产品",
    "Court rules on essential patents",
)
GOOD = Candidate(
    urls=("https://news.example.co.uk/rss",),
    verdict=Verdict.OK,
    title="Example News",
    site_url="https://www.example.co.uk/",
    listed=len(HEADLINES),
    entries=tuple(
        ParsedEntry(
            guid=str(n),
            url=f"https://www.example.co.uk/{n}",
            title=title,
            published=NOW - n * DAY,
        )
        for n, title in enumerate(HEADLINES)
    ),
)


def findings(
    candidate: Candidate, known: dict[str, str] | None = None, shared: dict[str, int] | None = None
) -> dict[str, Finding]:
    found = accept(candidate, known=known or {}, shared=shared or {}, now=NOW)
    return {finding.check: finding for finding in found}


def changed(**values: object) -> Candidate:
    """The good feed with other values in each of its entries."""
    entries = tuple(replace(entry, **values) for entry in GOOD.entries)  # type: ignore[arg-type]
    return replace(GOOD, entries=entries)


def test_good_feed_is_accepted_in_every_respect() -> None:
    found = findings(GOOD)

    assert {each.grade for each in found.values()} == {Grade.GOOD}
    assert accepted(tuple(found.values()))
    assert found["domain"].detail == "links to example.co.uk"


@pytest.mark.parametrize(
    ("candidate", "check", "grade"),
    [
        (replace(GOOD, verdict=Verdict.PAGE, detail="a page"), "readable", Grade.BAD),
        (replace(GOOD, verdict=Verdict.BLOCKED), "readable", Grade.BAD),
        (replace(GOOD, verdict=Verdict.EMPTY, entries=(), listed=0), "entries", Grade.BAD),
        (replace(GOOD, entries=GOOD.entries[:2], listed=2), "entries", Grade.NOTE),
        (changed(published=None), "dates", Grade.NOTE),
        (changed(published=None), "fresh", Grade.NOTE),
        (changed(published=NOW - 30 * DAY), "fresh", Grade.NOTE),
        (changed(published=NOW - 91 * DAY), "fresh", Grade.BAD),
        (changed(url="https://elsewhere.example/x"), "domain", Grade.NOTE),
        (changed(url=None), "domain", Grade.BAD),
        (changed(title="Example News"), "titles", Grade.BAD),
        (changed(title="News"), "titles", Grade.BAD),
        (changed(title="https://www.example.co.uk/a-long-address"), "titles", Grade.BAD),
        (changed(title="The very same headline every time"), "titles", Grade.BAD),
    ],
)
def test_what_is_amiss_is_found(candidate: Candidate, check: str, grade: Grade) -> None:
    found = findings(candidate)

    assert found[check].grade is grade
    assert accepted(tuple(found.values())) is (grade is not Grade.BAD)


def test_aggregator_that_names_its_outlets_is_told_as_such() -> None:
    mixed = changed(url="https://elsewhere.example/x", outlet="Elsewhere")

    assert "aggregator" in findings(mixed)["domain"].detail
    assert findings(mixed)["domain"].grade is Grade.NOTE


@pytest.mark.parametrize(
    "known",
    ["http://news.example.co.uk/rss", "https://news.example.co.uk/rss/", GOOD.urls[0]],
)
def test_known_address_is_found_in_its_other_forms(known: str) -> None:
    found = findings(GOOD, known={known: "example"})

    assert found["new"].detail == "its address is that of example"
    assert not accepted(tuple(found.values()))


def test_feed_whose_entries_another_one_brought_is_a_duplicate() -> None:
    assert findings(GOOD, shared={"wire": 3})["new"].grade is Grade.BAD
    assert findings(GOOD, shared={"wire": 2})["new"].grade is Grade.GOOD


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://feeds.bbc.co.uk/x", "bbc.co.uk"),
        ("https://www.example.org/", "example.org"),
        ("https://a.b.example.de/", "example.de"),
        ("https://t.co/x", "t.co"),
        ("http://[::1", ""),
        (None, ""),
    ],
)
def test_site_is_the_registered_name(url: str | None, site: str) -> None:
    assert site_of(url) == site
