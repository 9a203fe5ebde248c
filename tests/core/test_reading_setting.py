"""Subjects that are told in the words of any trade count only in news of this one."""

from __future__ import annotations

import pytest

from monitor.core.concept import Concepts
from monitor.core.feed import Kind
from monitor.core.reading import Document, Reader, Reading
from monitor.core.reading.mention import Reason
from tests.core.concepts import entity, subject

READER = Reader(
    Concepts.of(
        (
            entity("nordtel", "Nordtel"),
            entity("norway", "Norway", kind="country"),
            subject("layoffs", "job cuts", general=True),
            subject("cost-cuts", "savings plan", general=True),
            subject("saving", broader=("cost-cuts",), parts=(("layoffs",),)),
            subject("roaming", "roaming"),
            subject("carrier-word", "carrier", helper=True, sign=True),
            subject("year-word", "this year", helper=True),
        )
    )
)


def read(title: str, summary: str = "", kind: str = "") -> Reading:
    return READER.read(Document(title=title, summary=summary, language="en", kind=kind))


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Nordtel plans job cuts", ""),
        ("Job cuts to come", "The boss of Nordtel said so. Unions object."),
        ("Job cuts to come", "A carrier is in trouble."),
        ("Job cuts after the end of roaming", ""),
    ],
)
def test_it_counts_beside_a_company_a_subject_or_a_word_of_the_trade(
    title: str, summary: str
) -> None:
    assert "layoffs" in read(title, summary).concepts


@pytest.mark.parametrize(
    "title",
    ["Job cuts at a brewery", "Job cuts in Norway this year", "Job cuts and a savings plan"],
)
def test_it_is_rejected_with_the_reason_in_other_news(title: str) -> None:
    reading = read(title)

    assert not {"layoffs", "cost-cuts", "saving"} & set(reading.concepts)
    assert Reason.OTHER_TRADE in {
        one.reason for one in reading.rejected if one.concept == "layoffs"
    }


def test_countries_are_kept_where_it_is_rejected() -> None:
    assert read("Job cuts in Norway this year").concepts == ("norway",)


@pytest.mark.parametrize(
    ("kind", "counts"),
    [(Kind.OPERATOR, True), (Kind.REGULATOR, True), (Kind.NEWS, False), ("", False)],
)
def test_feeds_of_the_trade_need_no_other_sign(kind: str, *, counts: bool) -> None:
    assert ("layoffs" in read("Job cuts at the top", kind=kind).concepts) == counts
