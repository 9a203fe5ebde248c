"""Rules of several needs: found whatever comes first, and two companies of a kind told from one."""

from __future__ import annotations

import pytest

from monitor.core.concept import Concepts
from monitor.core.reading import Document, Reader
from tests.core.concepts import entity, subject

READER = Reader(
    Concepts.of(
        (
            entity("nordtel", "Nordtel"),
            entity("fjordcom", "Fjordcom"),
            entity("nordtel-italy", "Nordtel Italy"),
            subject("carrier", parts=(("kind:operator",),), helper=True),
            subject("joining", "joins forces", "unites", helper=True),
            subject("union", parts=(("joining", "two:operator"),)),
            subject("talks", "talks", helper=True),
            subject("union-talks", parts=(("union", "talks"),)),
            subject("carrier-talks", parts=(("carrier", "talks"),)),
            subject("told", parts=(("carrier-talks", "joining"),), helper=True, broader=("deal",)),
            subject("deal", "handshake"),
        )
    )
)


def subjects(title: str) -> set[str]:
    reading = READER.read(Document(title=title, language="en"))
    return {one for one in reading.concepts if one not in ("nordtel", "fjordcom", "nordtel-italy")}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Nordtel joins forces with Fjordcom", {"union"}),
        ("Nordtel joins forces with a bank", set()),
        ("Nordtel joins forces with Nordtel", set()),
        ("Nordtel Italy joins forces with a bank", set()),
    ],
)
def test_two_of_a_kind_are_two_companies(title: str, found: set[str]) -> None:
    assert subjects(title) - {"carrier"} == found


def test_what_follows_from_what_follows_is_found() -> None:
    assert {"union", "union-talks", "carrier-talks"} <= subjects(
        "Talks: Nordtel unites with Fjordcom"
    )


def test_a_way_of_telling_counts_as_its_subject() -> None:
    assert "deal" in subjects("Nordtel in talks with a bank, joins forces")
    assert "deal" not in subjects("Nordtel in talks with a bank")
